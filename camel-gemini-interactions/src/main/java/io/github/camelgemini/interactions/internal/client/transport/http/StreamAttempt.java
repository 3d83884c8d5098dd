// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongSupplier;

import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that yields the body as a stream, as soon as the headers have arrived. The body of an error response is read to
 * its end instead.
 */
final class StreamAttempt extends Attempt<ByteStream> {

    /** Longest wait for the body of an error response, after which its status alone counts. */
    private static final long ERROR_WAIT = Duration.ofSeconds(30).toNanos();

    private final TransportSettings settings;
    private final Runnable readable;
    private final LongSupplier nanos;

    // Only the I/O thread; the stream is also read by any thread that aborts.
    private volatile @Nullable StreamBody stream;
    private @Nullable FlowControl flow;
    private @Nullable ResponseBuffer error;

    // Written by the I/O thread, read by the timer.
    private volatile @Nullable Refusal refusal;

    /** An error response, and when its headers arrived, in {@link System#nanoTime()}. */
    private record Refusal(Head head, long arrivedAt) {}

    /** @param nanos the clock, as {@link System#nanoTime()} */
    StreamAttempt(String target, HttpPool pool, TransportSettings settings, Runnable readable, LongSupplier nanos) {
        super(target, pool, pool.streamPermits());
        this.settings = settings;
        this.readable = readable;
        this.nanos = nanos;
    }

    /** Ends an error response whose body does not end. Any thread. */
    void endIfOverdue() {
        Refusal refused = refusal;
        if (refused == null || nanos.getAsLong() - refused.arrivedAt() < ERROR_WAIT) return;
        abort(new StatusException(
                new ApiResponse(refused.head().status(), refused.head().headers(), new byte[0])));
    }

    @Override
    void begin(Head head, @Nullable EntityDetails entity) {
        if (!head.isSuccess()) {
            error = new ResponseBuffer(head, entity, settings.maxResponseBytes());
            refusal = new Refusal(head, nanos.getAsLong());
            return;
        }
        // Identity is requested; some gateways compress all the same.
        Inflation inflation = Inflation.of(head.headers().getOrDefault("content-encoding", ""));
        FlowControl source = head.session() == null ? new FlowControl.Http2() : new FlowControl.Http1(head.session());
        String mediaType = new ApiResponse(head.status(), head.headers(), new byte[0]).mediaType();
        StreamBody opened =
                new StreamBody(mediaType, settings.maxQueuedBytes(), source, readable, this::endsSoon, this::abort);
        flow = source;
        stream = opened;
        outcome()
                .complete(
                        inflation == null
                                ? opened
                                : new Inflation.Stream(opened, inflation, settings.maxResponseBytes()));
    }

    @Override
    void request(CapacityChannel channel) throws IOException {
        if (flow != null) flow.offered(channel);
        else channel.update(Integer.MAX_VALUE);
    }

    @Override
    void add(ByteBuffer src) throws IOException {
        StreamBody open = stream;
        if (open != null) open.add(src);
        else if (error != null) {
            error.add(src);
            if (error.isEnough()) completeNow();
        }
    }

    @Override
    void last() throws IOException {
        StreamBody open = stream;
        // Detached before the connection returns to the pool, which must not hold a paused connection.
        if (open != null) open.detach();
        else if (error != null) error.end();
    }

    @Override
    void complete() {
        StreamBody open = stream;
        if (open != null) open.end(null);
        else if (error != null) outcome().completeExceptionally(new StatusException(error.response()));
    }

    @Override
    void fail(Throwable cause) {
        StreamBody open = stream;
        if (open != null) open.end(cause);
    }

    @Override
    void close() {
        if (error != null) error.close();
    }

    @Override
    InteractionTransportException broken(Exception cause) {
        String what = cause instanceof SocketTimeoutException
                ? target() + " was silent for longer than streamingReadTimeout (" + settings.streamingReadTimeout()
                        + ")"
                : "The stream from " + target() + " broke off: " + cause.getMessage();
        return new InteractionTransportException(what, false, cause);
    }
}
