// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import org.jspecify.annotations.Nullable;

/**
 * Incremental decompression of a body in gzip or deflate: compressed buffers in, pieces of bounded size out. One thread at a
 * time.
 *
 * <p>Documented: RFC 1952 (gzip, also several members one after the other), RFC 1950 and 1951. Observed with other servers:
 * {@code deflate} without the header of RFC 1950.
 */
final class Inflation implements AutoCloseable {

    private static final int PIECE = 16 * 1024;

    /** Bits of the flags in a gzip header. */
    private static final int HAS_CRC = 2;

    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    private enum Part {
        /** The fixed ten bytes of a gzip header. */
        FIXED,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        HEADER_CRC,
        /** The first two bytes of a deflate body decide whether it has a header. */
        DEFLATE_START,
        DATA,
        TRAILER,
        /** Between two gzip members, or behind the only deflate body. */
        END
    }

    // Set once.
    private final boolean isGzip;

    private Part part;
    private int flags;
    private final byte[] field = new byte[10];
    private int fieldBytes;
    private int extraBytes;
    private Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private ByteBuffer input = ByteBuffer.allocate(0);

    /** Where the next piece is inflated to; used again if that makes nothing of the input, of which there may be much. */
    private byte[] scratch = new byte[PIECE];

    private Inflation(boolean isGzip) {
        this.isGzip = isGzip;
        this.part = isGzip ? Part.FIXED : Part.DEFLATE_START;
    }

    /**
     * The decompression for a header {@code Content-Encoding}. In a list, {@code identity} and empty entries are nothing.
     *
     * @param encoding empty if there is none
     * @return null if the body is not compressed
     * @throws InteractionProtocolException for any other encoding, which was not requested
     */
    static @Nullable Inflation of(String encoding) {
        List<String> codings = Arrays.stream(encoding.toLowerCase(Locale.ROOT).split(","))
                .map(String::trim)
                .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
                .toList();
        if (codings.isEmpty()) return null;
        return switch (codings.size() == 1 ? codings.get(0) : "") {
            case "gzip", "x-gzip" -> new Inflation(true);
            case "deflate" -> new Inflation(false);
            // The encoding is a text of the peer, which no message shows.
            default ->
                throw new InteractionProtocolException(
                        "The response has a Content-Encoding that was not requested and is not supported: gzip and"
                                + " deflate are",
                        "",
                        null);
        };
    }

    /** Sets the next compressed bytes, after {@link #next()} has returned null. */
    void feed(ByteBuffer compressed) {
        input = compressed;
    }

    /**
     * The next piece, at most 16 KiB; null if more compressed bytes are needed.
     *
     * @throws IOException if the body is damaged
     */
    @Nullable
    ByteBuffer next() throws IOException {
        while (true) {
            if (part == Part.DATA) {
                ByteBuffer piece = inflated();
                if (piece != null) return piece;
                if (part == Part.DATA && !input.hasRemaining()) return null;
                if (part == Part.DATA) continue;
            }
            if (!input.hasRemaining()) return null;
            header(input.get());
        }
    }

    /** True if the body may end here: behind a gzip member, behind deflate data, or before the first byte. */
    boolean isComplete() {
        return part == Part.END || part == (isGzip ? Part.FIXED : Part.DEFLATE_START) && fieldBytes == 0;
    }

    private @Nullable ByteBuffer inflated() throws IOException {
        byte[] piece = scratch;
        try {
            if (inflater.needsInput()) inflater.setInput(input);
            int length = inflater.inflate(piece);
            if (inflater.needsDictionary()) throw new IOException("The compressed response needs a dictionary");
            if (inflater.finished()) part = isGzip ? Part.TRAILER : Part.END;
            if (length == 0) return null;
            scratch = new byte[PIECE];
            crc.update(piece, 0, length);
            return ByteBuffer.wrap(piece, 0, length);
        } catch (DataFormatException e) {
            throw new IOException("The compressed response is damaged", e);
        }
    }

    /** Takes one byte that is not compressed data. */
    private void header(byte next) throws IOException {
        switch (part) {
            case FIXED -> {
                if (!isFull(next, 10)) return;
                if ((field[0] & 0xFF) != 0x1F || (field[1] & 0xFF) != 0x8B || field[2] != 8)
                    throw new IOException("The response is not in gzip, though its Content-Encoding says so");
                flags = field[3];
                after(Part.FIXED);
            }
            case EXTRA_LENGTH -> {
                if (!isFull(next, 2)) return;
                extraBytes = (field[0] & 0xFF) | (field[1] & 0xFF) << 8;
                part = Part.EXTRA;
                if (extraBytes == 0) after(Part.EXTRA);
            }
            case EXTRA -> {
                if (--extraBytes == 0) after(Part.EXTRA);
            }
            case NAME -> {
                if (next == 0) after(Part.NAME);
            }
            case COMMENT -> {
                if (next == 0) after(Part.COMMENT);
            }
            case HEADER_CRC -> {
                if (isFull(next, 2)) after(Part.HEADER_CRC);
            }
            case DEFLATE_START -> {
                if (!isFull(next, 2)) return;
                boolean hasHeader = (field[0] & 0x0F) == 8 && ((field[0] & 0xFF) << 8 | field[1] & 0xFF) % 31 == 0;
                inflater.end();
                inflater = new Inflater(!hasHeader);
                inflater.setInput(new byte[] {field[0], field[1]});
                part = Part.DATA;
            }
            case TRAILER -> {
                if (!isFull(next, 8)) return;
                if (number(0) != (crc.getValue() & 0xFFFFFFFFL)
                        || number(4) != (inflater.getBytesWritten() & 0xFFFFFFFFL))
                    throw new IOException("The compressed response is damaged: its checksum is another");
                part = Part.END;
            }
            case END -> {
                if (!isGzip || next == 0) return; // padding
                part = Part.FIXED;
                header(next);
            }
            case DATA -> throw new IllegalStateException("Compressed data is no header");
        }
    }

    /** The part of a gzip header behind this one. */
    private void after(Part done) {
        if (done.compareTo(Part.FIXED) <= 0 && (flags & HAS_EXTRA) != 0) part = Part.EXTRA_LENGTH;
        else if (done.compareTo(Part.NAME) < 0 && (flags & HAS_NAME) != 0) part = Part.NAME;
        else if (done.compareTo(Part.COMMENT) < 0 && (flags & HAS_COMMENT) != 0) part = Part.COMMENT;
        else if (done.compareTo(Part.HEADER_CRC) < 0 && (flags & HAS_CRC) != 0) part = Part.HEADER_CRC;
        else {
            inflater.reset();
            crc.reset();
            part = Part.DATA;
        }
    }

    /** Collects the bytes of a field; true with the last one. */
    private boolean isFull(byte next, int size) {
        field[fieldBytes++] = next;
        if (fieldBytes < size) return false;
        fieldBytes = 0;
        return true;
    }

    /** Four bytes, the lowest first. */
    private long number(int at) {
        long number = 0;
        for (int i = 3; i >= 0; i--) number = number << 8 | field[at + i] & 0xFF;
        return number;
    }

    @Override
    public void close() {
        inflater.end();
    }

    /**
     * A compressed stream, decompressed where it is polled: what waits in the queue is compressed, so the queue's limit and its
     * back-pressure hold. A stream that ends inside its compression is broken, and so is one with more compressed bytes than
     * the limit: its reader counts what decompression makes of them, which may be nothing.
     */
    static final class Stream implements ByteStream {

        // Set once.
        private final ByteStream compressed;
        private final Inflation inflation;
        private final int maxBytes;

        // Guarded by this.
        private long received;
        private boolean exhausted;
        private @Nullable InteractionTransportException damage;

        Stream(ByteStream compressed, Inflation inflation, int maxBytes) {
            this.compressed = compressed;
            this.inflation = inflation;
            this.maxBytes = maxBytes;
        }

        @Override
        public String mediaType() {
            return compressed.mediaType();
        }

        @Override
        public @Nullable ByteBuffer poll() {
            try {
                return next();
            } catch (IOException e) {
                synchronized (this) {
                    damage = new InteractionTransportException("The stream broke off: " + e.getMessage(), false, e);
                    end();
                }
                compressed.cancel();
                return null;
            }
        }

        private synchronized @Nullable ByteBuffer next() throws IOException {
            while (!exhausted) {
                ByteBuffer piece = inflation.next();
                if (piece != null) return piece;
                ByteBuffer more = compressed.poll();
                if (more != null) {
                    received += more.remaining();
                    if (received > maxBytes)
                        throw new IOException("it is larger than maxResponseSize (" + maxBytes + " bytes)");
                    inflation.feed(more);
                    continue;
                }
                if (!compressed.isEnded()) return null;
                if (compressed.failure() == null && !inflation.isComplete())
                    throw new IOException("it ended inside its compression");
                end();
            }
            return null;
        }

        private void end() {
            if (!exhausted) inflation.close();
            exhausted = true;
        }

        @Override
        public void endsSoon() {
            compressed.endsSoon();
        }

        @Override
        public synchronized boolean isEnded() {
            return exhausted;
        }

        @Override
        public synchronized @Nullable Throwable failure() {
            if (!exhausted) return null;
            return damage != null ? damage : compressed.failure();
        }

        @Override
        public void cancel() {
            if (isEnded()) return;
            compressed.cancel();
        }
    }
}
