// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

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

    /** Decompresses the body, once all of it has arrived. */
    void decode() throws IOException {
        String encoding = head.headers().getOrDefault("content-encoding", "");
        decoded = switch (encoding.trim().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
            case "gzip", "x-gzip" -> size == 0 ? new byte[0] : gunzip();
            default ->
                throw new IOException("The response has Content-Encoding " + encoding + ", which was not requested");
        };
    }

    private byte[] gunzip() throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(Math.min(size * 4, maxBytes));
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes, 0, size), 8 * 1024)) {
            byte[] piece = new byte[8 * 1024];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                if (plain.size() + (long) n > maxBytes) throw tooLarge();
                plain.write(piece, 0, n);
            }
        }
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
