// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.internal.client.codec.PlainAnswer;
import io.github.camelgemini.interactions.internal.client.codec.Traffic;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The key of a step, or of a delta, is the same by whatever way a route gets it: in the stream of the create, in a replay
 * with the input in front, resumed behind an event id, or read from the stored interaction. Of every recorded stream that
 * has an end.
 */
class StepKeyTest extends GeminiEmulatorTestSupport {

    private static final String TO = "gemini-interactions:create?model=" + MODEL + "&streaming=true&channel=c";
    private static final String EMITTED = "emit=steps,deltas,completed";

    private static final AtomicInteger SAMPLES = new AtomicInteger();
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final AtomicInteger STEPS = new AtomicInteger();
    private static final AtomicInteger DELTAS = new AtomicInteger();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to(TO);
                from("direct:askInBackground").to(TO + "&background=true");
                from("gemini-interactions:stream?channel=c&" + EMITTED).to("mock:emitted");
            }
        };
    }

    /**
     * What one exchange is about.
     *
     * @param stepType null on the final one
     * @param deltaType null unless it is about a delta
     * @param body a JSON body as its tree, but for what is the connection's: id and index of an event
     */
    private record Emitted(String key, String stepType, String deltaType, Object body) {

        static Emitted of(Exchange exchange) {
            Message message = exchange.getMessage();
            String body = message.getBody(String.class);
            Object comparable = body;
            if (body.startsWith("{")) {
                ObjectNode tree = (ObjectNode) Traffic.tree(body);
                comparable = tree.has("event_type") ? tree.remove(List.of("event_type", "event_id", "index")) : tree;
            }
            return new Emitted(
                    message.getHeader(GeminiInteractionsConstants.STEP_KEY, String.class),
                    message.getHeader(GeminiInteractionsConstants.STEP_TYPE, String.class),
                    message.getHeader(GeminiInteractionsConstants.DELTA_TYPE, String.class),
                    comparable);
        }

        boolean isStep() {
            return stepType != null && deltaType == null;
        }

        boolean isText() {
            return deltaType != null && deltaType.equals("text");
        }

        boolean isEnd() {
            return stepType == null && deltaType == null;
        }
    }

    static Stream<String> stored() {
        return Traffic.streams().filter(sample -> ends(sample) && isStored(sample));
    }

    static Stream<String> notStored() {
        return Traffic.streams()
                .filter(sample -> ends(sample) && PlainAnswer.of(sample).id().isEmpty());
    }

    private static boolean ends(String sample) {
        return PlainAnswer.of(sample).hasEnded();
    }

    private static boolean isStored(String sample) {
        return Traffic.frames(sample).get(0).event().startsWith("interaction.")
                && !PlainAnswer.of(sample).id().isEmpty();
    }

    @AfterAll
    static void tell() {
        System.out.printf(
                "Step keys of %d recorded streams over %d runs: %d steps and %d deltas compared%n",
                SAMPLES.get(), RUNS.get(), STEPS.get(), DELTAS.get());
        assertThat(SAMPLES).hasValue(36);
    }

    @ParameterizedTest
    @MethodSource("stored")
    void areTheSameByWhateverWayAStepIsRead(String sample) throws Exception {
        PlainAnswer plain = PlainAnswer.of(sample);
        String id = plain.id();
        int events = Traffic.frames(sample).size();

        List<Emitted> posted = posted(sample);
        assertThat(posted.stream().filter(Emitted::isStep))
                .extracting(Emitted::key)
                .containsExactlyElementsOf(keys(id, plain));
        assertThat(posted.stream().filter(Emitted::isStep))
                .extracting(Emitted::stepType)
                .isEqualTo(plain.steps().stream()
                        .map(step -> step.path("type").asText())
                        .toList());
        assertThat(posted.stream().filter(part -> !part.isEnd()))
                .extracting(Emitted::key)
                .doesNotHaveDuplicates();

        assertThat(replayedWithInput(sample, id)).isEqualTo(posted);
        assertThat(resumedBehind(events / 2, sample)).isEqualTo(posted);
        emulator().script(onGet().stream(false).body(plain.stored().toString()).always());
        for (int cut = 1; cut < events; cut++) areThoseOf(posted, readFromTheStoreBehind(cut, sample), plain, id);
        SAMPLES.incrementAndGet();
    }

    /** It is delivered once: a key is not the same in another stream, which is another run. */
    @ParameterizedTest
    @MethodSource("notStored")
    void areOfOneRunOnlyWhereNothingIsStored(String sample) throws Exception {
        List<Emitted> posted = posted(sample);

        assertThat(posted.stream().filter(Emitted::isStep))
                .hasSize(PlainAnswer.of(sample).steps().size());
        assertThat(posted)
                .extracting(Emitted::key)
                .doesNotHaveDuplicates()
                .allMatch(key -> key.startsWith("unstored-"));
        List<String> other = posted(sample).stream().map(Emitted::key).toList();
        assertThat(posted).extracting(Emitted::key).hasSameSizeAs(other).doesNotContainAnyElementsOf(other);
        SAMPLES.incrementAndGet();
    }

    @Test
    void areThereAsSoonAsTheIdIsKnown() throws Exception {
        String sample = "pasted/arguments_delta-with-signature-on-step.start.data-lines.jsonl";
        List<Emitted> posted = posted(sample);
        assertThat(posted.get(0).key()).startsWith("unstored-").endsWith("/0/0");
        assertThat(posted.subList(1, 3)).extracting(Emitted::key).containsExactly("ix_wire/0", "ix_wire/completed");
        assertThat(replayedWithInput(sample, "ix_wire"))
                .extracting(Emitted::key)
                .containsExactly("ix_wire/0/0", "ix_wire/0", "ix_wire/completed");
        SAMPLES.incrementAndGet();
    }

    private List<Emitted> posted(String sample) {
        emulator().script(onCreate().sse(text(sample, 0, false, false)));
        return sent("direct:ask");
    }

    private List<Emitted> replayedWithInput(String sample, String id) throws Exception {
        emulator().script(onGet().stream(true).sse(text(sample, 0, false, true)));
        MockEndpoint replayed = getMockEndpoint("mock:replayed");
        RouteBuilder.addRoutes(
                context, routes -> routes.from("gemini-interactions:resume?interactionId=RAW(" + id + ")&" + EMITTED)
                        .to(replayed));
        eventually().until(() -> parts(replayed).stream().anyMatch(Emitted::isEnd));
        return counted(replayed);
    }

    private List<Emitted> resumedBehind(int events, String sample) {
        emulator()
                .script(
                        onCreate()
                                .background(true)
                                .eventDelay(Duration.ZERO)
                                .sse(text(sample, 0, true, false))
                                .cutAfter(events),
                        onGet().stream(true).sse(text(sample, events, true, false)));
        List<Emitted> resumed = sent("direct:askInBackground");
        assertThat(emulator().lastRequest().operation()).isEqualTo(Operation.GET);
        assertThat(emulator().lastRequest().query("last_event_id")).isEqualTo("e" + events);
        return resumed;
    }

    private List<Emitted> readFromTheStoreBehind(int events, String sample) {
        emulator().script(onCreate().sse(text(sample, 0, false, false)).cutAfter(events));
        List<Emitted> read = sent("direct:ask");
        assertThat(emulator().lastRequest().operation()).isEqualTo(Operation.GET);
        assertThat(emulator().lastRequest().query("stream")).isNull();
        return read;
    }

    private List<Emitted> sent(String route) {
        MockEndpoint emitted = getMockEndpoint("mock:emitted");
        emitted.reset();
        template.sendBody(route, "Whatever was asked.");
        return counted(emitted);
    }

    private static List<Emitted> counted(MockEndpoint mock) {
        List<Emitted> parts = parts(mock);
        RUNS.incrementAndGet();
        STEPS.addAndGet((int) parts.stream().filter(Emitted::isStep).count());
        DELTAS.addAndGet(
                (int) parts.stream().filter(part -> part.deltaType() != null).count());
        return parts;
    }

    private static List<Emitted> parts(MockEndpoint mock) {
        return mock.getReceivedExchanges().stream().map(Emitted::of).toList();
    }

    /** The steps are equal. A text may come in other deltas: each with the key of its place, and together all of it. */
    private static void areThoseOf(List<Emitted> posted, List<Emitted> read, PlainAnswer plain, String id) {
        assertThat(read.stream().filter(Emitted::isStep))
                .isEqualTo(posted.stream().filter(Emitted::isStep).toList());
        assertThat(read.get(read.size() - 1)).isEqualTo(posted.get(posted.size() - 1));
        List<String> texts = new ArrayList<>(plain.texts());
        texts.replaceAll(text -> "");
        for (Emitted delta : read) {
            if (delta.isText()) {
                int position = Integer.parseInt(delta.key().split("/")[1]);
                assertThat(delta.key())
                        .isEqualTo(
                                id + "/" + position + "/" + texts.get(position).length());
                texts.set(position, texts.get(position) + delta.body());
            } else if (delta.deltaType() != null && !delta.deltaType().equals("thought_summary")) {
                assertThat(posted).contains(delta);
            }
        }
        for (int position = 0; position < texts.size(); position++)
            if (plain.steps().get(position).path("type").asText().equals("model_output"))
                assertThat(texts.get(position)).isEqualTo(plain.texts().get(position));
    }

    private static List<String> keys(String id, PlainAnswer plain) {
        List<String> keys = new ArrayList<>();
        for (int position = 0; position < plain.steps().size(); position++) keys.add(id + "/" + position);
        return keys;
    }

    /** A sample as one connection has it: behind so many events, with ids or none, with its input in front or not. */
    private static String text(String sample, int after, boolean ids, boolean withInput) {
        StringBuilder text = new StringBuilder();
        List<Traffic.Sample> frames = Traffic.frames(sample);
        boolean isInputDue = withInput;
        for (int n = after; n < frames.size(); n++) {
            Traffic.Sample frame = frames.get(n);
            ObjectNode event = (ObjectNode) Traffic.tree(frame.payload());
            boolean isOfStep = frame.event().matches("(step|content)\\..*");
            if (isInputDue && isOfStep) {
                text.append(frame("step.start", "{\"index\":0,\"step\":{\"type\":\"user_input\"}}"))
                        .append(frame("step.stop", "{\"index\":0}"));
                isInputDue = false;
            }
            if (withInput && isOfStep) event.put("index", event.path("index").asInt() + 1);
            event.remove("event_id");
            if (ids) event.put("event_id", "e" + (n + 1));
            text.append(frame(frame.event(), event.toString()));
        }
        return text.append("event: done\ndata: [DONE]\n\n").toString();
    }

    private static String frame(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }
}
