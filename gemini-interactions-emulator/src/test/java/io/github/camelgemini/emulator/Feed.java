// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;

/** The event stream of the emulator's page, as a browser reads it. */
final class Feed implements AutoCloseable {
    private final BufferedReader lines;
    private String lastId = "";

    Feed(Api api, String query, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = api.request("/_emulator/events" + query);
        if (headers.length > 0) {
            request.headers(headers);
        }
        lines = new BufferedReader(new InputStreamReader(api.open(request).body(), StandardCharsets.UTF_8));
    }

    /** The id of the last frame. */
    String lastId() {
        return lastId;
    }

    /** The next frame; waits for it. */
    JsonNode next() throws IOException {
        JsonNode frame = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id: ")) {
                lastId = line.substring("id: ".length());
            } else if (line.startsWith("data: ")) {
                frame = Api.JSON.readTree(line.substring("data: ".length()));
            } else if (line.isEmpty() && frame != null) {
                return frame;
            }
        }
        throw new IOException("The feed has ended.");
    }

    /** All frames up to the first one that has what is wanted, with it. */
    List<JsonNode> until(Predicate<JsonNode> wanted) throws IOException {
        List<JsonNode> frames = new ArrayList<>();
        do {
            frames.add(next());
        } while (!wanted.test(frames.get(frames.size() - 1)));
        return frames;
    }

    /** The first entry of this list in which a member has a value; waits for it. */
    JsonNode await(String list, String member, String value) throws IOException {
        while (true) {
            for (JsonNode entry : next().path(list)) {
                if (entry.path(member).asText().equals(value)) {
                    return entry;
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
