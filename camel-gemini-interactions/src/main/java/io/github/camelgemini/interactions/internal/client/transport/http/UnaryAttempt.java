// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;

/** An attempt that yields the whole response. */
final class UnaryAttempt extends Attempt<ApiResponse> {

    private final int maxBytes;

    // Only the I/O thread.
    private @Nullable ResponseBuffer buffer;

    UnaryAttempt(String target, Permits permits, int maxBytes) {
        super(target, permits);
        this.maxBytes = maxBytes;
    }

    @Override
    void begin(Head head, @Nullable EntityDetails entity) {
        buffer = new ResponseBuffer(head, entity, maxBytes);
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        channel.update(Integer.MAX_VALUE);
    }

    @Override
    public void consume(ByteBuffer src) throws IOException {
        try {
            if (buffer != null) buffer.add(src);
        } catch (InteractionTransportException e) {
            abort(e);
            throw new IOException(e);
        }
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers) throws IOException {
        try {
            if (buffer != null) buffer.decode();
        } catch (InteractionTransportException e) {
            abort(e);
            throw new IOException(e);
        }
        end();
    }

    @Override
    void complete() {
        if (buffer == null) return;
        if (buffer.isSuccess()) outcome().complete(buffer.response());
        else outcome().completeExceptionally(new StatusException(buffer.response()));
    }

    @Override
    void fail(Throwable cause) {
        outcome().completeExceptionally(cause);
    }

    @Override
    InteractionTransportException broken(Exception cause) {
        return new InteractionTransportException(
                "The connection to " + target() + " broke before the response was complete: " + cause.getMessage(),
                false,
                cause);
    }
}
