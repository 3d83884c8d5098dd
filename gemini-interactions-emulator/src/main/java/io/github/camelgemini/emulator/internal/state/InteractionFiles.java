// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.answer.Outcome;
import io.github.camelgemini.emulator.internal.json.Json;
import org.jspecify.annotations.Nullable;

/** Interactions in a folder, one file each, replaced as a whole: a file is never half written. */
public final class InteractionFiles {
    private final Path folder;

    public InteractionFiles(Path folder) {
        this.folder = folder.resolve("interactions");
        try {
            Files.createDirectories(this.folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create " + this.folder, e);
        }
    }

    /**
     * How an interaction ends, or will.
     *
     * @param resource the answer given word by word; null for none
     * @param eventStream the stream given word by word; null for none
     * @param ended when it did, null if it was still running
     */
    record Extras(
            Outcome outcome,
            @Nullable JsonNode resource,
            @Nullable String eventStream,
            boolean eventIds,
            @Nullable Instant ended) {
        Extras(Outcome outcome, @Nullable JsonNode resource, @Nullable String eventStream, boolean eventIds) {
            this(outcome, resource, eventStream, eventIds, null);
        }

        Extras endedAs(Outcome how) {
            return new Extras(how, null, null, eventIds);
        }
    }

    /** Builds an interaction from what was saved of it. */
    interface Restorer {
        StoredInteraction restore(StoredInteraction.Facts facts, @Nullable StoredInteraction previous, Extras extras);
    }

    void save(StoredInteraction interaction, Extras extras) {
        ObjectNode saved = Json.object();
        StoredInteraction.Facts facts = interaction.facts();
        saved.put("id", facts.id());
        StoredInteraction previous = interaction.previous();
        saved.put("previous", previous == null ? null : previous.id());
        saved.put("targetMember", facts.targetMember());
        saved.put("target", facts.target());
        saved.put("background", facts.background());
        saved.put("serviceTier", facts.serviceTier());
        saved.put("environmentId", facts.environmentId());
        saved.put("created", facts.created().toString());
        saved.put(
                "ended", interaction.isRunning() ? null : interaction.updated().toString());
        saved.set("input", Json.array(facts.input()));
        Outcome outcome = extras.outcome();
        saved.put("status", outcome.status());
        saved.set("steps", Json.array(outcome.steps()));
        saved.set("usage", outcome.usage());
        saved.set("errors", Json.array(outcome.errors()));
        saved.set("deltas", Json.tree(outcome.deltas()));
        saved.set("resource", extras.resource());
        saved.put("eventStream", extras.eventStream());
        saved.put("eventIds", extras.eventIds());
        write(file(facts.id()), Json.writeBytes(saved));
    }

    private static void write(Path file, byte[] bytes) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(fresh, bytes);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    void delete(String id) {
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + file(id), e);
        }
    }

    private Path file(String id) {
        return folder.resolve(URLEncoder.encode(id, StandardCharsets.UTF_8) + ".json");
    }

    Collection<StoredInteraction> load(Restorer restorer) {
        Map<String, JsonNode> saved = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                JsonNode tree = Json.parse(Files.readAllBytes(file));
                saved.put(tree.path("id").asText(), tree);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + folder, e);
        }
        Map<String, StoredInteraction> restored = new HashMap<>();
        for (String id : saved.keySet()) {
            restoreChain(id, saved, restored, restorer);
        }
        return restored.values();
    }

    /** Restores an interaction after those it continues, however long the chain is. */
    private static void restoreChain(
            String id, Map<String, JsonNode> saved, Map<String, StoredInteraction> restored, Restorer restorer) {
        List<String> chain = new ArrayList<>();
        for (String link = id; link != null && saved.containsKey(link) && !restored.containsKey(link); ) {
            chain.add(0, link);
            link = Json.text(saved.getOrDefault(link, Json.object()), "previous");
        }
        for (String link : chain) {
            JsonNode tree = saved.getOrDefault(link, Json.object());
            String previous = Json.text(tree, "previous");
            restored.put(
                    link,
                    restorer.restore(facts(tree), previous == null ? null : restored.get(previous), extras(tree)));
        }
    }

    private static StoredInteraction.Facts facts(JsonNode tree) {
        return new StoredInteraction.Facts(
                tree.path("id").asText(),
                true,
                tree.path("targetMember").asText(),
                tree.path("target").asText(),
                objects(tree.path("input")),
                tree.path("background").asBoolean(),
                tree.path("serviceTier").asText(),
                Json.text(tree, "environmentId"),
                Instant.parse(tree.path("created").asText()));
    }

    private static Extras extras(JsonNode tree) {
        List<JsonNode> errors = new ArrayList<>();
        tree.path("errors").forEach(errors::add);
        List<String> deltas = new ArrayList<>();
        tree.path("deltas").forEach(delta -> deltas.add(delta.asText()));
        Outcome outcome = new Outcome(
                objects(tree.path("steps")),
                tree.path("status").asText(),
                tree.path("usage") instanceof ObjectNode usage ? usage : null,
                errors,
                deltas);
        JsonNode resource = tree.path("resource").isObject() ? tree.path("resource") : null;
        return new Extras(
                outcome,
                resource,
                Json.text(tree, "eventStream"),
                tree.path("eventIds").asBoolean());
    }

    private static List<ObjectNode> objects(JsonNode list) {
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode item : list) {
            if (item instanceof ObjectNode object) {
                objects.add(object);
            }
        }
        return objects;
    }
}
