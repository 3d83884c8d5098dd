// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Script;
import io.github.camelgemini.interactions.exception.InteractionOutputException;
import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.Step;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.EventText.event;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.bodies;
import static io.github.camelgemini.interactions.RouteKit.headers;
import static org.assertj.core.api.Assertions.assertThat;

/** What a route gets of an answer in another form or order than was asked for. */
class UnusualAnswersTest extends GeminiEmulatorTestSupport {

    private static final String STREAM = "gemini-interactions:create?model=" + MODEL + "&streaming=true";
    private static final String STEPS = "[{\"type\":\"thought\",\"signature\":\"c2ln\"},{\"type\":\"model_output\","
            + "\"content\":[{\"type\":\"text\",\"text\":\"Paris\"}]}]";
    private static final String WHOLE = interaction("completed", ",\"steps\":" + STEPS);

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:channel").to(STREAM + "&channel=c&storeFullResponse=true");
                from("direct:deltas").to(STREAM + "&channel=deltas");
                from("direct:iterator")
                        .to(STREAM + "&emit=steps")
                        .split(body())
                        .streaming()
                        .to("mock:parts");
                from("direct:unary").to("gemini-interactions:create?model=" + MODEL);
                from("direct:get").to("gemini-interactions:get");
                from("gemini-interactions:stream?channel=c&emit=events,steps,completed")
                        .to("mock:steps");
                from("gemini-interactions:stream?channel=deltas&emit=deltas,steps")
                        .to("mock:deltas");
            }
        };
    }

    private static String interaction(String status, String more) {
        return "{\"id\":\"v1_x\",\"object\":\"interaction\",\"model\":\"m\",\"status\":\"" + status + "\"" + more + "}";
    }

    private static String created() {
        return event("interaction.created", "\"interaction\":" + interaction("in_progress", ""));
    }

    private static String start(int index, String step) {
        return event("step.start", "\"index\":" + index + ",\"step\":" + step);
    }

    private static String delta(int index, String delta) {
        return event("step.delta", "\"index\":" + index + ",\"delta\":" + delta);
    }

    private static String text(int index, String text) {
        return delta(index, "{\"type\":\"text\",\"text\":\"" + text + "\"}");
    }

    private static String stop(int index) {
        return event("step.stop", "\"index\":" + index);
    }

    private static String end(String more) {
        return event("interaction.completed", "\"interaction\":" + interaction("completed", more))
                + "event: done\ndata: [DONE]\n\n";
    }

    private static final String OUTPUT = "{\"type\":\"model_output\"}";
    private static final String USAGE = ",\"usage\":{\"total_tokens\":9}";

    private Exchange ask(String route) {
        return fluentTemplate.to(route).withBody("Capital?").send();
    }

    @Test
    void jsonInsteadOfAStreamIsDeliveredAsTheEventsOfTheRun() throws Exception {
        emulator().script(onCreate().body(WHOLE));
        MockEndpoint steps = getMockEndpoint("mock:steps");
        steps.expectedMessageCount(9);

        Exchange answered = ask("direct:channel");

        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getBody()).isEqualTo("Paris");
        RouteKit.assertSatisfied(context);
        assertThat(headers(steps, GeminiInteractionsConstants.EVENT_TYPE))
                .containsExactly(
                        "interaction.created",
                        "step.start",
                        "step.stop",
                        "step.stop",
                        "step.start",
                        "step.stop",
                        "step.stop",
                        "interaction.completed",
                        "interaction.completed");
        assertThat(headers(steps, GeminiInteractionsConstants.STEP_KEY)).contains("v1_x/0", "v1_x/1");
    }

    @Test
    void jsonInsteadOfAStreamIsSplitLikeOne() throws Exception {
        emulator().script(onCreate().body(WHOLE));
        MockEndpoint parts = getMockEndpoint("mock:parts");
        parts.expectedBodiesReceived("", "Paris", "Paris");

        assertThat(ask("direct:iterator").getException()).isNull();

        RouteKit.assertSatisfied(context);
    }

    @ParameterizedTest
    @ValueSource(strings = {"in_progress", "queued"})
    void jsonOfARunInProgressIsFollowedToItsEnd(String status) {
        emulator()
                .script(onCreate().body(interaction(status, "")), Script.onGet().body(WHOLE));

        Exchange answered = ask("direct:channel");

        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getBody()).isEqualTo("Paris");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aStreamInsteadOfJsonIsFolded() {
        String stream = created() + start(0, OUTPUT) + text(0, "Par") + text(0, "is") + stop(0) + end(USAGE);
        emulator().script(onCreate().sse(stream), Script.onGet().sse(stream));

        for (Exchange answered : List.of(
                ask("direct:unary"),
                fluentTemplate.to("direct:get").withBody("v1_x").send())) {
            assertThat(answered.getException()).isNull();
            assertThat(answered.getMessage().getBody()).isEqualTo("Paris");
            assertThat(answered.getMessage().getHeader(GeminiInteractionsConstants.TOTAL_TOKENS))
                    .isEqualTo(9L);
        }
    }

    @Test
    void aStreamInsteadOfJsonThatEndsTooEarlyIsNoAnswer() {
        emulator().script(onCreate().sse(created() + start(0, OUTPUT) + text(0, "Par")));

        assertThat(ask("direct:unary").getException())
                .isInstanceOfSatisfying(InteractionStreamException.class, e -> assertThat(e.getInteractionId())
                        .isEqualTo("v1_x"));
    }

    @Test
    void aDeltaBehindTheStopOfItsStepIsEmittedAndPartOfTheWholeAnswer() throws Exception {
        emulator()
                .script(onCreate()
                        .times(2)
                        .sse(created()
                                + start(0, "{\"type\":\"thought\"}")
                                + stop(0)
                                + delta(0, "{\"type\":\"thought_signature\",\"signature\":\"c2ln\"}")
                                + start(1, OUTPUT)
                                + text(1, "Par")
                                + stop(1)
                                + text(1, "is")
                                + end(USAGE)));
        MockEndpoint deltas = getMockEndpoint("mock:deltas");
        deltas.expectedMessageCount(5);

        assertThat(ask("direct:deltas").getMessage().getBody()).isEqualTo("Paris");

        RouteKit.assertSatisfied(context);
        assertThat(headers(deltas, GeminiInteractionsConstants.STEP_KEY))
                .containsExactly("v1_x/0", "v1_x/0/0+0", "v1_x/1/0", "v1_x/1", "v1_x/1/3");

        Exchange answered = ask("direct:channel");
        Interaction whole = answered.getProperty(GeminiInteractionsConstants.RESPONSE_PROPERTY, Interaction.class);
        assertThat(whole.steps().get(0))
                .isInstanceOfSatisfying(Step.Thought.class, thought -> assertThat(thought.signature())
                        .isEqualTo("c2ln"));
    }

    @Test
    void aRunWithAnEventThatFitsNowhereIsReadFromTheStore() {
        String call = "{\"type\":\"google_search_call\",\"id\":\"s\",\"arguments\":{\"q\":1}}";
        emulator()
                .script(
                        onCreate()
                                .sse(created()
                                        + start(0, call)
                                        + stop(0)
                                        + delta(0, "{\"type\":\"arguments_delta\",\"arguments\":\"{}\"}")),
                        Script.onGet().body(WHOLE));

        Exchange answered = ask("direct:channel");

        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getBody()).isEqualTo("Paris");
    }

    @Test
    void aFinalEventWithAPartOfTheStepsRemovesNothing() {
        emulator()
                .script(onCreate()
                        .sse(created()
                                + start(0, "{\"type\":\"thought\",\"signature\":\"c2ln\"}")
                                + stop(0)
                                + start(1, OUTPUT)
                                + text(1, "Paris")
                                + stop(1)
                                + end(",\"steps\":[{\"type\":\"thought\",\"signature\":\"c2ln\"}]" + USAGE)));

        assertThat(ask("direct:channel").getMessage().getBody()).isEqualTo("Paris");
    }

    @Test
    void noDeltaEndsInHalfACharacter() throws Exception {
        emulator()
                .script(onCreate()
                        .sse(created()
                                + start(0, OUTPUT)
                                + text(0, "a\\ud83d")
                                + text(0, "\\ude00b")
                                + text(0, "\\ud83c")
                                + text(0, "\\udf0d")
                                + stop(0)
                                + end(USAGE)));
        MockEndpoint deltas = getMockEndpoint("mock:deltas");
        deltas.expectedMessageCount(4);

        assertThat(ask("direct:deltas").getMessage().getBody()).isEqualTo("a\ud83d\ude00b\ud83c\udf0d");

        RouteKit.assertSatisfied(context);
        assertThat(bodies(deltas)).containsExactly("a", "\ud83d\ude00b", "\ud83c\udf0d", "a\ud83d\ude00b\ud83c\udf0d");
        assertThat(headers(deltas, GeminiInteractionsConstants.STEP_KEY))
                .containsExactly("v1_x/0/0", "v1_x/0/1", "v1_x/0/4", "v1_x/0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AQ!!ID*BA==", "-_+/", "AAAAA"})
    void mediaThatAreNotBase64AreNoAnswer(String data) {
        String image = "{\"type\":\"image\",\"mime_type\":\"image/png\",\"data\":\"" + data + "\"}";
        emulator()
                .script(
                        onCreate().stream(true)
                                .sse(created() + start(0, OUTPUT) + delta(0, image) + stop(0) + end(USAGE)),
                        onCreate()
                                .body(interaction(
                                        "completed",
                                        ",\"steps\":[{\"type\":\"model_output\",\"content\":[" + image + "]}]")));

        assertThat(ask("direct:channel").getException()).isInstanceOf(InteractionProtocolException.class);
        assertThat(ask("direct:unary").getException()).isInstanceOf(InteractionProtocolException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "image, text/html, application/octet-stream",
        "image, application/pdf, application/octet-stream",
        "image, image, application/octet-stream",
        "image, image/png x, application/octet-stream",
        "image, image/*, application/octet-stream",
        "image, '', application/octet-stream",
        "image, IMAGE/PNG, IMAGE/PNG",
        "image, image/svg+xml, application/octet-stream",
        "image, IMAGE/SVG+XML;charset=utf-8, application/octet-stream",
        "video, video/x+xml, application/octet-stream",
        "audio, audio/L16;rate=24000;channels=1, audio/L16;rate=24000;channels=1",
        "audio, video/mp4, application/octet-stream",
        "video, video/mp4, video/mp4",
        "document, text/html, application/octet-stream",
        "document, application/vnd.x+xml, application/octet-stream",
        "document, text/csv, text/csv",
        "document, application/pdf, application/pdf",
        "document, application/vnd.oasis.opendocument.text, application/vnd.oasis.opendocument.text"
    })
    void theContentTypeOfMediaIsOneOfTheirOwnKind(String type, String said, String expected) throws Exception {
        String media = "{\"type\":\"" + type + "\",\"mime_type\":\"" + said + "\",\"data\":\"AQID\"}";
        emulator()
                .script(
                        onCreate().stream(true)
                                .sse(created() + start(0, OUTPUT) + delta(0, media) + stop(0) + end(USAGE))
                                .times(2),
                        onCreate()
                                .body(interaction(
                                        "completed",
                                        ",\"steps\":[{\"type\":\"model_output\",\"content\":[" + media + "]}]")));
        MockEndpoint steps = getMockEndpoint("mock:deltas");
        MockEndpoint parts = getMockEndpoint("mock:parts");
        steps.expectedMessageCount(2);
        parts.expectedMessageCount(2);

        assertMedia(ask("direct:deltas").getMessage(), expected);
        assertMedia(ask("direct:unary").getMessage(), expected);
        ask("direct:iterator");

        RouteKit.assertSatisfied(context);
        assertMedia(steps.getExchanges().get(1).getMessage(), expected);
        assertMedia(parts.getExchanges().get(0).getMessage(), expected);
        assertMedia(parts.getExchanges().get(1).getMessage(), expected);
    }

    private static void assertMedia(Message message, String contentType) {
        assertThat(message.getBody()).isEqualTo(new byte[] {1, 2, 3});
        assertThat(message.getHeader(Exchange.CONTENT_TYPE)).isEqualTo(contentType);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"type\":\"text\",\"text\":\"\"},%s]",
                "[%s,{\"type\":\"text\",\"text\":\"\"}]",
                "[%s,{\"type\":\"image\",\"data\":null}]",
                "%s"
            })
    void anImageBesideAnEmptyContentIsTheAnswer(String contents) {
        String output = "{\"type\":\"model_output\",\"content\":"
                + contents.formatted("{\"type\":\"image\",\"mime_type\":\"image/png\",\"data\":\"AQID\"}") + "}";
        emulator()
                .script(
                        onCreate().stream(true).sse(created() + start(0, output) + stop(0) + end(USAGE)),
                        onCreate().body(interaction("completed", ",\"steps\":[" + output + "]")));

        assertMedia(ask("direct:channel").getMessage(), "image/png");
        assertMedia(ask("direct:unary").getMessage(), "image/png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"data\":null", ",\"data\":\"\"", ",\"data\":[1]", ",\"uri\":\"\""})
    void anImageWithoutBytesIsNoAnswer(String data) {
        String output = "{\"type\":\"model_output\",\"content\":[{\"type\":\"image\"" + data + "}]}";
        emulator()
                .script(
                        onCreate().stream(true).sse(created() + start(0, output) + stop(0) + end(USAGE)),
                        onCreate().body(interaction("completed", ",\"steps\":[" + output + "]")));

        assertThat(ask("direct:channel").getException()).isInstanceOf(InteractionOutputException.class);
        assertThat(ask("direct:unary").getException()).isInstanceOf(InteractionOutputException.class);
    }

    @Test
    void aContentThatIsNoListIsPartOfTheAnswer() {
        String single = "{\"type\":\"model_output\",\"content\":{\"type\":\"text\",\"text\":\"Par\"}}";
        emulator()
                .script(
                        onCreate().stream(true)
                                .raw(
                                        200,
                                        "text/event-stream",
                                        created() + start(0, single) + text(0, "is") + stop(0) + end(USAGE)),
                        onCreate()
                                .raw(
                                        200,
                                        "application/json",
                                        interaction(
                                                "completed",
                                                ",\"steps\":[" + single + "," + single.replace("Par", "is") + "]")));

        assertThat(ask("direct:channel").getMessage().getBody()).isEqualTo("Paris");
        assertThat(ask("direct:unary").getMessage().getBody()).isEqualTo("Paris");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "\"\"", "{\"code\":0}", "[]"})
    void anAnswerWithAMemberForErrorsIsAnAnswerInsteadOfAStreamToo(String error) {
        emulator()
                .script(onCreate()
                        .body(interaction("completed", ",\"error\":" + error + ",\"steps\":" + STEPS))
                        .times(2));

        assertThat(ask("direct:channel").getMessage().getBody()).isEqualTo("Paris");
        assertThat(ask("direct:unary").getMessage().getBody()).isEqualTo("Paris");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"index\":0", "\"index\":null", "\"index\":-1", "\"index\":99999999999"})
    void aRunWithTwoStepsAtOneIndexIsReadFromTheStore(String index) throws Exception {
        String steps = start(0, "{\"type\":\"thought\",\"signature\":\"c2ln\"}")
                + stop(0)
                + start(0, OUTPUT)
                + text(0, "Paris")
                + stop(0);
        emulator()
                .script(
                        onCreate()
                                .sse(created() + steps.replace("\"index\":0", index) + end(USAGE))
                                .times(2),
                        Script.onGet().body(WHOLE).always());
        MockEndpoint parts = getMockEndpoint("mock:parts");
        parts.expectedBodiesReceived("", "Paris", "Paris");

        Exchange answered = ask("direct:channel");
        ask("direct:iterator");

        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getBody()).isEqualTo("Paris");
        RouteKit.assertSatisfied(context);
    }

    @Test
    void numbersWithZerosBehindThePointAreIndexesAndCounts() {
        String steps = start(0, "{\"type\":\"thought\"}") + stop(0) + start(1, OUTPUT) + text(1, "Paris") + stop(1);
        emulator()
                .script(onCreate()
                        .sse(created()
                                + steps.replaceAll("\"index\":([01])", "\"index\":$1.0")
                                + end(",\"usage\":{\"total_tokens\":9.0}")));

        Message answer = ask("direct:channel").getMessage();

        assertThat(answer.getBody()).isEqualTo("Paris");
        assertThat(answer.getHeader(GeminiInteractionsConstants.TOTAL_TOKENS)).isEqualTo(9L);
    }

    /** In a list, in a list beside others, as the only content, without a type; in a step and in deltas. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"type\":\"text\",\"text\":7}]",
                "[{\"type\":\"text\",\"text\":true}]",
                "[{\"type\":\"text\",\"text\":{\"a\":1}}]",
                "[{\"type\":\"text\",\"text\":\"Par\"},{\"type\":\"text\",\"text\":[7]},{\"type\":\"text\",\"text\":\"is\"}]",
                "[{\"text\":7}]",
                "[7]",
                "{\"type\":\"text\",\"text\":7}",
                "7"
            })
    void anAnswerWithATextThatIsNoStringIsNotCutToTheOtherTexts(String content) {
        String output = "{\"type\":\"model_output\",\"content\":" + content + "}";
        String other = "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"Par\"}]}";
        emulator()
                .script(
                        onCreate().stream(true)
                                .raw(
                                        200,
                                        "text/event-stream",
                                        created() + start(0, output) + text(0, "is") + stop(0) + end(USAGE))
                                .times(2),
                        onCreate()
                                .raw(
                                        200,
                                        "application/json",
                                        interaction("completed", ",\"steps\":[" + output + "," + other + "]")));

        for (String route : List.of("direct:channel", "direct:iterator", "direct:unary"))
            assertThat(ask(route).getException())
                    .as(route)
                    .isInstanceOfSatisfying(InteractionProtocolException.class, e -> assertThat(e.getInteractionId())
                            .isEqualTo("v1_x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"text\",\"text\":7}", "{\"text\":7}", "{\"type\":\"text\",\"text\":{\"a\":1}}"})
    void aDeltaWithATextThatIsNoStringIsNotLeftOut(String delta) {
        String stream =
                created() + start(0, OUTPUT) + text(0, "Par") + delta(0, delta) + text(0, "is") + stop(0) + end(USAGE);
        emulator().script(onCreate().raw(200, "text/event-stream", stream).times(3));

        for (String route : List.of("direct:channel", "direct:iterator", "direct:unary"))
            assertThat(ask(route).getException()).as(route).isInstanceOf(InteractionProtocolException.class);
    }

    @Test
    void aTextThatIsNullIsEmpty() {
        String contents =
                "[{\"type\":\"text\",\"text\":\"Par\"},{\"type\":\"text\",\"text\":null},{\"type\":\"text\",\"text\":\"is\"}]";
        String output = "{\"type\":\"model_output\",\"content\":" + contents + "}";
        emulator().script(onCreate().body(interaction("completed", ",\"steps\":[" + output + "]")));

        assertThat(ask("direct:unary").getMessage().getBody()).isEqualTo("Paris");
    }

    @Test
    void whatComesBehindTheFinalEventIsNoPartOfTheAnswer() {
        String stream = created()
                + start(0, OUTPUT)
                + text(0, "Paris")
                + stop(0)
                + end(USAGE).replace("event: done\ndata: [DONE]\n\n", "")
                + text(0, ", Texas")
                + start(1, OUTPUT)
                + text(1, "!")
                + stop(1)
                + event("error", "\"error\":{\"code\":\"internal_error\",\"message\":\"m\"}");
        emulator().script(onCreate().sse(stream).times(2));

        for (String route : List.of("direct:channel", "direct:unary")) {
            Exchange answered = ask(route);
            assertThat(answered.getException()).as(route).isNull();
            assertThat(answered.getMessage().getBody()).as(route).isEqualTo("Paris");
        }
    }

    /** A repeated event changes nothing. What follows a repeated start may be the same text again, or another step. */
    @ParameterizedTest
    @CsvSource({"Par, is", "Paris, Paris"})
    void aStepThatStartsAgainIsReadFromTheStore(String first, String second) throws Exception {
        String open = start(0, OUTPUT) + text(0, first);
        String stream = created() + open + stop(0) + start(0, OUTPUT) + text(0, second) + stop(0) + end(USAGE);
        emulator()
                .script(
                        onCreate().sse(stream).times(2),
                        onCreate()
                                .sse(created()
                                        + start(0, OUTPUT)
                                        + start(0, OUTPUT)
                                        + text(0, "Paris")
                                        + stop(0)
                                        + start(0, OUTPUT)
                                        + stop(0)
                                        + end(USAGE)),
                        Script.onGet().body(WHOLE).always());
        MockEndpoint parts = getMockEndpoint("mock:parts");
        parts.expectedMessageCount(3);

        assertThat(ask("direct:channel").getMessage().getBody()).isEqualTo("Paris");
        assertThat(ask("direct:iterator").getException()).isNull();
        assertThat(ask("direct:channel").getMessage().getBody()).isEqualTo("Paris");

        RouteKit.assertSatisfied(context);
        assertThat(parts.getExchanges().get(2).getMessage().getBody()).isEqualTo("Paris");
        assertThat(emulator().ledger().creates()).isEqualTo(3);
    }

    @Test
    void halvesOfACharacterInTwoStepsAreReplacedInEachOfThem() throws Exception {
        String one = "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"a\\ud83d\"}]}";
        String two = "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"\\ude00b\"}]}";
        String whole = interaction("completed", ",\"steps\":[" + one + "," + two + "]" + USAGE);
        emulator()
                .script(
                        onCreate()
                                .raw(
                                        200,
                                        "text/event-stream",
                                        created()
                                                + start(0, OUTPUT)
                                                + text(0, "a\\ud83d")
                                                + stop(0)
                                                + start(1, OUTPUT)
                                                + text(1, "\\ude00b")
                                                + stop(1)
                                                + end(USAGE)),
                        onCreate()
                                .raw(
                                        200,
                                        "text/event-stream",
                                        created()
                                                + start(0, one)
                                                + stop(0)
                                                + start(1, two)
                                                + stop(1)
                                                + event("interaction.completed", "\"interaction\":" + whole)),
                        onCreate().raw(200, "application/json", whole).times(2));
        MockEndpoint parts = getMockEndpoint("mock:parts");
        for (int stream = 0; stream < 3; stream++) {
            parts.reset();
            parts.expectedBodiesReceived("a\ufffd", "\ufffdb", "a\ufffd\ufffdb");
            ask("direct:iterator");
            RouteKit.assertSatisfied(context);
        }

        assertThat(ask("direct:unary").getMessage().getBody()).isEqualTo("a\ufffd\ufffdb");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[%s]",
                "{\"interaction\":%s}",
                "{\"data\":%s}\n",
                "[{\"event_type\":\"x\",\"interaction\":%s}]",
                "{\"n\":1}\n%s\n"
            })
    void anAnswerInAnUnknownFormNamesItsInteraction(String form) {
        emulator()
                .script(
                        onCreate().stream(true).raw(200, "application/json", form.formatted(WHOLE)),
                        onCreate().raw(200, "application/json", form.formatted(WHOLE)),
                        Script.onGet().body(WHOLE).always());

        assertThat(ask("direct:channel").getMessage().getBody()).isEqualTo("Paris");

        Exchange refused = ask("direct:unary");
        assertThat(refused.getException())
                .isInstanceOfSatisfying(InteractionProtocolException.class, e -> assertThat(e.getInteractionId())
                        .isEqualTo("v1_x"));
        assertThat(refused.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID))
                .isEqualTo("v1_x");
    }
}
