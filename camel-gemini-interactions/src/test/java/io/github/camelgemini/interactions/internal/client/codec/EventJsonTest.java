// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.internal.client.sse.SseFrame;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventJsonTest {

    static Stream<String> streams() {
        return Stream.concat(
                Traffic.samples(".jsonl", "steps-untouched", "legacy", "pasted"),
                Traffic.samples(".sse", "steps-redacted", "pasted", "documented"));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void knowsEveryRecordedEvent(String sample) {
        assertThat(Traffic.frames(sample)).isNotEmpty().allSatisfy(frame -> {
            String word = frame.event();
            String payload = frame.payload();
            InteractionEvent event = EventJson.read(new SseFrame(word, payload, true));
            assertThat(event).isNotInstanceOf(InteractionEvent.Unknown.class);
            assertThat(event.json()).isSameAs(payload);
            assertThat(event.type()).isEqualTo(word);
            if (event instanceof InteractionEvent.StepGrew grew) {
                assertThat(grew.delta()).isNotInstanceOf(Delta.Unknown.class);
                JsonNode delta = Traffic.tree(payload).get("delta");
                if (delta.has("type"))
                    assertThat(grew.delta().type()).isEqualTo(delta.get("type").asText());
                assertThat(grew.delta().text())
                        .isEqualTo(delta.has("text") ? delta.get("text").asText() : null);
            }
        });
    }

    /** It would be sent back in an address. */
    @Test
    void anEventIdThatIsTooLongIsNone() {
        assertThat(created("e".repeat(1024), "i").eventId()).hasSize(1024);
        assertThat(created("e".repeat(1025), "i").eventId()).isNull();
    }

    /** Without it the interaction could be neither resumed nor read, though it may be paid for. */
    @Test
    void anInteractionIdThatIsTooLongIsRefused() {
        assertThat(created("e", "i".repeat(1024)).interaction().id()).hasSize(1024);
        assertThatThrownBy(() -> created("e", "i".repeat(1025))).isInstanceOf(InteractionProtocolException.class);
    }

    private static InteractionEvent.Created created(String eventId, String id) {
        String json =
                "{\"event_type\":\"interaction.created\",\"event_id\":\"%s\",\"interaction\":{\"id\":\"%s\",\"status\":\"in_progress\"}}";
        return (InteractionEvent.Created) EventJson.read(new SseFrame(null, json.formatted(eventId, id), true));
    }

    @ParameterizedTest
    @CsvSource({"3,3", "\"3\",3", "-1,0", "1e1000000000,0", "\"x\",0", "99999999999,0", "null,0"})
    void anIndexIsAWholeNumberAlsoInAString(String written, int index) {
        String json = "{\"event_type\":\"step.stop\",\"index\":" + written + "}";

        assertThat(read(json))
                .isInstanceOfSatisfying(InteractionEvent.StepStopped.class, stop -> assertThat(stop.index())
                        .isEqualTo(index));
    }

    @Test
    void readsEveryKindOfEvent() {
        Set<Class<?>> read = Stream.of(
                        "{\"event_type\":\"interaction.created\",\"interaction\":{\"id\":\"i\"}}",
                        "{\"event_type\":\"interaction.status_update\",\"status\":\"in_progress\"}",
                        "{\"event_type\":\"step.start\",\"index\":1,\"step\":{\"type\":\"thought\"}}",
                        "{\"event_type\":\"step.delta\",\"index\":1,\"delta\":{\"type\":\"text\",\"text\":\"t\"}}",
                        "{\"event_type\":\"step.stop\",\"index\":1}",
                        "{\"event_type\":\"interaction.completed\",\"interaction\":{\"id\":\"i\"}}",
                        "{\"event_type\":\"error\",\"error\":{}}",
                        "{\"event_type\":\"hologram\"}")
                .map(json -> (Class<?>) read(json).getClass())
                .collect(Collectors.toSet());
        assertThat(read).isEqualTo(Set.of(InteractionEvent.class.getPermittedSubclasses()));
    }

    @Test
    void readsEveryKindOfDelta() {
        Set<Class<?>> read = Stream.of(
                        "{\"type\":\"text\",\"text\":\"t\"}",
                        "{\"type\":\"text_annotation_delta\",\"annotations\":[{}]}",
                        "{\"type\":\"image\",\"data\":\"AA==\"}",
                        "{\"type\":\"thought_summary\",\"content\":{\"type\":\"text\",\"text\":\"t\"}}",
                        "{\"type\":\"thought_signature\",\"signature\":\"\"}",
                        "{\"type\":\"arguments_delta\",\"arguments\":\"{\"}",
                        "{\"type\":\"google_search_call\",\"arguments\":{}}",
                        "{\"type\":\"function_result\",\"result\":\"r\"}",
                        "{\"type\":\"hologram\"}")
                .map(json -> (Class<?>) delta(json).getClass())
                .collect(Collectors.toSet());
        assertThat(read).isEqualTo(Set.of(Delta.class.getPermittedSubclasses()));
    }

    @Test
    void readsTheIdOfAnEventUnlessItIsEmpty() {
        assertThat(read("{\"event_type\":\"step.stop\",\"index\":1,\"event_id\":\"e1\"}")
                        .eventId())
                .isEqualTo("e1");
        assertThat(read("{\"event_type\":\"step.stop\",\"index\":1,\"event_id\":\"\"}")
                        .eventId())
                .isNull();
        assertThat(read("{\"event_type\":\"step.stop\",\"index\":1,\"event_id\":5}")
                        .eventId())
                .isNull();
        assertThat(read("{\"event_type\":\"x\",\"event_id\":\"e2\"}").eventId()).isEqualTo("e2");
    }

    @ParameterizedTest
    @CsvSource({"step.start,true", "step.del,true", "'',false", "stepevent: step.stop,true"})
    void aFrameThatWasTornIsNoEvent(String name, boolean hasData) {
        SseFrame frame = new SseFrame(name, hasData ? "{\"event_type\":\"step.stop\",\"index\":1}" : "", true);

        assertThatThrownBy(() -> EventJson.read(frame)).isInstanceOf(InteractionProtocolException.class);
    }

    @Test
    void aKeepAliveOfAnotherNameIsNoEvent() {
        assertThat(EventJson.read(new SseFrame("keepalive", "", true))).isNull();
    }

    @Test
    void namesAnEventByItsOwnWordElseByItsFrame() {
        assertThat(EventJson.read(new SseFrame("message", "{\"event_type\":\"step.stop\"}", true)))
                .isInstanceOf(InteractionEvent.StepStopped.class);
        assertThat(EventJson.read(new SseFrame("step.stop", "{\"index\":4}", true)))
                .isEqualTo(new InteractionEvent.StepStopped(null, "step.stop", 4, "{\"index\":4}"));
        assertThat(EventJson.read(new SseFrame(null, "{\"type\":\"step.stop\",\"index\":4}", true)))
                .isInstanceOf(InteractionEvent.StepStopped.class);
        assertThat(EventJson.read(new SseFrame(null, "{\"error\":{\"code\":\"x\"}}", true)))
                .isInstanceOf(InteractionEvent.Failed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "interaction.created, Created", "interaction.start, Created",
        "interaction.completed, Completed", "interaction.complete, Completed",
        "interaction.status_update, StatusChanged", "interaction.in_progress, StatusChanged",
        "interaction.requires_action, StatusChanged"
    })
    void knowsTheSynonyms(String word, String kind) {
        InteractionEvent event = read("{\"event_type\":\"" + word
                + "\",\"interaction_id\":\"i\",\"interaction\":{\"id\":\"i\",\"status\":\"failed\"}}");
        assertThat(event.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(event.type()).isEqualTo(word);
    }

    @Test
    void readsAStatusFromTheEventOrFromItsName() {
        assertThat(status(
                                "{\"event_type\":\"interaction.status_update\",\"interaction_id\":\"i\",\"status\":\"queued\"}")
                        .status())
                .isEqualTo(InteractionStatus.QUEUED);
        assertThat(status("{\"event_type\":\"interaction.requires_action\",\"interaction_id\":\"i\"}")
                        .status())
                .isEqualTo(InteractionStatus.REQUIRES_ACTION);
        assertThat(status("{\"event_type\":\"interaction.status_update\",\"interaction_id\":\"\"}")
                        .interactionId())
                .isNull();
        InteractionEvent.StatusChanged failed = status(
                "{\"event_type\":\"interaction.status_update\",\"status\":\"failed\",\"error\":{\"code\":13,\"message\":\"m\"}}");
        assertThat(failed.error().code()).isEqualTo("13");
        assertThat(failed.error().message()).isEqualTo("m");
    }

    @Test
    void readsErrorsOfEveryShape() {
        assertThat(failed("{\"event_type\":\"error\",\"error\":{\"code\":\"c\",\"message\":\"m\"}}"))
                .isEqualTo(new InteractionError("c", "m", Map.of()));
        assertThat(failed("{\"event_type\":\"error\",\"error\":{}}").isEmpty()).isTrue();
        assertThat(failed("{\"event_type\":\"error\",\"event_id\":\"e\"}").isEmpty())
                .isTrue();
        assertThat(failed("{\"event_type\":\"error\",\"error\":null}").isEmpty())
                .isTrue();
        assertThat(failed("{\"event_type\":\"error\",\"code\":\"c\"}").code()).isEqualTo("c");
        assertThat(failed("{\"event_type\":\"error\",\"error\":\"m\"}").message())
                .isEqualTo("m");
        assertThat(failed("{\"event_type\":\"error\",\"error\":{\"code\":504}}").code())
                .isEqualTo("504");
        assertThat(((InteractionEvent.Failed) EventJson.read(new SseFrame(null, "[{\"error\":{\"code\":504}}]", true)))
                        .error()
                        .code())
                .isEqualTo("504");
    }

    @ParameterizedTest
    @CsvSource({
        "pasted/143098.deep-research.json-array-503-inside-stream.legacy.sse, [{, 503",
        "pasted/SYNTHETIC.js-genai-1973.bare-json-error-in-stream.sse, {\"error, prohibited_content"
    })
    void readsAnErrorThatStandsOutsideTheFraming(String sample, String start, String code) {
        String stream = Traffic.text(sample);
        String bare = stream.substring(stream.indexOf("\n" + start) + 1);
        InteractionEvent event = EventJson.read(new SseFrame(null, bare, false));
        assertThat(((InteractionEvent.Failed) event).error().code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<html>secret</html>", "{\"a\":\"secret\"}", "[\"secret\"]", "[{\"error\":{\"secret", "..."})
    void refusesATextThatIsNeitherEventsNorAnError(String text) {
        assertThatThrownBy(() -> EventJson.read(new SseFrame(null, text, false)))
                .isInstanceOfSatisfying(InteractionProtocolException.class, e -> assertThat(e.getExcerpt())
                        .isEqualTo(text))
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\" \"", "5", "[]", "{\"secret"})
    void anErrorEventWithoutATextIsRefused(String data) {
        assertThatThrownBy(() -> EventJson.read(new SseFrame("error", data, true)))
                .isInstanceOf(InteractionProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "{\"secret\"",
                "5",
                "\"secret\"",
                "[]",
                "{} secret",
                "{\"event_type\":\"step.delta\",\"secret"
            })
    void refusesDataThatIsNoObject(String data) {
        assertThatThrownBy(() -> EventJson.read(new SseFrame("step.delta", data, true)))
                .isInstanceOf(InteractionProtocolException.class)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[DONE]", " [DONE]", "", "  "})
    void seesNoEventInTheEndMarkAndInBlankData(String data) {
        assertThat(EventJson.read(new SseFrame("done", data, true))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event_type\":\"step.start\",\"index\":1}",
                "{\"event_type\":\"step.start\",\"index\":1,\"step\":\"x\"}",
                "{\"event_type\":\"step.delta\",\"index\":1,\"delta\":null}",
                "{\"steps\":[],\"status\":\"in_progress\"}",
                "{}"
            })
    void handsOnWhatItCannotRead(String json) {
        InteractionEvent event = read(json);
        assertThat(event).isInstanceOf(InteractionEvent.Unknown.class);
        assertThat(event.json()).isEqualTo(json);
    }

    @Test
    void infersTheTypeOfADeltaThatHasNone() {
        assertThat(delta("{\"text\":\"t\"}")).isEqualTo(new Delta.Text("t"));
        assertThat(delta("{\"content\":{\"text\":\"t\"}}")).isEqualTo(new Delta.ThoughtSummary(new Content.Text("t")));
        assertThat(delta("{\"signature\":\"s\"}")).isEqualTo(new Delta.ThoughtSignature("s"));
        assertThat(delta("{\"arguments\":\"{\"}")).isEqualTo(new Delta.Arguments("arguments_delta", "{"));
        assertThat(delta("{\"annotations\":[{\"a\":1}]}"))
                .isEqualTo(new Delta.Annotations("text_annotation_delta", List.of("{\"a\":1}")));
        assertThat(delta("{\"new\":1}")).isEqualTo(new Delta.Unknown("", Map.of("new", "1")));
    }

    @Test
    void readsDeltasOfAllSpellings() {
        assertThat(delta("{\"type\":\"text_annotation\",\"annotations\":[{}]}"))
                .isEqualTo(new Delta.Annotations("text_annotation", List.of("{}")));
        assertThat(delta("{\"type\":\"arguments\",\"partial_arguments\":\"{\"}"))
                .isEqualTo(new Delta.Arguments("arguments", "{"));
        assertThat(delta("{\"type\":\"arguments_delta\",\"arguments\":{\"a\":1}}"))
                .isEqualTo(new Delta.Arguments("arguments_delta", "{\"a\":1}"));
        assertThat(delta("{\"type\":\"audio\",\"data\":\"AA==\",\"mime_type\":\"audio/l16\",\"rate\":24000}"))
                .isEqualTo(new Delta.Media(
                        new Content.Media("audio", "AA==", null, "audio/l16", Map.of("rate", "24000"))));
        assertThat(delta("{\"type\":\"function_call\",\"id\":\"c\",\"name\":\"f\",\"arguments\":{}}"))
                .isEqualTo(new Delta.WholeCall(new Step.Call("function_call", "c", "f", "{}", null, Map.of())));
        assertThat(delta("{\"type\":\"google_search_result\",\"result\":[{}],\"is_error\":false,\"signature\":\"s\"}"))
                .isEqualTo(new Delta.WholeResult(
                        new Step.Result("google_search_result", null, null, "[{}]", false, "s", Map.of())));
        assertThat(delta("{\"type\":\"text\",\"text\":5}")).isEqualTo(new Delta.Unknown("text", Map.of("text", "5")));
    }

    @Test
    void takesALeftOutIndexForZero() {
        assertThat(((InteractionEvent.StepStopped) read("{\"event_type\":\"step.stop\"}")).index())
                .isZero();
    }

    @Test
    void mapsTheOlderContentEventsToSteps() {
        assertThat(started("{\"event_type\":\"content.start\",\"index\":1,\"content\":{\"type\":\"text\"}}"))
                .isEqualTo(new Step.ModelOutput(List.of(), Map.of()));
        assertThat(started("{\"event_type\":\"content.start\",\"type\":\"image\"}"))
                .isEqualTo(new Step.ModelOutput(List.of(), Map.of()));
        assertThat(started("{\"event_type\":\"content.start\",\"content\":{\"type\":\"text\",\"text\":\"a\"}}"))
                .isEqualTo(new Step.ModelOutput(List.of(new Content.Text("a")), Map.of()));
        assertThat(started("{\"event_type\":\"content.start\",\"content\":{\"type\":\"function_call\",\"id\":\"c\"}}"))
                .isEqualTo(new Step.Call("function_call", "c", null, null, null, Map.of()));
        assertThat(read("{\"event_type\":\"content.delta\",\"index\":1,\"delta\":{\"type\":\"text\",\"text\":\"t\"}}"))
                .isInstanceOf(InteractionEvent.StepGrew.class);
        assertThat(read("{\"event_type\":\"content.stop\",\"index\":1}"))
                .isInstanceOf(InteractionEvent.StepStopped.class);
    }

    @Test
    void readsAnInteractionThatIsTheEventItself() {
        InteractionEvent event = EventJson.read(new SseFrame(
                "interaction.complete",
                "{\"id\":\"int_123\",\"status\":\"done\",\"usage\":{\"total_tokens\":42}}",
                true));
        assertThat(((InteractionEvent.Completed) event).interaction().id()).isEqualTo("int_123");
        assertThat(((InteractionEvent.Completed) event).interaction().usage().totalTokens())
                .isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event_type\":\"step.delta\",\"index\":1,\"delta\":{\"type\":\"text\",\"text\":\"a\\nb \\u20ac\"}}",
                "{\"delta\":{\"text\":\"\",\"type\":\"text\"},\"event_id\":\"e\",\"index\":12,\"event_type\":\"step.delta\"}",
                "{\"event_type\":\"step.delta\",\"event_id\":\"\",\"index\":0,\"delta\":{\"text\":\"x\",\"type\":\"text\"}}",
                "{\"event_type\":\"step.delta\",\"index\":1,\"delta\":{\"text\":\"x\"}}",
                "{\"event_type\":\"step.delta\",\"index\":1,\"metadata\":{},\"delta\":{\"type\":\"text\",\"text\":\"x\"}}",
                "{\"event_type\":\"step.delta\",\"index\":\"1\",\"delta\":{\"type\":\"text\",\"text\":\"x\"}}",
                "{\"event_type\":\"step.delta\",\"delta\":{\"type\":\"text\",\"text\":\"x\"}}"
            })
    void readsATextDeltaTheShortWayAsTheLongOne(String json) {
        InteractionEvent.StepGrew grew = (InteractionEvent.StepGrew) read(json);
        JsonNode raw = Traffic.tree(json);
        String id = raw.path("event_id").asText();
        assertThat(grew)
                .isEqualTo(new InteractionEvent.StepGrew(
                        id.isEmpty() ? null : id,
                        "step.delta",
                        raw.path("index").asInt(),
                        new Delta.Text(raw.get("delta").get("text").asText()),
                        json));
    }

    @Test
    void readsADeltaThatIsLargerThanJacksonAllowsByDefault() {
        String data = "QUJD".repeat(6_000_000);
        Delta.Media media = (Delta.Media) delta("{\"type\":\"video\",\"data\":\"" + data + "\"}");
        assertThat(media.content().data()).hasSize(data.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"error\":{\"error\":{\"code\":\"safety\"}}", "\"errors\":[{\"code\":\"safety\"}]"})
    void readsAnErrorInAnErrorAndInAListOfErrors(String members) {
        assertThat(failed("{\"event_type\":\"error\"," + members + "}").code()).isEqualTo("safety");
    }

    private static InteractionEvent read(String json) {
        return EventJson.read(new SseFrame(null, json, true));
    }

    private static InteractionEvent.StatusChanged status(String json) {
        return (InteractionEvent.StatusChanged) read(json);
    }

    private static InteractionError failed(String json) {
        return ((InteractionEvent.Failed) read(json)).error();
    }

    private static Step started(String json) {
        return ((InteractionEvent.StepStarted) read(json)).step();
    }

    private static Delta delta(String json) {
        return ((InteractionEvent.StepGrew) read("{\"event_type\":\"step.delta\",\"index\":1,\"delta\":" + json + "}"))
                .delta();
    }
}
