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
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.camelgemini.emulator.internal.json.Json;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Interactions in a folder, one file each, replaced as a whole: a file is never half written. */
public final class InteractionFiles {
    private static final Logger LOG = LoggerFactory.getLogger(InteractionFiles.class);

    private final Path folder;

    public InteractionFiles(Path folder) {
        this.folder = folder.resolve("interactions");
        try {
            PrivateFiles.createFolder(folder);
            PrivateFiles.createFolder(this.folder);
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
            PrivateFiles.writeNew(fresh, Json.writeBytes(Json.tree(saved)));
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
        boolean warned = false;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                warned = warned || PrivateFiles.warnOfOthers(file);
                Saved one = read(file);
                if (one != null) {
                    saved.put(one.facts().id(), one);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + folder, e);
        }
        Map<String, StoredInteraction> restored = new HashMap<>();
        saved.keySet().forEach(id -> restoreChain(id, saved, restored, restorer));
        return restored.values();
    }

    /** Null for one that cannot be read: it stays where it is, and the others are there. */
    private static @Nullable Saved read(Path file) throws IOException {
        try {
            @Nullable Saved one = Json.read(Files.readAllBytes(file), Saved.class);
            if (one != null && one.facts() != null && one.result() != null) {
                return one;
            }
        } catch (JsonProcessingException | StackOverflowError e) {
            LOG.debug("Not an interaction: {}", file, e);
        }
        LOG.warn("{} is not an interaction of the emulator's and is left out: delete it", file);
        return null;
    }

    /** Restores an interaction after those it continues, however long the chain is. */
    private static void restoreChain(
            String id, Map<String, Saved> saved, Map<String, StoredInteraction> restored, Restorer restorer) {
        Deque<Saved> chain = new ArrayDeque<>();
        String link = id;
        Set<String> seen = new HashSet<>();
        for (Saved one = saved.get(id);
                one != null && !restored.containsKey(link) && seen.add(link);
                one = saved.get(link)) {
            chain.addFirst(one);
            link = one.previous();
        }
        for (Saved one : chain) {
            restored.put(one.facts().id(), restorer.restore(one, restored.get(one.previous())));
        }
    }
}
