// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import org.apache.camel.Converter;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * Type converters of a stream as a body to what files, queues and HTTP answers are written from. They wait for
 * the end of the stream; the result is the whole answer, as it would be without streaming, each time. The parts are left for
 * their reader: what a route logs it can split. A stream that fails, or was closed, is no answer: the conversion fails.
 */
@Converter(generateLoader = true)
public final class StepIteratorConverters {

    private StepIteratorConverters() {}

    /** Waits for the end of the stream. */
    @Converter
    public static String toString(StepIterator parts) throws InvalidPayloadException {
        Message whole = parts.whole();
        return whole.getBody() instanceof String text ? text : whole.getMandatoryBody(String.class);
    }

    /** Waits for the end of the stream; a text is written in UTF-8. */
    @Converter
    public static byte[] toBytes(StepIterator parts) throws InvalidPayloadException {
        Message whole = parts.whole();
        return whole.getBody() instanceof String text
                ? text.getBytes(StandardCharsets.UTF_8)
                : whole.getMandatoryBody(byte[].class);
    }

    /** Waits where it is read; there, a failure of the stream is an {@link IOException}. */
    @Converter
    public static InputStream toStream(StepIterator parts) {
        return new WholeAnswer(parts);
    }

    private static final class WholeAnswer extends InputStream {

        private final StepIterator parts;
        private @Nullable InputStream bytes;

        WholeAnswer(StepIterator parts) {
            this.parts = parts;
        }

        private InputStream bytes() throws IOException {
            if (bytes == null) {
                try {
                    bytes = new ByteArrayInputStream(toBytes(parts));
                } catch (Throwable e) {
                    throw new IOException(e.getMessage(), e);
                }
            }
            return bytes;
        }

        @Override
        public int read() throws IOException {
            return bytes().read();
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            return bytes().read(target, from, length);
        }

        @Override
        public int available() throws IOException {
            return bytes == null ? 0 : bytes.available();
        }

        @Override
        public void close() {
            if (bytes == null) parts.close();
        }
    }
}
