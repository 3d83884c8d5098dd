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
     * One file.
     *
     * @param previous id of the interaction it continues; null for none
     * @param ended null if it was still running
     */
    record Saved(
            StoredInteraction.Facts facts, @Nullable String previous, @Nullable Instant ended, Run.Result result) {}

    /** Builds an interaction from what was saved of it. */
    interface Restorer {
        StoredInteraction restore(Saved saved, @Nullable StoredInteraction previous);
    }

    void save(StoredInteraction interaction, Run.Result result) {
        StoredInteraction previous = interaction.previous();
        Saved saved = new Saved(
                interaction.facts(),
                previous == null ? null : previous.id(),
                interaction.isRunning() ? null : interaction.updated(),
                result);
        Path file = file(interaction.id());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(fresh, Json.writeBytes(Json.tree(saved)));
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
        Map<String, Saved> saved = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                Saved one = Json.read(Files.readAllBytes(file), Saved.class);
                saved.put(one.facts().id(), one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + folder, e);
        }
        Map<String, StoredInteraction> restored = new HashMap<>();
        saved.keySet().forEach(id -> restoreChain(id, saved, restored, restorer));
        return restored.values();
    }

    /** Restores an interaction after those it continues, however long the chain is. */
    private static void restoreChain(
            String id, Map<String, Saved> saved, Map<String, StoredInteraction> restored, Restorer restorer) {
        List<Saved> chain = new ArrayList<>();
        String link = id;
        for (Saved one = saved.get(id); one != null && !restored.containsKey(link); one = saved.get(link)) {
            chain.add(0, one);
            link = one.previous();
        }
        for (Saved one : chain) {
            restored.put(one.facts().id(), restorer.restore(one, restored.get(one.previous())));
        }
    }
}
