// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.github.camelgemini.interactions.InteractionStreamException;
import io.github.camelgemini.interactions.InteractionTransportException;
import io.github.camelgemini.interactions.internal.accumulate.FinishedStep;
import io.github.camelgemini.interactions.internal.accumulate.InteractionAccumulator;
import io.github.camelgemini.interactions.internal.transport.ApiClient;
import io.github.camelgemini.interactions.internal.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.transport.ByteStream;
import io.github.camelgemini.interactions.internal.transport.StatusException;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a line does to a stream, the steps that come out are those of the uncut run: nothing lost, nothing twice, order
 * kept; or there is a typed failure. The service is a fake by hand: a run, and a script of how each connection misbehaves.
 */
class CutStreamsTest {

    private static final int STREAMS = 10_000;
    private static final long SEED = 20_261_122;

    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor();

    @AfterAll
    static void stopTimer() {
        TIMER.shutdownNow();
    }

    @Test
    void tenThousandGeneratedStreamsArriveWholeOrFailTyped() throws Exception {
        Random random = new Random(SEED);
        int whole = 0;
        int failed = 0;
        for (int n = 0; n < STREAMS; n++) {
            Run run = Run.generate(random);
            Service service = new Service(run, random, n % 5 != 0);
            Outcome outcome = follow(service, run.background);
            if (outcome.failure == null) {
                assertThat(outcome.steps).as("stream %d of seed %d", n, SEED).isEqualTo(run.steps());
                assertThat(outcome.folded)
                        .as("fold of stream %d of seed %d", n, SEED)
                        .isEqualTo(run.steps());
                whole++;
            } else {
                assertThat(outcome.failure).as("stream %d", n).isInstanceOf(InteractionStreamException.class);
                assertThat(outcome.steps)
                        .as("what stream %d delivered", n)
                        .isEqualTo(run.steps().subList(0, outcome.steps.size()));
                boolean unknown = ((InteractionStreamException) outcome.failure).getInteractionId() == null;
                assertThat(service.forgets || unknown)
                        .as("stream %d could not be completed", n)
                        .isTrue();
                failed++;
            }
            assertThat(service.creates).isEqualTo(1);
        }
        assertThat(whole).isGreaterThan(STREAMS / 2);
        assertThat(failed).isPositive();
        assertThat(whole + failed).isEqualTo(STREAMS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyBytePositionOfASmallStreamCanBeTheCut(boolean eventIds) throws Exception {
        Run run = Run.generate(new Random(7));
        run.eventIds = eventIds;
        run.background = true;
        int length = run.bytes(0, true).length;
        for (int cut = 0; cut < length; cut++) {
            Service service = new Service(run, new Random(cut), true);
            service.firstCut = cut;
            Outcome outcome = follow(service, true);
            // A stream that is cut before it told its id cannot be found again.
            if (outcome.failure != null) {
                assertThat(outcome.failure).isInstanceOf(InteractionStreamException.class);
                assertThat(outcome.steps).isEmpty();
                assertThat(cut).isLessThanOrEqualTo(run.bytesUntilTheIdIsKnown());
            } else {
                assertThat(outcome.steps).as("cut at byte %d", cut).isEqualTo(run.steps());
            }
        }
    }

    @Test
    void aReceiverThatThrowsInTheStoredRestEndsTheRun() {
        CompletableFuture<Void> ended = restReceivedBy(3, event -> {
            throw new IllegalStateException("no room");
        });

        assertThat(ended)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withMessageContaining("no room");
    }

    @Test
    void aRunThatWasStoppedDeliversNoMoreOfTheStoredRest() {
        AtomicReference<RunStream> run = new AtomicReference<>();
        AtomicInteger afterTheStop = new AtomicInteger();
        CompletableFuture<Void> ended = restReceivedBy(3, run, event -> {
            if (afterTheStop.getAndIncrement() == 0) run.get().stop();
        });

        assertThat(ended).failsWithin(Duration.ofSeconds(20));
        assertThat(afterTheStop).hasValue(1);
    }

    private static CompletableFuture<Void> restReceivedBy(int from, Consumer<InteractionEvent> receiver) {
        return restReceivedBy(from, new AtomicReference<>(), receiver);
    }

    /** A run that is cut behind its first event; the receiver gets the events of the stored rest from the n-th on. */
    private static CompletableFuture<Void> restReceivedBy(
            int from, AtomicReference<RunStream> started, Consumer<InteractionEvent> receiver) {
        Run run = new Run();
        for (int i = 0; i < 6; i++) run.parts.add(new Run.Part("model_output", List.of("step " + i)));
        Service service = new Service(run, new Random(1), true);
        service.firstCut = run.bytesUntilTheIdIsKnown() + 1;
        AtomicInteger events = new AtomicInteger();
        EventSink sink = event -> {
            if (events.incrementAndGet() >= from) receiver.accept(event);
            return CompletableFuture.runAsync(() -> {}, TIMER); // later: every event is handed over on its own
        };
        ResumeSettings hurried = new ResumeSettings(
                1 << 20, 3, Duration.ofNanos(1), Duration.ofNanos(2), Duration.ofMinutes(1), new Random(1));
        ApiRequest create = new ApiRequest("create", "POST", "/interactions", new byte[0], false, null);
        started.set(RunStream.create(service, create, false, sink, TIMER, TIMER, hurried));
        return started.get().ended().toCompletableFuture();
    }

    private record Outcome(List<String> steps, List<String> folded, @Nullable Throwable failure) {}

    private static Outcome follow(Service service, boolean background) throws Exception {
        List<String> steps = new ArrayList<>();
        InteractionAccumulator folded = new InteractionAccumulator(true);
        EventSink sink = event -> {
            if (!(event instanceof InteractionEvent.Failed))
                for (FinishedStep step : folded.add(event)) steps.add(text(step.step()));
            return CompletableFuture.completedFuture(null);
        };
        ApiRequest create = new ApiRequest("create", "POST", "/interactions", new byte[0], false, null);
        RunStream run = RunStream.create(
                service,
                create,
                background,
                sink,
                Runnable::run,
                TIMER,
                new ResumeSettings(
                        1 << 20, 3, Duration.ofNanos(1), Duration.ofNanos(2), Duration.ofMinutes(1), new Random(1)));
        try {
            run.ended().toCompletableFuture().get(60, TimeUnit.SECONDS);
            return new Outcome(
                    steps,
                    folded.interaction().steps().stream()
                            .map(CutStreamsTest::text)
                            .collect(Collectors.toList()),
                    null);
        } catch (ExecutionException e) {
            return new Outcome(steps, List.of(), e.getCause());
        }
    }

    private static String text(Step step) {
        return step.type() + ":" + (step instanceof Step.Call call ? call.name() + call.arguments() : step.text());
    }

    /** A run as the service knows it: its steps, each in deltas. */
    private static final class Run {

        private record Part(String type, List<String> deltas) {
            String whole() {
                return String.join("", deltas);
            }
        }

        private final List<Part> parts = new ArrayList<>();
        private boolean eventIds;
        private boolean background;
        private boolean inputsInReplay;

        static Run generate(Random random) {
            Run run = new Run();
            run.eventIds = random.nextBoolean();
            run.background = random.nextBoolean();
            run.inputsInReplay = random.nextBoolean();
            int steps = 1 + random.nextInt(5);
            for (int i = 0; i < steps; i++) {
                String type =
                        List.of("thought", "model_output", "function_call").get(random.nextInt(3));
                List<String> deltas = new ArrayList<>();
                int count = random.nextInt(6);
                for (int d = 0; d < count; d++) deltas.add(words(random));
                if (type.equals("function_call"))
                    deltas = cutUp("{\"n\":" + i + ",\"of\":\"" + words(random) + "\"}", random);
                run.parts.add(new Part(type, deltas));
            }
            return run;
        }

        private static String words(Random random) {
            return List.of("a", "naïve", "日本", "🙂🙃", "two words ", "x").get(random.nextInt(6));
        }

        private static List<String> cutUp(String json, Random random) {
            int at = 1 + random.nextInt(json.length() - 1);
            if (Character.isLowSurrogate(json.charAt(at))) at--;
            return List.of(json.substring(0, at), json.substring(at));
        }

        List<String> steps() {
            return parts.stream()
                    .map(part -> part.type() + ":" + (part.type().equals("function_call") ? "f" : "") + part.whole())
                    .toList();
        }

        /** The events of one connection, those after the {@code after}-th. */
        byte[] bytes(int after, boolean first) {
            StringBuilder stream = new StringBuilder();
            int shift = 0;
            int n = 0;
            List<String> events = new ArrayList<>();
            events.add(
                    "\"event_type\":\"interaction.created\",\"interaction\":{\"id\":\"v1_r\",\"status\":\"in_progress\"}");
            events.add(
                    "\"event_type\":\"interaction.status_update\",\"interaction_id\":\"v1_r\",\"status\":\"in_progress\"");
            if (!first && inputsInReplay && !eventIds) {
                events.add("\"event_type\":\"step.start\",\"index\":0,\"step\":{\"type\":\"user_input\"}");
                events.add("\"event_type\":\"step.stop\",\"index\":0");
                shift = 1;
            }
            for (int i = 0; i < parts.size(); i++) events(parts.get(i), i + shift, events);
            events.add(
                    "\"event_type\":\"interaction.completed\",\"interaction\":{\"id\":\"v1_r\",\"status\":\"completed\","
                            + "\"usage\":{\"total_tokens\":1}}");
            for (String event : events) {
                if (++n <= after) continue;
                stream.append("data: {").append(event);
                if (eventIds) stream.append(",\"event_id\":\"e").append(n).append('"');
                stream.append("}\n\n");
            }
            return stream.append("event: done\ndata: [DONE]\n\n").toString().getBytes(StandardCharsets.UTF_8);
        }

        private static void events(Part part, int index, List<String> events) {
            String shell = part.type().equals("function_call") ? ",\"id\":\"c\",\"name\":\"f\",\"arguments\":{}" : "";
            events.add("\"event_type\":\"step.start\",\"index\":" + index + ",\"step\":{\"type\":\"" + part.type()
                    + "\"" + shell + "}");
            for (String delta : part.deltas())
                events.add(
                        "\"event_type\":\"step.delta\",\"index\":" + index + ",\"delta\":" + delta(part.type(), delta));
            events.add("\"event_type\":\"step.stop\",\"index\":" + index);
        }

        private static String delta(String type, String text) {
            String quoted = "\"" + text.replace("\"", "\\\"") + "\"";
            return switch (type) {
                case "thought" ->
                    "{\"type\":\"thought_summary\",\"content\":{\"type\":\"text\",\"text\":" + quoted + "}}";
                case "function_call" -> "{\"type\":\"arguments_delta\",\"arguments\":" + quoted + "}";
                default -> "{\"type\":\"text\",\"text\":" + quoted + "}";
            };
        }

        int bytesUntilTheIdIsKnown() {
            byte[] all = bytes(0, true);
            for (int i = 1; i < all.length; i++) if (all[i - 1] == '\n' && all[i] == '\n') return i;
            return all.length;
        }

        byte[] stored(boolean ended) {
            String steps = parts.stream()
                    .map(part -> part.type().equals("function_call")
                            ? "{\"type\":\"function_call\",\"id\":\"c\",\"name\":\"f\",\"arguments\":" + part.whole()
                                    + "}"
                            : part.type().equals("thought")
                                    ? "{\"type\":\"thought\",\"summary\":[{\"type\":\"text\",\"text\":\"" + part.whole()
                                            + "\"}]}"
                                    : "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\""
                                            + part.whole() + "\"}]}")
                    .collect(Collectors.joining(","));
            return ("{\"id\":\"v1_r\",\"status\":\"" + (ended ? "completed" : "in_progress")
                            + "\",\"usage\":{\"total_tokens\":1},\"steps\":[{\"type\":\"user_input\"}"
                            + (ended ? "," + steps : "")
                            + "]}")
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    /** A service whose every connection misbehaves as the random numbers say, and whose runs end sooner or later. */
    private static final class Service implements ApiClient {

        private final Run run;
        private final Random random;
        private final boolean forgets;
        private int firstCut = -1;
        private int creates;
        private int looks;

        Service(Run run, Random random, boolean remembers) {
            this.run = run;
            this.random = random;
            this.forgets = !remembers;
        }

        @Override
        public CompletionStage<ByteStream> open(ApiRequest request, Runnable readable) {
            boolean first = request.method().equals("POST");
            if (first) creates++;
            else if (forgets) return CompletableFuture.failedStage(notFound());
            String path = request.path();
            int marker = path.indexOf("last_event_id=e");
            int after = marker < 0 ? 0 : Integer.parseInt(path.substring(marker + "last_event_id=e".length()));
            if (!first && random.nextInt(8) == 0) after = 0; // asked to go on, it begins again
            byte[] bytes = run.bytes(after, first);
            int end = first && firstCut >= 0
                    ? firstCut
                    : random.nextInt(3) == 0 ? bytes.length : random.nextInt(bytes.length + 1);
            Bytes body = new Bytes(Arrays.copyOf(bytes, end), random, random.nextBoolean() || end == bytes.length);
            return CompletableFuture.completedStage(body);
        }

        @Override
        public CompletionStage<ApiResponse> send(ApiRequest request) {
            if (forgets) return CompletableFuture.failedStage(notFound());
            boolean ended = ++looks > 2 || random.nextBoolean();
            return CompletableFuture.completedStage(
                    new ApiResponse(200, Map.of("content-type", "application/json"), run.stored(ended)));
        }

        private static StatusException notFound() {
            return new StatusException(new ApiResponse(404, Map.of(), new byte[0]));
        }

        @Override
        public void close() {}
    }

    /** A body in pieces of random size, that ends well or with a reset. */
    private static final class Bytes implements ByteStream {

        private final ArrayDeque<ByteBuffer> pieces = new ArrayDeque<>();
        private final boolean clean;
        private boolean cancelled;

        Bytes(byte[] bytes, Random random, boolean clean) {
            this.clean = clean;
            for (int at = 0; at < bytes.length; ) {
                int size = Math.min(bytes.length - at, 1 + random.nextInt(40));
                pieces.add(ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, at + size)));
                at += size;
            }
        }

        @Override
        public String mediaType() {
            return "text/event-stream";
        }

        @Override
        public @Nullable ByteBuffer poll() {
            return cancelled ? null : pieces.poll();
        }

        @Override
        public boolean isEnded() {
            return cancelled || pieces.isEmpty();
        }

        @Override
        public @Nullable Throwable failure() {
            return clean ? null : new InteractionTransportException("reset", false, new java.io.IOException());
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
