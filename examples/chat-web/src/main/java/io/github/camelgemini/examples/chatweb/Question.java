// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.chatweb;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/** One question and the events of its answer, as the page asks it: sent again with the same key until the answer is whole. */
final class Question {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI page;
    private final String conversation;
    private final String key;
    private final String text;
    private final Set<String> seen = new HashSet<>();

    /**
     * @param page address of the server
     * @param conversation from {@link #newKey}; the same for all questions of a conversation
     * @param key from {@link #newKey}; the same as often as the question is sent
     */
    Question(URI page, String conversation, String key, String text) {
        this.page = page;
        this.conversation = conversation;
        this.key = key;
        this.text = text;
    }

    /** Key that cannot be guessed. */
    static String newKey() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** An event of the stream; each has an id but {@code error}. */
    record Event(String name, String id, JsonNode data) {

        /** Whether nothing comes behind it. */
        boolean isLast() {
            return name.equals("completed") || name.equals("error");
        }
    }

    /** Receives the events that were not seen before; on the thread that asks. */
    interface Reader {
        void read(Event event) throws Exception;
    }

    /**
     * Sends the question, and reads until the answer is whole or the connection ends.
     *
     * @return the last event; null if the connection ended before it, so that it is to be sent again
     * @throws IllegalStateException if the server refuses the question
     */
    @Nullable
    Event send(Reader reader) throws Exception {
        try {
            HttpResponse<InputStream> response = http.send(
                    request("").PUT(HttpRequest.BodyPublishers.ofString(text)).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                if (response.statusCode() == 200) return read(lines, reader);
                throw new IllegalStateException("HTTP " + response.statusCode() + ": " + lines.readLine());
            }
        } catch (IOException e) { // the server was killed, or does not run
            return null;
        }
    }

    /** Results of the functions that were called, in no order. */
    JsonNode results() throws IOException, InterruptedException {
        return JSON.readTree(http.send(request("/results").build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(page.resolve("questions/" + key + path)).header("conversation", conversation);
    }

    private @Nullable Event read(BufferedReader lines, Reader reader) throws Exception {
        String name = "";
        String id = "";
        JsonNode data = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event: ")) name = line.substring(7);
            else if (line.startsWith("id: ")) id = line.substring(4);
            else if (line.startsWith("data: ")) data = JSON.readTree(line.substring(6));
            else if (line.isEmpty() && data != null) {
                Event event = new Event(name, id, data);
                if (id.isEmpty() || seen.add(id)) reader.read(event);
                if (event.isLast()) return event;
                name = "";
                id = "";
                data = null;
            }
        }
        return null;
    }
}
