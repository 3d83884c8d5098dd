// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.observation.Observation;
import io.github.camelgemini.interactions.internal.client.transport.ApiClient;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.model.InteractionEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How a stream ends that is ended from this side, or by an error that is no exception. */
class StoppedStreamTest {

    private static final ResumeSettings SETTINGS = new ResumeSettings(
            1 << 20, 0, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)), Duration.ofMinutes(1));
    private static final ApiRequest CREATE = new ApiRequest("create", "POST", "/x", new byte[0], false, null);

    private final VirtualTime time = new VirtualTime();
    private final List<String> events = new ArrayList<>();
    private Runnable whenClosed = () -> {};

    /** A connection that breaks behind the first event. */
    private final class OneEvent implements ApiClient {

        @Override
        public CompletionStage<ByteStream> open(ApiRequest request, Runnable readable) {
            ArrivingBytes bytes = new ArrivingBytes(time, readable);
            String created = "data: {\"event_type\":\"interaction.created\",\"interaction\":{\"id\":\"v1_r\"}}\n\n";
            bytes.arrive(created.getBytes(UTF_8), Duration.ZERO);
            bytes.end(Duration.ZERO, new InteractionTransportException("reset", false, new IOException()));
            return CompletableFuture.completedStage(new Closing(bytes));
        }

        @Override
        public CompletionStage<ApiResponse> send(ApiRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    /** Does something else on the thread that closes it. */
    private final class Closing implements ByteStream {

        private final ByteStream bytes;

        Closing(ByteStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public String mediaType() {
            return bytes.mediaType();
        }

        @Override
        public @Nullable ByteBuffer poll() {
            return bytes.poll();
        }

        @Override
        public boolean isEnded() {
            return bytes.isEnded();
        }

        @Override
        public @Nullable Throwable failure() {
            return bytes.failure();
        }

        @Override
        public void endsSoon() {
            bytes.endsSoon();
        }

        @Override
        public void cancel() {
            bytes.cancel();
            whenClosed.run();
        }
    }

    private RunStream stream(EventSink sink, RunStream.StoredRuns stored, Executor workers) {
        return RunStream.create(
                new RunStream.Context(new OneEvent(), stored, workers, time, SETTINGS, Observation.NONE),
                CREATE,
                false,
                sink);
    }

    private static final String STORED =
            "{\"id\":\"v1_r\",\"status\":\"completed\",\"steps\":[{\"type\":\"model_output\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"Paris\"}]}],\"usage\":{\"total_tokens\":1}}";

    @Test
    void aStopWhileTheRestIsDeliveredIsNeverAnEnd() {
        CompletableFuture<Void> handled = new CompletableFuture<>();
        EventSink sink = event -> {
            events.add(event.type());
            return event instanceof InteractionEvent.StepStarted ? handled : CompletableFuture.completedFuture(null);
        };
        RunStream stream =
                stream(sink, (id, queued) -> CompletableFuture.completedFuture(InteractionJson.read(STORED)), time);
        time.runOut();
        assertThat(events).containsExactly("interaction.created", "step.start");
        handled.complete(null);
        whenClosed = time::runOut; // the rest is delivered while the stop has not returned

        stream.stop();

        assertThatThrownBy(() -> stream.ended().toCompletableFuture().getNow(null))
                .hasCauseInstanceOf(InteractionStoppedException.class);
        assertThat(events).doesNotContain("interaction.completed");
    }

    @Test
    void anErrorInTheSinkEndsTheStreamWithThatError() {
        RunStream stream = stream(
                event -> {
                    throw new NoClassDefFoundError("redis/clients/jedis/Jedis");
                },
                (id, queued) -> new CompletableFuture<>(),
                time);

        time.runOut();

        assertThat(stream.ended().toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void anErrorInTheSinkOfTheRestEndsTheStreamWithThatError() {
        RunStream stream = stream(
                event -> {
                    if (event instanceof InteractionEvent.StepStarted) throw new StackOverflowError();
                    return CompletableFuture.completedFuture(null);
                },
                (id, queued) -> CompletableFuture.completedFuture(InteractionJson.read(STORED)),
                time);

        time.runOut();

        assertThat(stream.ended().toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    void anErrorOfTheReadOfTheStoredRunEndsTheStreamWithThatError() {
        RunStream stream = stream(
                event -> CompletableFuture.completedFuture(null),
                (id, queued) -> {
                    throw new OutOfMemoryError("unable to create native thread");
                },
                time);

        time.runOut();

        assertThat(stream.ended().toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void aStreamForWhichThereIsNoThreadEndsWithThatError() {
        Executor workers = task -> {
            throw new OutOfMemoryError("unable to create native thread");
        };
        RunStream stream = stream(
                event -> CompletableFuture.completedFuture(null), (id, queued) -> new CompletableFuture<>(), workers);

        time.runOut();

        assertThat(stream.ended().toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(OutOfMemoryError.class);
    }
}
