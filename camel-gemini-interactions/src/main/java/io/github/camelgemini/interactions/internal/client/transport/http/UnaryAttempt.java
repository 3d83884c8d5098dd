// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;

/** An attempt that yields the whole response. */
final class UnaryAttempt extends Attempt<ApiResponse> {

    private final int maxBytes;

    // Only the I/O thread.
    private @Nullable ResponseBuffer buffer;

    UnaryAttempt(String target, HttpPool pool, int maxBytes) {
        super(target, pool, pool.unaryPermits());
        this.maxBytes = maxBytes;
    }

    @Override
    void begin(Head head, @Nullable EntityDetails entity) {
        buffer = new ResponseBuffer(head, entity, maxBytes);
    }

    @Override
    void request(CapacityChannel channel) throws IOException {
        channel.update(Integer.MAX_VALUE);
    }

    @Override
    void add(ByteBuffer src) throws IOException {
        if (buffer == null) return;
        buffer.add(src);
        if (buffer.isEnough()) completeNow();
    }

    @Override
    void last() throws IOException {
        if (buffer != null) buffer.end();
    }

    @Override
    void complete() {
        if (buffer == null) return;
        if (buffer.isSuccess()) outcome().complete(buffer.response());
        else outcome().completeExceptionally(new StatusException(buffer.response()));
    }

    @Override
    void fail(Throwable cause) {}

    @Override
    void close() {
        if (buffer != null) buffer.close();
    }

    @Override
    InteractionTransportException broken(Exception cause) {
        return new InteractionTransportException(
                "The connection to " + target() + " broke before the response was complete: " + cause.getMessage(),
                false,
                cause);
    }
}
