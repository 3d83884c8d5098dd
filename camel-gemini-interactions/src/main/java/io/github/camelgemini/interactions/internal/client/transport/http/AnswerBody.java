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

/** Collects a whole body, within bounds before and after decompression. */
final class AnswerBody {

    private final int maxBytes;
    private byte[] bytes;
    private int size;

    /** @param expected length announced by the service; negative when it did not say. It is not trusted far. */
    AnswerBody(long expected, int maxBytes) {
        this.maxBytes = maxBytes;
        this.bytes = new byte[(int) Math.min(Math.max(expected, 512), Math.min(1024 * 1024, maxBytes))];
    }

    void add(ByteBuffer src) {
        int added = src.remaining();
        if (size + (long) added > maxBytes) {
            throw tooLarge();
        }
        if (size + added > bytes.length) {
            long doubled = Math.max(bytes.length * 2L, size + added);
            bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, maxBytes));
        }
        src.get(bytes, size, added);
        size += added;
    }

    /** @param encoding the header {@code Content-Encoding} */
    byte[] decoded(String encoding) throws IOException {
        switch (encoding.trim().toLowerCase(Locale.ROOT)) {
            case "":
            case "identity":
                return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
            case "gzip":
            case "x-gzip":
                return size == 0 ? new byte[0] : gunzip();
            default:
                throw new IOException("Content-Encoding " + encoding + " was not asked for");
        }
    }

    private byte[] gunzip() throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(Math.min(size * 4, maxBytes));
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes, 0, size), 8 * 1024)) {
            byte[] piece = new byte[8 * 1024];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                if (plain.size() + (long) n > maxBytes) {
                    throw tooLarge();
                }
                plain.write(piece, 0, n);
            }
        }
        return plain.toByteArray();
    }

    private InteractionTransportException tooLarge() {
        return new InteractionTransportException(
                "The answer is larger than maxResponseBytes (" + maxBytes + ")", false, null);
    }
}
