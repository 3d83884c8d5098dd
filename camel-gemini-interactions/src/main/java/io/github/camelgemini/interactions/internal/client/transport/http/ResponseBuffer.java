// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import org.apache.hc.core5.http.EntityDetails;
import org.jspecify.annotations.Nullable;

/** Collects a whole response. Its body is limited both before and after decompression. I/O thread only. */
final class ResponseBuffer {

    private final Attempt.Head head;
    private final int maxBytes;
    private byte[] bytes;
    private int size;
    private byte[] decoded = new byte[0];

    /** @param entity announces the length of the body, which is trusted up to 1 MiB only; null when there is no body */
    ResponseBuffer(Attempt.Head head, @Nullable EntityDetails entity, int maxBytes) {
        this.head = head;
        this.maxBytes = maxBytes;
        long announced = entity == null ? 0 : entity.getContentLength();
        this.bytes = new byte[(int) Math.min(Math.max(announced, 512), Math.min(1024 * 1024, maxBytes))];
    }

    void add(ByteBuffer src) {
        int added = src.remaining();
        if (size + (long) added > maxBytes) throw tooLarge();
        if (size + added > bytes.length) {
            long doubled = Math.max(bytes.length * 2L, size + added);
            bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, maxBytes));
        }
        src.get(bytes, size, added);
        size += added;
    }

    /**
     * Decompresses the body, once all of it has arrived. The body of an error response is empty if it cannot be decompressed:
     * the status counts.
     */
    void decode() throws IOException {
        try (Inflation inflation = Inflation.of(head.headers().getOrDefault("content-encoding", ""))) {
            if (inflation != null) decoded = inflated(inflation);
            else decoded = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        } catch (IOException | InteractionProtocolException e) {
            if (isSuccess()) throw e;
        }
    }

    private byte[] inflated(Inflation inflation) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream((int) Math.min(size * 4L, maxBytes));
        inflation.feed(ByteBuffer.wrap(bytes, 0, size));
        for (ByteBuffer piece = inflation.next(); piece != null; piece = inflation.next()) {
            if (plain.size() + (long) piece.remaining() > maxBytes) throw tooLarge();
            plain.write(piece.array(), 0, piece.remaining());
        }
        if (!inflation.isComplete()) throw new IOException("The response ends inside its compression");
        return plain.toByteArray();
    }

    private InteractionTransportException tooLarge() {
        return new InteractionTransportException(
                "The response is larger than maxResponseBytes (" + maxBytes + ")", false, null);
    }

    boolean isSuccess() {
        return head.isSuccess();
    }

    ApiResponse response() {
        return new ApiResponse(head.status(), head.headers(), decoded);
    }
}
