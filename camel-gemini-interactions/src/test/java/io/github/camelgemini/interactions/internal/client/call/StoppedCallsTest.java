// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.client.stream.ResumeSettings;
import io.github.camelgemini.interactions.internal.client.transport.ApiClient;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** A call that is stopped fails, unless it had its whole answer before; it never answers with a part. */
class StoppedCallsTest {

    private static final List<String> EVENTS = List.of(
            event("interaction.created", "\"interaction\":{\"id\":\"v1_a\",\"status\":\"in_progress\"}"),
            event("step.start", "\"index\":0,\"step\":{\"type\":\"thought\"}"),
            event("step.stop", "\"index\":0"),
            event("step.start", "\"index\":1,\"step\":{\"type\":\"model_output\"}"),
            event("step.delta", "\"index\":1,\"delta\":{\"type\":\"text\",\"text\":\"Par\"}"),
            event("step.delta", "\"index\":1,\"delta\":{\"type\":\"text\",\"text\":\"is\"}"),
            event("step.stop", "\"index\":1"),
            event("interaction.completed", "\"interaction\":{\"id\":\"v1_a\",\"status\":\"completed\"}"));
    private static final String STORED =
            "{\"id\":\"v1_a\",\"status\":\"completed\",\"usage\":{\"total_tokens\":1},\"steps\":[{\"type\":\"thought\"},"
                    + "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"Paris\"}]}]}";

    /** Number of seeded stops per kind of stream. */
    private static final int STOPS = 250;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final ExecutorService threads = Executors.newFixedThreadPool(3);

    @AfterEach
    void stop() {
        timer.shutdownNow();
        threads.shutdownNow();
    }

    private static String event(String type, String members) {
        return "event: " + type + "\ndata: {\"event_type\":\"" + type + "\"," + members + "}\n\n";
    }

    /** What a run's streams are like. */
    enum Line {
        /** The stream is whole; the usage, which its final event lacks, is read from the stored interaction. */
        WHOLE(EVENTS.size()),
        /** The stream breaks inside the second step, and the stored interaction has the rest. */
        CUT(5),
        /** The stream breaks at once behind the id. */
        CUT_AT_ONCE(1);

        private final int events;

        Line(int events) {
            this.events = events;
        }
    }

    /** When a stream is stopped: while the listener handles an event. */
    enum Moment {
        BEFORE_IT_IS_HANDLED,
        WHILE_IT_IS_HANDLED_AND_THE_CONNECTION_CLOSES,
        AFTER_IT_IS_HANDLED
    }

    /** A stored run, streamed over one connection. */
    private static final class Service implements ApiClient {

        private final Line line;
        private Runnable closing = () -> {};

        Service(Line line) {
            this.line = line;
        }

        @Override
        public CompletionStage<ApiResponse> send(ApiRequest request) {
            return CompletableFuture.completedStage(new ApiResponse(200, Map.of(), STORED.getBytes(UTF_8)));
        }

        @Override
        public CompletionStage<ByteStream> open(ApiRequest request, Runnable readable) {
            Body body = new Body(this, String.join("", EVENTS.subList(0, line.events)), line != Line.WHOLE);
            return CompletableFuture.<ByteStream>completedStage(body).whenComplete((opened, failure) -> readable.run());
        }

        @Override
        public void close() {}
    }

    private static final class Body implements ByteStream {

        private final Service service;
        private final Queue<ByteBuffer> bytes = new ConcurrentLinkedQueue<>();
        private final boolean breaks;

        Body(Service service, String text, boolean breaks) {
            this.service = service;
            this.breaks = breaks;
            bytes.add(ByteBuffer.wrap(text.getBytes(UTF_8)));
        }

        @Override
        public String mediaType() {
            return "text/event-stream";
        }

        @Override
        public @Nullable ByteBuffer poll() {
            return bytes.poll();
        }

        @Override
        public boolean isEnded() {
            return bytes.isEmpty();
        }

        @Override
        public @Nullable Throwable failure() {
            return breaks ? new IOException("reset") : null;
        }

        @Override
        public void endsSoon() {}

        @Override
        public void cancel() {
            Runnable hook = service.closing;
            service.closing = () -> {};
            hook.run();
        }
    }

    private InteractionCalls calls(ApiClient client, Executor threads) {
        return new InteractionCalls(
                client,
                new InteractionCalls.Threads(threads, threads, threads, threads, timer),
                new ResumeSettings(
                        1 << 20, 0, new Backoff(Duration.ZERO, Duration.ZERO, new Random(1)), Duration.ofMinutes(1)),
                null,
                new StreamFigures(null),
                new PollQueue(2, threads));
    }

    @ParameterizedTest
    @EnumSource
    void aStreamThatIsStoppedAtAnyEventIsNoAnswer(Line line) {
        for (Moment moment : Moment.values()) {
            int events = eventsOf(line);
            for (int at = 0; at < events; at++) stoppedAt(at, at == events - 1, moment, line);
        }
    }

    private int eventsOf(Line line) {
        AtomicInteger events = new AtomicInteger();
        FollowedStream stream = calls(new Service(line), Runnable::run).resume("v1_a", progress -> {
            events.incrementAndGet();
            return CompletableFuture.completedStage(null);
        });
        assertThat(outcome(stream)).isEqualTo("Paris");
        return events.get();
    }

    private void stoppedAt(int at, boolean last, Moment moment, Line line) {
        Service service = new Service(line);
        List<InteractionEvent> got = new ArrayList<>();
        CompletableFuture<@Nullable Void> handled = new CompletableFuture<>();
        // The first event waits for the handle.
        CompletableFuture<@Nullable Void> begun = new CompletableFuture<>();
        FollowedStream stream = calls(service, Runnable::run).resume("v1_a", progress -> {
            got.add(progress.event());
            return got.size() - 1 == at ? begun.thenCompose(nothing -> handled) : begun;
        });
        begun.complete(null);
        assertThat(got).as("%s, %s at %d", line, moment, at).hasSize(at + 1);

        switch (moment) {
            case BEFORE_IT_IS_HANDLED -> stream.stop();
            case WHILE_IT_IS_HANDLED_AND_THE_CONNECTION_CLOSES -> {
                service.closing = () -> handled.complete(null);
                stream.stop();
            }
            case AFTER_IT_IS_HANDLED -> {
                // The next event, if there is one, is behind the stop.
                handled.whenComplete((nothing, failure) -> stream.stop());
            }
        }
        handled.complete(null);

        if (last && moment != Moment.BEFORE_IT_IS_HANDLED)
            assertThat(outcome(stream)).isIn("Paris", "stopped");
        else assertThat(outcome(stream)).as("%s, %s at %d", line, moment, at).isIn("stopped", isDoneBefore(moment));
    }

    private static String isDoneBefore(Moment moment) {
        return moment == Moment.AFTER_IT_IS_HANDLED ? "Paris" : "stopped";
    }

    /** The text of the answer, or that the call was stopped; anything else fails. */
    private static String outcome(RunHandle run) {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        run.whole().whenComplete((whole, failure) -> outcome.complete(said(whole, failure)));
        return outcome.orTimeout(1, TimeUnit.MINUTES).join();
    }

    private static String said(@Nullable Interaction whole, @Nullable Throwable failure) {
        if (whole != null) return String.valueOf(whole.outputText());
        Throwable cause = Futures.unwrapped(failure);
        return cause instanceof InteractionStoppedException ? "stopped" : cause.toString();
    }

    @ParameterizedTest
    @EnumSource
    void aStreamThatIsStoppedAtAnyTimeIsNoAnswer(Line line) {
        Random random = new Random(20_261_128);
        for (int stop = 0; stop < STOPS; stop++) {
            int pause = random.nextInt(20_000);
            FollowedStream stream = calls(new Service(line), threads)
                    .resume("v1_a", progress -> CompletableFuture.supplyAsync(() -> "handled", threads));
            for (int i = 0; i < pause; i++) Thread.onSpinWait();
            stream.stop();

            assertThat(outcome(stream)).as("stop %d", stop).isIn("Paris", "stopped");
        }
    }

    @Test
    void aWaitThatIsStoppedIsOver() {
        AwaitedRun wait = calls(new Service(Line.WHOLE), task -> {}).await("v1_a", null, null, waiting());

        wait.stop();

        assertThat(wait.whole().toCompletableFuture())
                .as("on a thread of routes only")
                .isNotDone();
        AwaitedRun other = calls(new Service(Line.WHOLE), threads).await("v1_a", null, null, waiting());
        other.stop();
        assertThat(outcome(other)).isIn("Paris", "stopped");
    }

    @Test
    void aWaitWhosePollThrowsAnErrorFailsWithIt() {
        ApiClient broken = new ApiClient() {
            @Override
            public CompletionStage<ApiResponse> send(ApiRequest request) {
                throw new NoClassDefFoundError("gone");
            }

            @Override
            public CompletionStage<ByteStream> open(ApiRequest request, Runnable readable) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {}
        };

        RunHandle wait = calls(broken, threads).await("v1_a", null, null, waiting());

        assertThat(outcome(wait)).contains("gone");
    }

    @Test
    void aTimerThatIsStoppedEndsTheWait() {
        timer.shutdownNow();

        assertThat(outcome(calls(new Service(Line.WHOLE), threads).await("v1_a", null, null, waiting())))
                .isEqualTo("stopped");
    }

    private static AwaitSettings waiting() {
        return new AwaitSettings(new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)), Duration.ofHours(1));
    }
}
