// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.internal.client.codec.Traffic;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every request that was recorded can be made by a route. */
class RecordedRequestTest extends GeminiEmulatorTestSupport {

    static Stream<String> samples() {
        return Traffic.samples(".request.json", "steps-redacted");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isMadeByARoute(String sample) throws Exception {
        ObjectNode recorded = (ObjectNode) Traffic.tree(Traffic.text(sample));
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:in").to(uri(recorded));
            routes.from("gemini-interactions:stream?channel=c").to("mock:steps");
        });

        fluentTemplate.to("direct:in").withBody(body(recorded.get("input"))).send();

        if (!recorded.get("stream").booleanValue()) recorded.remove("stream");
        assertThat(Traffic.tree(emulator().lastRequest().body().toString())).isEqualTo(recorded);
    }

    /** What a route has for a simple question is a text; all else is in the API's own shape. */
    private static Object body(JsonNode input) {
        boolean isText = input.size() == 1
                && input.at("/0/content").size() == 1
                && input.at("/0/content/0").has("text");
        return isText ? input.at("/0/content/0/text").asText() : input;
    }

    private static String uri(ObjectNode recorded) {
        StringBuilder uri = new StringBuilder("gemini-interactions:create?");
        recorded.properties().forEach(member -> {
            JsonNode value = member.getValue();
            String text = value.isTextual() ? value.textValue() : value.toString();
            switch (member.getKey()) {
                case "input" -> {}
                case "stream" -> uri.append(value.booleanValue() ? "&streaming=true&channel=c" : "");
                case "system_instruction" -> uri.append("&systemInstruction=RAW(" + text + ")");
                case "generation_config" -> uri.append("&generationConfig=RAW(" + text + ")");
                case "previous_interaction_id" -> uri.append("&previousInteractionId=" + text);
                case "model", "store", "tools" ->
                    uri.append("&" + member.getKey()).append("=RAW(" + text + ")");
                default -> throw new AssertionError("a member without an option: " + member.getKey());
            }
        });
        return uri.toString().replace("?&", "?");
    }
}
