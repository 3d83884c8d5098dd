// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.camelgemini.interactions.internal.client.transport.ApiClient;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A client whose connections have these streams, in order; the last one is repeated. */
final class StreamsInOrder implements ApiClient {

    private final VirtualTime time;
    private final Deque<String> streams;
    private final Duration silence;
    private final @Nullable Throwable end;
    private Duration beforeLater = Duration.ZERO;
    private int opens;
    private int slowdowns;
    private int endingSoon;

    /** Streams that end well, at once. */
    StreamsInOrder(VirtualTime time, List<String> streams) {
        this(time, streams, Duration.ZERO, null);
    }

    /**
     * @param silence between the last byte of each stream and its end
     * @param end how each stream ends; null for a good end
     */
    StreamsInOrder(VirtualTime time, List<String> streams, Duration silence, @Nullable Throwable end) {
        this.time = time;
        this.streams = new ArrayDeque<>(streams);
        this.silence = silence;
        this.end = end;
    }

    /** All streams but the first begin so long after they were opened. */
    void later(Duration silence) {
        beforeLater = silence;
    }

    /** Number of connections so far. */
    int opens() {
        return opens;
    }

    /** How often the stream said that a limit is exceeded. */
    int slowdowns() {
        return slowdowns;
    }

    /** Number of streams of which was announced that they end soon. */
    int endingSoon() {
        return endingSoon;
    }

    @Override
    public void slowDown(@Nullable Duration wait) {
        slowdowns++;
    }

    @Override
    public CompletionStage<ByteStream> open(ApiRequest request, Runnable readable) {
        opens++;
        ArrivingBytes bytes = new ArrivingBytes(time, readable, () -> endingSoon++);
        String stream = streams.size() > 1 ? streams.remove() : streams.element();
        bytes.arrive(stream.getBytes(UTF_8), opens == 1 ? Duration.ZERO : beforeLater);
        bytes.end(silence, end);
        return CompletableFuture.completedStage(bytes);
    }

    @Override
    public CompletionStage<ApiResponse> send(ApiRequest request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
