// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import io.github.camelgemini.interactions.model.Usage;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What camel-jackson, with an ObjectMapper that knows nothing of the component, makes of the component's values. */
class MarshalTest extends GeminiEmulatorTestSupport {

    private static final ObjectMapper PLAIN = new ObjectMapper();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:interaction")
                        .to("gemini-interactions:create?model=m&outputType=interaction")
                        .setProperty("value", body())
                        .marshal()
                        .json();
                from("direct:steps")
                        .to(
                                "gemini-interactions:create?model=m&streaming=true&outputType=interaction&emit=steps,events,completed")
                        .split(body())
                        .streaming()
                        .setProperty("value", body())
                        .marshal()
                        .json()
                        .to("mock:marshalled");
                from("direct:stream")
                        .toD("gemini-interactions:create?model=m&streaming=true&outputType=${header.type}")
                        .marshal()
                        .json();
                from("direct:read").unmarshal().json(Interaction.class);
            }
        };
    }

    @Test
    void anInteractionIsMarshalledToTheJsonOfTheApi() throws Exception {
        Exchange answered =
                fluentTemplate.to("direct:interaction").withBody("Hello").send();

        JsonNode json = PLAIN.readTree(answered.getMessage().getBody(String.class));
        assertThat(json.at("/id").isTextual()).isTrue();
        assertThat(json.at("/status").asText()).isEqualTo("completed");
        assertThat(json.at("/steps/0/type").isTextual()).isTrue();
        assertThat(json.at("/usage/total_tokens").isNumber()).isTrue();
        assertThat(json).isEqualTo(converted(answered.getProperty("value")));
    }

    @Test
    void stepsAndEventsAreMarshalledAsTheTypeConvertersWriteThem() throws Exception {
        getMockEndpoint("mock:marshalled").expectedMinimumMessageCount(5);

        fluentTemplate.to("direct:steps").withBody("Hello").send();

        RouteKit.assertSatisfied(context);
        for (Exchange part : getMockEndpoint("mock:marshalled").getReceivedExchanges())
            assertThat(PLAIN.readTree(part.getMessage().getBody(String.class)))
                    .isEqualTo(converted(part.getProperty("value")));
    }

    @ParameterizedTest
    @CsvSource({"text, '', Paris", "interaction, /steps/1/content/0/text, Paris", "object, /city, Paris"})
    void aStreamIsMarshalledAsItsWholeAnswer(String type, String pointer, String text) throws Exception {
        emulator().script(onCreate().thought("Easy.").text(type.equals("object") ? "{\"city\":\"Paris\"}" : "Paris"));

        Exchange answered = fluentTemplate
                .to("direct:stream")
                .withBody("Hello")
                .withHeader("type", type)
                .send();

        assertThat(answered.getException()).isNull();
        JsonNode json = PLAIN.readTree(answered.getMessage().getBody(String.class));
        assertThat(json.at(pointer).asText()).isEqualTo(text);
    }

    @Test
    void aStreamThatBreaksIsNotMarshalled() {
        emulator()
                .script(
                        onCreate().thought("Easy.").deltas("Par", "is").cutAfter(6),
                        onGet().httpStatus(404).always());

        Exchange answered = fluentTemplate
                .to("direct:stream")
                .withBody("Hello")
                .withHeader("type", "text")
                .send();

        assertThat(answered.getException()).hasRootCauseInstanceOf(GeminiInteractionsException.class);
        assertThat(answered.getProperty(GeminiInteractionsConstants.ERROR_REASON_PROPERTY))
                .isEqualTo("stream");
    }

    private JsonNode converted(Object value) throws Exception {
        assertThat(value).isInstanceOfAny(Interaction.class, Step.class, InteractionEvent.class);
        return PLAIN.readTree(context.getTypeConverter().mandatoryConvertTo(String.class, value));
    }

    static Stream<Arguments> values() {
        Step.Call call = new Step.Call("function_call", "c1", "f", "{\"a\":1}", null, Map.of("new_member", "2"));
        return Stream.of(
                Arguments.of(new Content.Text("Hi"), "{\"type\":\"text\",\"text\":\"Hi\"}"),
                Arguments.of(new Content.Unknown("new", "{\"type\":\"new\",\"x\":1}"), "{\"type\":\"new\",\"x\":1}"),
                Arguments.of(
                        new Usage(1L, null, null, null, null, 2L, Map.of("later", "3")),
                        "{\"total_input_tokens\":1,\"total_tokens\":2,\"later\":3}"),
                Arguments.of(InteractionStatus.COMPLETED, "\"completed\""),
                Arguments.of(
                        new InteractionError("c", "m", Map.of("x", "1")), "{\"code\":\"c\",\"message\":\"m\",\"x\":1}"),
                Arguments.of(new Delta.Text("a"), "{\"type\":\"text\",\"text\":\"a\"}"),
                Arguments.of(
                        new Delta.Media(new Content.Media("image", "AQ==", null, "image/png", Map.of())),
                        "{\"type\":\"image\",\"mime_type\":\"image/png\",\"data\":\"AQ==\"}"),
                Arguments.of(
                        new Delta.ThoughtSummary(new Content.Text("why")),
                        "{\"type\":\"thought_summary\",\"content\":{\"type\":\"text\",\"text\":\"why\"}}"),
                Arguments.of(new Delta.ThoughtSignature("s"), "{\"type\":\"thought_signature\",\"signature\":\"s\"}"),
                Arguments.of(
                        new Delta.Arguments("arguments_delta", "{\"a"),
                        "{\"type\":\"arguments_delta\",\"arguments\":\"{\\\"a\"}"),
                Arguments.of(
                        new Delta.Arguments("arguments", "{\"a"),
                        "{\"type\":\"arguments\",\"partial_arguments\":\"{\\\"a\"}"),
                Arguments.of(
                        new Delta.Annotations("text_annotation_delta", List.of("{\"url\":\"u\"}")),
                        "{\"type\":\"text_annotation_delta\",\"annotations\":[{\"url\":\"u\"}]}"),
                Arguments.of(
                        new Delta.WholeCall(call),
                        "{\"type\":\"function_call\",\"id\":\"c1\",\"name\":\"f\",\"arguments\":{\"a\":1},\"new_member\":2}"),
                Arguments.of(new Delta.Unknown("new", Map.of("x", "1")), "{\"type\":\"new\",\"x\":1}"),
                Arguments.of(
                        new InteractionEvent.Unknown(null, "new", "{\"event_type\":\"new\",\"x\":1}"),
                        "{\"event_type\":\"new\",\"x\":1}"),
                Arguments.of(new InteractionEvent.Unknown(null, "new", "no JSON"), "\"no JSON\""));
    }

    /** A user's own value that has one of ours in it. */
    record Audited(String by, Object answer) {}

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void eachValueIsItsJsonAlsoInsideAUsersMapListAndObject(Object value, String json) throws Exception {
        JsonNode expected = PLAIN.readTree(json);

        assertThat(PLAIN.readTree(PLAIN.writeValueAsString(value))).isEqualTo(expected);
        assertThat(PLAIN.readTree(PLAIN.writeValueAsBytes(Map.of("k", List.of(value))))
                        .at("/k/0"))
                .isEqualTo(expected);
        assertThat(PLAIN.readTree(PLAIN.writerWithDefaultPrettyPrinter().writeValueAsString(new Audited("me", value)))
                        .at("/answer"))
                .isEqualTo(expected);
        assertThat(PLAIN.convertValue(value, JsonNode.class)).hasToString(expected.toString());
    }

    @Test
    void readingAnInteractionFailsAndTellsWhatToDo() {
        assertThatThrownBy(() -> PLAIN.readValue("{\"id\":\"v1_a\"}", Interaction.class))
                .isInstanceOf(MismatchedInputException.class)
                .hasMessageContaining("unmarshal to a Map");
        assertThat(fluentTemplate
                        .to("direct:read")
                        .withBody("{\"id\":\"v1_a\",\"status\":\"completed\"}")
                        .send()
                        .getException())
                .hasStackTraceContaining("unmarshal to a Map");
    }
}
