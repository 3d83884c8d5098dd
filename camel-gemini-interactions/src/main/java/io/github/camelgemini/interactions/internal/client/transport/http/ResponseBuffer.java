// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import org.apache.hc.core5.http.EntityDetails;
import org.jspecify.annotations.Nullable;

/**
 * Collects a whole response. Decompresses what arrives at once, in pieces, so that no more is held than the limit allows.
 * The limit also counts the bytes that arrive, of which decompression may make nothing. I/O thread only.
 *
 * <p>An answer that is too large fails. Of an error response the beginning is enough: see {@link #isEnough()}.
 */
final class ResponseBuffer {

    /** Longest error response that is read. Those of the API have a few hundred bytes, pages of gateways some thousand. */
    private static final int MAX_ERROR_BYTES = 64 * 1024;

    private final Attempt.Head head;
    private final int maxBytes;
    private final @Nullable Inflation inflation;
    private byte[] bytes;
    private int size;
    private long received;
    private boolean isEnough;
    private boolean isUnreadable;

    /**
     * @param entity announces the length of the body, which is trusted up to 1 MiB only; null when there is no body
     * @param maxBytes maximum size of an answer: option {@code maxResponseSize}
     */
    ResponseBuffer(Attempt.Head head, @Nullable EntityDetails entity, int maxBytes) {
        this.head = head;
        this.maxBytes = head.isSuccess() ? maxBytes : Math.min(maxBytes, MAX_ERROR_BYTES);
        long announced = entity == null ? 0 : entity.getContentLength();
        if (head.isSuccess() && announced > maxBytes) throw tooLarge();
        this.inflation = inflation(head);
        this.bytes = new byte[(int) Math.min(Math.max(announced, 512), Math.min(1024 * 1024, this.maxBytes))];
    }

    private @Nullable Inflation inflation(Attempt.Head answered) {
        try {
            return Inflation.of(answered.headers().getOrDefault("content-encoding", ""));
        } catch (InteractionProtocolException e) {
            if (answered.isSuccess()) throw e;
            isUnreadable = true;
            return null;
        }
    }

    /** Takes a piece of the body. */
    void add(ByteBuffer src) throws IOException {
        received += src.remaining();
        if (received > maxBytes && isSuccess()) throw tooLarge();
        if (inflation == null || isUnreadable) append(src);
        else inflate(inflation, src);
        if (received >= maxBytes && !isSuccess()) isEnough = true;
    }

    private void inflate(Inflation open, ByteBuffer src) throws IOException {
        try {
            open.feed(src);
            for (ByteBuffer piece = open.next(); piece != null; piece = open.next()) append(piece);
        } catch (IOException e) {
            if (isSuccess()) throw e;
            isUnreadable = true;
            src.position(src.limit());
        }
    }

    private void append(ByteBuffer src) {
        if (size + (long) src.remaining() > maxBytes) {
            if (isSuccess()) throw tooLarge();
            isEnough = true;
        }
        int added = Math.min(src.remaining(), maxBytes - size);
        if (size + added > bytes.length) {
            long doubled = Math.max(bytes.length * 2L, size + added);
            bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, maxBytes));
        }
        src.get(bytes, size, added);
        src.position(src.limit());
        size += added;
    }

    /** True if the rest of the response need not be read: it is an error response, and longer than what is read of one. */
    boolean isEnough() {
        return isEnough;
    }

    /** Called when all of the body has arrived. */
    void end() throws IOException {
        if (inflation != null && isSuccess() && !inflation.isComplete())
            throw new IOException("The response ends inside its compression");
    }

    /** Called once the attempt has ended. */
    void close() {
        if (inflation != null) inflation.close();
    }

    private InteractionTransportException tooLarge() {
        return new InteractionTransportException(
                "The response is larger than maxResponseSize (" + maxBytes
                        + " bytes): raise maxResponseSize, or request media by reference",
                false,
                null);
    }

    boolean isSuccess() {
        return head.isSuccess();
    }

    /** The body of an error response is empty if it cannot be decompressed: the status counts. */
    ApiResponse response() {
        boolean isWhole = isSuccess() || inflation == null || isEnough || inflation.isComplete();
        byte[] body =
                isUnreadable || !isWhole ? new byte[0] : size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        return new ApiResponse(head.status(), head.headers(), body);
    }
}
