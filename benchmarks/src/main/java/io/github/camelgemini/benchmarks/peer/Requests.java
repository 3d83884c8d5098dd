// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.peer;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.measure.Scenario.Work;

/** What all peers send. */
public final class Requests {
    public static final String API_KEY = "key";
    public static final String MODEL = "gemini-3.5-flash";
    public static final String PROMPT = "Tell me a story about camels.";
    static final String MEDIA_TYPE = "application/pdf";

    private Requests() {}

    public static URI interactions(URI server) {
        return server.resolve("/v1beta/interactions");
    }

    /** Input for a stream of so many steps; 0 for as many as the scenario says. */
    public static String prompt(int steps) {
        return steps == 0 ? PROMPT : PROMPT + " Use so many steps: " + steps;
    }

    static boolean isStream(Scenario scenario) {
        return scenario.work() != Work.UNARY;
    }

    /** A document of the size that the scenario asks for; its content repeats from call to call, but not within. */
    static byte[] document(Scenario scenario) {
        byte[] document = new byte[scenario.document()];
        new Random(scenario.document()).nextBytes(document);
        byte[] head = "%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, document, 0, Math.min(head.length, document.length));
        return document;
    }

    /** The request in the API's shape, for peers that know no better one. */
    static Map<String, Object> body(Scenario scenario, byte[] document) {
        Map<String, String> prompt = Map.of("type", "text", "text", PROMPT);
        Object input = document.length == 0
                ? PROMPT
                : List.of(
                        prompt,
                        Map.of(
                                "type",
                                "document",
                                "mime_type",
                                MEDIA_TYPE,
                                "data",
                                Base64.getEncoder().encodeToString(document)));
        return Map.of("model", MODEL, "input", input, "stream", isStream(scenario));
    }
}
