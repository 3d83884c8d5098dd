// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CancellationException;

import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;

/** Hands an answer out as soon as its headers are here, and its body as it comes; an error's body is read to its end. */
final class OpenAnswer extends Attempt<ByteStream> {

    /** An error has something to say, but not that much. */
    private static final int MAX_ERROR_BYTES = 1024 * 1024;

    private final TransportSettings settings;
    private final Runnable readable;

    // Only the I/O thread, except for the stream itself, which whoever aborts ends.
    private volatile @Nullable StreamBody stream;
    private @Nullable FlowControl inflow;
    private @Nullable Head errorHead;
    private @Nullable AnswerBody error;
    private byte[] decoded = new byte[0];

    OpenAnswer(String target, Permits slots, TransportSettings settings, Runnable readable) {
        super(target, slots);
        this.settings = settings;
        this.readable = readable;
    }

    @Override
    void begin(Head head, @Nullable EntityDetails details) {
        if (!head.isSuccess()) {
            errorHead = head;
            error = details == null ? null : new AnswerBody(details.getContentLength(), MAX_ERROR_BYTES);
            return;
        }
        String encoding = head.headers().getOrDefault("content-encoding", "identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            abort(new InteractionTransportException(
                    target() + " sends a stream with Content-Encoding " + encoding + ", which was not asked for",
                    false,
                    null));
            return;
        }
        FlowControl source =
                head.session() == null ? new FlowControl.OfWindow() : new FlowControl.OfConnection(head.session());
        String mediaType = new ApiResponse(head.status(), head.headers(), decoded).mediaType();
        StreamBody opened = new StreamBody(mediaType, settings.maxQueuedBytes(), source, readable, this::cancel);
        inflow = source;
        stream = opened;
        outcome().complete(opened);
    }

    private void cancel() {
        abort(new CancellationException("The stream was cancelled"));
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        if (inflow != null) {
            inflow.offered(channel);
        } else {
            channel.update(Integer.MAX_VALUE);
        }
    }

    @Override
    public void consume(ByteBuffer src) throws IOException {
        StreamBody open = stream;
        if (open != null) {
            open.add(src);
        } else if (error != null) {
            try {
                error.add(src);
            } catch (InteractionTransportException e) {
                abort(e);
                throw new IOException(e);
            }
        }
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers) throws IOException {
        StreamBody open = stream;
        if (open != null) {
            // Before the connection goes back to the pool, where it must not be found paused.
            open.detach();
        } else if (error != null && errorHead != null) {
            decoded = error.decoded(errorHead.headers().getOrDefault("content-encoding", ""));
        }
        end();
    }

    @Override
    void complete() {
        StreamBody open = stream;
        if (open != null) {
            open.end(null);
        } else if (errorHead != null) {
            outcome()
                    .completeExceptionally(
                            new StatusException(new ApiResponse(errorHead.status(), errorHead.headers(), decoded)));
        }
    }

    @Override
    void fail(Throwable cause) {
        StreamBody open = stream;
        if (open != null) {
            open.end(cause);
        }
        outcome().completeExceptionally(cause);
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
