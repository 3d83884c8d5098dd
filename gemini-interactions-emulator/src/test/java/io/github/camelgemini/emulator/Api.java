// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A client of a few lines, so that tests see bytes and status codes. */
final class Api {
    static final String MODEL = "gemini-3.5-flash";
    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final String baseUrl;
    private final String root;

    Api(String baseUrl) {
        this(baseUrl, "/v1beta");
    }

    Api(String baseUrl, String root) {
        this.baseUrl = baseUrl;
        this.root = root;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(baseUrl + path)).timeout(Duration.ofMinutes(1));
    }

    HttpRequest.Builder authorized(String path) {
        return request(root + path).header("x-goog-api-key", "test-key");
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpClient client() {
        return client;
    }

    HttpResponse<String> post(String json) throws IOException, InterruptedException {
        return send(authorized("/interactions").POST(BodyPublishers.ofString(json)));
    }

    /** Sends a create whose answer may never come. */
    CompletableFuture<HttpResponse<String>> postAndWait(String json) {
        HttpRequest request =
                authorized("/interactions").POST(BodyPublishers.ofString(json)).build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    /** Creates an interaction that must succeed. */
    JsonNode create(String json) throws IOException, InterruptedException {
        HttpResponse<String> response = post(json);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }

    /** Asks a model. */
    JsonNode ask(String prompt) throws IOException, InterruptedException {
        return create("{\"model\":\"" + MODEL + "\",\"input\":" + JSON.writeValueAsString(prompt) + "}");
    }

    /** Asks a model with further members, given as JSON members without braces. */
    JsonNode ask(String prompt, String members) throws IOException, InterruptedException {
        return create(body(prompt, members));
    }

    static String body(String prompt, String members) throws IOException {
        return "{\"model\":\"" + MODEL + "\",\"input\":" + JSON.writeValueAsString(prompt) + "," + members + "}";
    }

    HttpResponse<String> get(String id) throws IOException, InterruptedException {
        return send(authorized("/interactions/" + id).GET());
    }

    JsonNode read(String id) throws IOException, InterruptedException {
        return JSON.readTree(get(id).body());
    }

    /** Follows a stored interaction to the end of its stream. */
    List<JsonNode> follow(String id, String query) throws IOException, InterruptedException {
        return events(get(id + "?stream=true" + query).body());
    }

    List<JsonNode> stream(String prompt, String members) throws IOException, InterruptedException {
        return events(post(body(prompt, "\"stream\":true" + members)).body());
    }

    HttpResponse<InputStream> open(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofInputStream());
    }

    /** The JSON of each frame, without the end marker. */
    static List<JsonNode> events(String stream) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : stream.split("\n")) {
            if (line.startsWith("data: {")) {
                events.add(JSON.readTree(line.substring("data: ".length())));
            }
        }
        return events;
    }

    static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("event_type").asText()).toList();
    }

    static List<String> ids(List<JsonNode> events) {
        return events.stream().map(event -> event.path("event_id").asText()).toList();
    }

    static List<String> steps(JsonNode interaction) {
        List<String> types = new ArrayList<>();
        interaction.path("steps").forEach(step -> types.add(step.path("type").asText()));
        return types;
    }

    /** The text of the last model output. */
    static String text(JsonNode interaction) {
        JsonNode steps = interaction.path("steps");
        return steps.path(steps.size() - 1).at("/content/0/text").asText();
    }

    /** The text that the deltas of a stream amount to. */
    static String text(List<JsonNode> events) {
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event.at("/delta/text").asText()));
        return text.toString();
    }

    /** Reads until the interaction has ended: every read is one request, there is no waiting in between. */
    JsonNode readUntilEnded(String id) throws IOException, InterruptedException {
        follow(id, "");
        return read(id);
    }
}
