// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.internal.message.emit.EmitKind;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Every exchange of a stream has a key: unique in its interaction, and the same by whatever way the route gets it. */
class EmittedKeysTest extends GeminiEmulatorTestSupport {

    private static final String ID = "v1_keys";

    /** The stored interaction. */
    private static final String STORED =
            """
            {"id":"v1_keys","status":"completed","steps":[{"type":"thought","signature":"c2ln",\
            "summary":[{"type":"text","text":"Easy."}]},{"type":"model_output",\
            "content":[{"type":"text","text":"Paris \\uD83D\\uDE00!"}]}],"usage":{"total_tokens":3}}""";

    /** A stream with events of every kind, without ids of events. */
    private static final List<String> EVENTS = List.of(
            "{\"event_type\":\"interaction.created\",\"interaction\":{\"id\":\"v1_keys\",\"status\":\"in_progress\"}}",
            "{\"event_type\":\"interaction.status_update\",\"interaction_id\":\"v1_keys\",\"status\":\"queued\"}",
            "{\"event_type\":\"interaction.status_update\",\"interaction_id\":\"v1_keys\",\"status\":\"in_progress\"}",
            "{\"event_type\":\"step.start\",\"index\":0,\"step\":{\"type\":\"thought\"}}",
            delta(0, "{\"type\":\"thought_summary\",\"content\":{\"type\":\"text\",\"text\":\"Easy.\"}}"),
            delta(0, "{\"type\":\"thought_signature\",\"signature\":\"c2ln\"}"),
            "{\"event_type\":\"step.stop\",\"index\":0}",
            "{\"event_type\":\"interaction.note\",\"note\":\"between the steps\"}",
            "{\"event_type\":\"step.start\",\"index\":1,\"step\":{\"type\":\"model_output\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"P\"}]}}",
            delta(1, "{\"type\":\"text\",\"text\":\"aris\"}"),
            delta(1, "{\"type\":\"text\",\"text\":\"\"}"),
            delta(1, "{\"type\":\"text\",\"text\":\" \\uD83D\"}"),
            delta(1, "{\"type\":\"text\",\"text\":\"\\uDE00\"}"),
            "{\"event_type\":\"interaction.note\",\"note\":\"within a step\"}",
            delta(1, "{\"type\":\"text\",\"text\":\"!\"}"),
            "{\"event_type\":\"step.stop\",\"index\":1}",
            "{\"event_type\":\"interaction.completed\",\"interaction\":{\"id\":\"v1_keys\",\"status\":\"completed\","
                    + "\"usage\":{\"total_tokens\":3}}}");

    /** The keys of that stream, where everything is emitted. */
    private static final List<String> KEYS = Stream.of(
                    "created",
                    "status/0",
                    "status/1",
                    "0/start",
                    "0/0/event",
                    "0/0",
                    "0/5+0/event",
                    "0/5+0",
                    "0/stop",
                    "0",
                    "unknown/0",
                    "1/start",
                    "1/0",
                    "1/1/event",
                    "1/1",
                    "1/5+0/event",
                    "1/5+0",
                    "1/5/event",
                    "1/5",
                    "1/6/event",
                    "1/6",
                    "unknown/1",
                    "1/8/event",
                    "1/8",
                    "1/stop",
                    "1",
                    "completed/event",
                    "completed")
            .map(key -> ID + "/" + key)
            .toList();

    private static String delta(int index, String delta) {
        return "{\"event_type\":\"step.delta\",\"index\":" + index + ",\"delta\":" + delta + "}";
    }

    private static Stream<Set<EmitKind>> kinds() {
        EmitKind[] all = EmitKind.values();
        return IntStream.range(1, 1 << all.length).mapToObj(bits -> Stream.of(all)
                .filter(kind -> (bits & 1 << kind.ordinal()) != 0)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(EmitKind.class))));
    }

    private static String emit(Set<EmitKind> kinds) {
        return kinds.stream().map(kind -> kind.name().toLowerCase()).collect(Collectors.joining(","));
    }

    private static List<String> keys(Set<EmitKind> kinds) {
        return KEYS.stream().filter(key -> kinds.contains(kind(key))).toList();
    }

    private static EmitKind kind(String key) {
        String rest = key.substring(ID.length() + 1);
        if (rest.equals("completed")) return EmitKind.COMPLETED;
        if (rest.matches("\\d+")) return EmitKind.STEPS;
        return rest.matches("\\d+/[0-9+]+") ? EmitKind.DELTAS : EmitKind.EVENTS;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void areThereWhateverIsEmitted(Set<EmitKind> kinds) throws Exception {
        addWays(kinds);
        List<String> expected = keys(kinds);

        emulator().script(onCreate().sse(text(0, false)));
        assertThat(sent("direct:channel")).isEqualTo(expected).doesNotHaveDuplicates();

        emulator().script(onCreate().sse(text(0, false)));
        assertThat(sent("direct:iterator")).isEqualTo(withEnd(expected));

        emulator().script(onGet().stream(true).sse(text(0, false)));
        assertThat(followed("gemini-interactions:resume?interactionId=" + ID, kinds))
                .isEqualTo(expected);

        emulator().script(onCreate().sse(text(0, false)));
        assertThat(followed("gemini-interactions:create?input=x&model=" + MODEL, kinds))
                .isEqualTo(expected);
    }

    @Test
    void areTheSameBehindACut() throws Exception {
        areTheSameBehindEachCut(4);
    }

    @Test
    @Tag("long")
    void areTheSameBehindEachCut() throws Exception {
        areTheSameBehindEachCut(1);
    }

    private void areTheSameBehindEachCut(int stride) throws Exception {
        addWays(EnumSet.allOf(EmitKind.class));
        for (String way : List.of("direct:channel", "direct:iterator")) {
            for (int cut = 1; cut < EVENTS.size(); cut += stride) {
                assertThat(resumed(way, cut))
                        .as("%s resumed behind %d", way, cut)
                        .isEqualTo(KEYS);
                assertThat(replayed(way, cut))
                        .as("%s replayed after %d", way, cut)
                        .isEqualTo(KEYS);
            }
        }
    }

    /** The store has no events but the last one, and the rest of a text as one delta. */
    @Test
    void areTheSameForWhatIsReadFromTheStore() throws Exception {
        addWays(EnumSet.allOf(EmitKind.class));
        emulator().script(onGet().stream(false).body(STORED).always());
        for (int cut = 1; cut < EVENTS.size(); cut++) {
            emulator()
                    .script(onCreate()
                            .sse(text(0, false))
                            .eventDelay(Duration.ZERO)
                            .cutAfter(cut));

            assertThat(sent("direct:channel"))
                    .as("cut after %d", cut)
                    .doesNotHaveDuplicates()
                    .isSubsetOf(KEYS)
                    .containsSubsequence(keys(EnumSet.of(EmitKind.STEPS, EmitKind.COMPLETED)));
        }
    }

    /** Each exchange in turn is not handled: another process continues there, at the latest at the events around it. */
    @Test
    void areTheSameInAProcessThatContinuesAtTheCursor() throws Exception {
        for (int failing = 1; failing < KEYS.size(); failing++) {
            emulator().script(onGet().stream(true).sse(text(0, false)).always());
            MemoryStateRepository cursor = new MemoryStateRepository();
            List<String> before = process(cursor, failing);
            List<String> after = process(cursor, 0);

            assertThat(before).as("before exchange %d fails", failing).isEqualTo(KEYS.subList(0, failing));
            assertThat(after).as("after exchange %d failed", failing).doesNotHaveDuplicates();
            Set<String> all = new LinkedHashSet<>(before);
            all.addAll(after);
            assertThat(all).as("exchange %d failed", failing).containsExactlyInAnyOrderElementsOf(KEYS);
        }
    }

    /** Each step once, and the run ends well: also when it is delivered again. */
    @Test
    void areFitForAnIdempotentConsumer() throws Exception {
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:resume").to("gemini-interactions:resume?channel=run-steps");
            routes.from("gemini-interactions:stream?channel=run-steps&emit=steps,completed")
                    .idempotentConsumer(
                            routes.header(GeminiInteractionsConstants.STEP_KEY),
                            MemoryIdempotentRepository.memoryIdempotentRepository(1000))
                    .to("mock:emitted");
        });
        emulator().script(onCreate().background(true).thought("Easy.").text("Paris"));
        String id = fluentTemplate
                .to("gemini-interactions:create?background=true&model=" + MODEL)
                .withBody("Capital?")
                .request(String.class);
        MockEndpoint emitted = getMockEndpoint("mock:emitted");
        emitted.expectedHeaderValuesReceivedInAnyOrder(
                GeminiInteractionsConstants.STEP_KEY, id + "/0", id + "/1", id + "/completed");

        for (int delivery = 0; delivery < 3; delivery++)
            assertThat(fluentTemplate.to("direct:resume").withBody(id).send().getException())
                    .isNull();

        RouteKit.assertSatisfied(context);
    }

    private void addWays(Set<EmitKind> kinds) throws Exception {
        String to = "gemini-interactions:create?model=" + MODEL + "&streaming=true&background=${header.background}";
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:channel").toD(to + "&channel=c");
            routes.from("gemini-interactions:stream?channel=c&emit=" + emit(kinds))
                    .to("mock:emitted");
            routes.from("direct:iterator")
                    .toD(to + "&emit=" + emit(kinds))
                    .split(routes.body())
                    .streaming()
                    .stopOnException()
                    .to("mock:emitted");
        });
    }

    private List<String> sent(String route) {
        return sent(route, false);
    }

    private List<String> sent(String route, boolean background) {
        MockEndpoint emitted = getMockEndpoint("mock:emitted");
        emitted.reset();
        Exchange sent = fluentTemplate
                .to(route)
                .withHeader("background", background)
                .withBody("Capital?")
                .send();
        assertThat(sent.getException()).isNull();
        return keys(emitted);
    }

    private List<String> resumed(String way, int cut) {
        emulator()
                .script(
                        onCreate()
                                .background(true)
                                .eventDelay(Duration.ZERO)
                                .sse(text(0, true))
                                .cutAfter(cut),
                        onGet().stream(true).sse(text(cut, true)));
        return sent(way, true);
    }

    private List<String> replayed(String way, int cut) {
        emulator()
                .script(
                        onCreate()
                                .background(true)
                                .eventDelay(Duration.ZERO)
                                .sse(text(0, false))
                                .cutAfter(cut),
                        onGet().stream(true).sse(text(0, false)));
        return sent(way, true);
    }

    private List<String> followed(String from, Set<EmitKind> kinds) throws Exception {
        MockEndpoint followed = getMockEndpoint("mock:followed");
        followed.reset();
        RouteBuilder.addRoutes(
                context, routes -> routes.from(from + "&emit=" + emit(kinds)).to(followed));
        List<String> expected = keys(kinds);
        eventually().until(() -> followed.getReceivedCounter() >= expected.size());
        return keys(followed);
    }

    /** The keys that a process gets until the exchange of this number fails; all that are left for zero. */
    private List<String> process(MemoryStateRepository cursor, int failing) throws Exception {
        try (DefaultCamelContext process = RouteKit.another(emulator())) {
            process.getRegistry().bind("cursor", cursor);
            MockEndpoint emitted = process.getEndpoint("mock:emitted", MockEndpoint.class);
            if (failing > 0)
                emitted.whenExchangeReceived(failing, exchange -> {
                    throw new IllegalStateException("not now");
                });
            RouteBuilder.addRoutes(process, routes -> routes.from("gemini-interactions:resume?interactionId=" + ID
                            + "&restartDelay=1h&cursorRepository=#cursor&cursorInterval=0&emit="
                            + emit(EnumSet.allOf(EmitKind.class)))
                    .to(emitted));
            process.start();
            eventually()
                    .until(() -> failing > 0
                            ? emitted.getReceivedCounter() == failing
                            : keys(emitted).contains(ID + "/completed"));
            return keys(emitted);
        }
    }

    private static List<String> keys(MockEndpoint mock) {
        List<String> keys = new ArrayList<>();
        RouteKit.headers(mock, GeminiInteractionsConstants.STEP_KEY).forEach(key -> keys.add((String) key));
        return keys;
    }

    /** The last part of an iterator is the whole answer, whatever is emitted. */
    private static List<String> withEnd(List<String> expected) {
        String end = ID + "/completed";
        return expected.contains(end)
                ? expected
                : Stream.concat(expected.stream(), Stream.of(end)).toList();
    }

    /** The stream as one connection has it: behind so many events, with ids or none. */
    private static String text(int after, boolean ids) {
        StringBuilder text = new StringBuilder();
        for (int n = after; n < EVENTS.size(); n++) {
            String json = EVENTS.get(n);
            if (ids) json = json.substring(0, json.length() - 1) + ",\"event_id\":\"e" + (n + 1) + "\"}";
            text.append("data: ").append(json).append("\n\n");
        }
        return text.append("event: done\ndata: [DONE]\n\n").toString();
    }
}
