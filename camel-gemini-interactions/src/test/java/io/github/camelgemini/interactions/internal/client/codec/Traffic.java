// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The recorded samples, read with a mapper of its own: what it sees does not depend on the code under test. */
public final class Traffic {

    public static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Traffic() {}

    /** Names of the samples in these folders that end so, for example {@code legacy/basic.json}. */
    public static Stream<String> samples(String suffix, String... folders) {
        return Stream.of(folders).flatMap(folder -> {
            try (Stream<Path> files = Files.list(path(folder))) {
                return files
                        .map(file -> folder + "/" + file.getFileName())
                        .filter(name -> name.endsWith(suffix))
                        .sorted()
                        .toList()
                        .stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * Names of all samples that are one stream, whole or broken. One that the documentation prints is none: it is a list of
     * frames that belong to different streams.
     */
    public static Stream<String> streams() {
        String[] folders = {"documented", "legacy", "pasted", "steps-redacted", "steps-untouched"};
        return Stream.concat(samples(".data-lines.jsonl", folders), samples(".sse", folders))
                .filter(name -> !name.equals("documented/streaming.single-frames.sse"));
    }

    public static String text(String name) {
        try {
            return Files.readString(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static boolean exists(String name) {
        return Traffic.class.getResource("/traffic/" + name) != null;
    }

    public static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** One frame of a sample: the name beside it, or its own, and its payload. */
    public record Sample(String event, String payload) {}

    /** The frames of a stream, without the end mark, taken line by line as the samples have them. */
    public static List<Sample> frames(String name) {
        List<Sample> frames = new ArrayList<>();
        String event = "";
        for (String line : text(name).lines().toList()) {
            boolean isFramed = name.endsWith(".sse");
            if (isFramed && line.startsWith("event: ")) event = line.substring(7);
            if (isFramed && !line.startsWith("data: ")) continue;
            String payload = isFramed ? line.substring(6) : line;
            if (payload.isBlank() || payload.equals("[DONE]")) continue;
            frames.add(new Sample(tree(payload).path("event_type").asText(event), payload));
        }
        return frames;
    }

    /** The bytes of a stream. Payloads without framing are framed as the samples' README describes. */
    public static String stream(String name) {
        if (name.endsWith(".sse")) return text(name);
        StringBuilder framed = new StringBuilder();
        for (Sample frame : frames(name)) {
            framed.append("event: ").append(frame.event()).append("\ndata: ").append(frame.payload());
            framed.append("\n\n");
        }
        return framed.append("event: done\ndata: [DONE]\n\n").toString();
    }

    private static Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(Traffic.class.getResource("/traffic/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
