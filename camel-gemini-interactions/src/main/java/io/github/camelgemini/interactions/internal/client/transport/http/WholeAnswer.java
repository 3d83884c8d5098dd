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

/** Reads an answer to its end. */
final class WholeAnswer extends Attempt<ApiResponse> {

    private final int maxBytes;

    // Only the I/O thread.
    private @Nullable Head head;
    private @Nullable AnswerBody body;
    private byte[] decoded = new byte[0];

    WholeAnswer(String target, Permits slots, int maxBytes) {
        super(target, slots);
        this.maxBytes = maxBytes;
    }

    @Override
    void begin(Head head, @Nullable EntityDetails details) {
        this.head = head;
        if (details != null) {
            body = new AnswerBody(details.getContentLength(), maxBytes);
        }
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        channel.update(Integer.MAX_VALUE);
    }

    @Override
    public void consume(ByteBuffer src) throws IOException {
        try {
            if (body != null) {
                body.add(src);
            }
        } catch (InteractionTransportException e) {
            abort(e);
            throw new IOException(e);
        }
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers) throws IOException {
        try {
            if (body != null && head != null) {
                decoded = body.decoded(head.headers().getOrDefault("content-encoding", ""));
            }
        } catch (InteractionTransportException e) {
            abort(e);
            throw new IOException(e);
        }
        end();
    }

    @Override
    void complete() {
        Head known = head;
        if (known == null) {
            return;
        }
        ApiResponse answer = new ApiResponse(known.status(), known.headers(), decoded);
        if (known.isSuccess()) {
            outcome().complete(answer);
        } else {
            outcome().completeExceptionally(new StatusException(answer));
        }
    }

    @Override
    void fail(Throwable cause) {
        outcome().completeExceptionally(cause);
    }

    @Override
    InteractionTransportException broken(Exception cause) {
        return new InteractionTransportException(
                "The connection to " + target() + " broke before the answer was complete: " + cause.getMessage(),
                false,
                cause);
    }
}
