// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.request.CreateRequest;
import io.github.camelgemini.emulator.traffic.Ledger;
import org.jspecify.annotations.Nullable;

/** Counts what took effect; every entry is a line of a file where there is one. Safe for use from any thread. */
public final class LedgerBook {
    private final @Nullable Path file;
    // Guarded by this.
    private final Set<Digest> inputs = new HashSet<>();
    private long creates;
    private long repeats;
    private long gets;
    private long cancels;
    private long deletes;
    private long inputTokens;
    private long outputTokens;
    private long thoughtTokens;
    private long totalTokens;
    private long running;

    /** The first half of an input's SHA-256: one for each input that ever came, so it is small. */
    private record Digest(long high, long low) {
        static Digest of(String hex) {
            return hex.length() < 32
                    ? new Digest(0, hex.hashCode())
                    : new Digest(HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
        }
    }

    /** @param folder where the entries survive a restart; null: they do not */
    public LedgerBook(@Nullable Path folder) {
        this.file = folder == null ? null : folder.resolve("ledger.jsonl");
        if (file != null && Files.exists(file)) {
            try {
                PrivateFiles.warnOfOthers(file);
                try (Stream<String> entries = Files.lines(file)) {
                    entries.forEach(this::enterAgain);
                }
                PrivateFiles.append(file, new byte[] {'\n'}); // the last line may be torn
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + file, e);
            }
        }
    }

    private void enterAgain(String line) {
        try {
            enter(Json.parse(line));
        } catch (JsonProcessingException e) {
            // The last line may be torn by a kill: what it said was never answered.
            return;
        }
    }

    /** Counts a create. True if an earlier one had equal input. */
    public synchronized boolean created(CreateRequest request) {
        long before = repeats;
        record(Json.object().put("entry", "create").put("input", digest(request)));
        return repeats > before;
    }

    public synchronized void got() {
        record(Json.object().put("entry", "get"));
    }

    public synchronized void cancelled() {
        record(Json.object().put("entry", "cancel"));
    }

    public synchronized void deleted() {
        record(Json.object().put("entry", "delete"));
    }

    synchronized void started() {
        running++;
    }

    synchronized void ended(@Nullable JsonNode resource) {
        running--;
        if (resource != null && resource.path("usage").isObject()) {
            record(Json.object().put("entry", "usage").set("usage", resource.path("usage")));
        }
    }

    private void record(JsonNode entry) {
        enter(entry);
        if (file == null) {
            return;
        }
        try {
            PrivateFiles.append(file, (Json.write(entry) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    private synchronized void enter(JsonNode entry) {
        switch (entry.path("entry").asText()) {
            case "create" -> {
                creates++;
                repeats += inputs.add(Digest.of(entry.path("input").asText())) ? 0 : 1;
            }
            case "get" -> gets++;
            case "cancel" -> cancels++;
            case "delete" -> deletes++;
            default -> {
                JsonNode usage = entry.path("usage");
                inputTokens += usage.path("total_input_tokens").asLong();
                outputTokens += usage.path("total_output_tokens").asLong();
                thoughtTokens += usage.path("total_thought_tokens").asLong();
                totalTokens += usage.path("total_tokens").asLong();
            }
        }
    }

    private static String digest(CreateRequest request) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update((request.target() + '\n' + request.previousInteractionId() + '\n')
                    .getBytes(StandardCharsets.UTF_8));
            if (request.continuationToken() != null) {
                sha.update((request.continuationToken() + '\n').getBytes(StandardCharsets.UTF_8));
            }
            request.steps().forEach(step -> sha.update(Json.writeBytes(step)));
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public synchronized Ledger read() {
        return new Ledger(
                creates,
                repeats,
                gets,
                cancels,
                deletes,
                inputTokens,
                outputTokens,
                thoughtTokens,
                totalTokens,
                running);
    }

    public synchronized void clear() {
        inputs.clear();
        creates = repeats = gets = cancels = deletes = 0;
        inputTokens = outputTokens = thoughtTokens = totalTokens = running = 0;
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot delete " + file, e);
            }
        }
    }
}
