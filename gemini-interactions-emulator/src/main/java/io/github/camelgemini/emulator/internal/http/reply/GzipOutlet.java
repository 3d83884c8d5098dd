// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http.reply;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

import io.vertx.core.buffer.Buffer;

/** Compresses what goes through it; what is flushed can be decompressed so far. */
final class GzipOutlet implements Outlet {
    private static final int BUFFER = 8 * 1024;

    private final Outlet inner;
    private final ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    private final GZIPOutputStream gzip;

    GzipOutlet(Outlet inner) {
        this.inner = inner;
        try {
            gzip = new GZIPOutputStream(compressed, BUFFER, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All bytes at once. */
    static Buffer whole(Buffer bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(compressed.toByteArray());
    }

    private interface Writing {
        void write() throws IOException;
    }

    private void pass(Writing writing) {
        try {
            writing.write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (compressed.size() > 0) {
            inner.write(Buffer.buffer(compressed.toByteArray()));
            compressed.reset();
        }
    }

    @Override
    public void write(Buffer bytes) {
        pass(() -> gzip.write(bytes.getBytes()));
    }

    @Override
    public void flush() {
        pass(gzip::flush);
        inner.flush();
    }

    @Override
    public boolean isFull() {
        return inner.isFull();
    }

    @Override
    public void whenDrained(Runnable action) {
        pass(gzip::flush);
        inner.whenDrained(action);
    }

    @Override
    public void end() {
        pass(gzip::close);
        inner.end();
    }

    @Override
    public void breakOff() {
        pass(gzip::flush);
        inner.breakOff();
    }
}
