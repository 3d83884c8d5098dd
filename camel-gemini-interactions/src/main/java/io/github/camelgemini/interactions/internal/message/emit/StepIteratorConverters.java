// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.apache.camel.Converter;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;

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

    /** Waits for the end of the stream. */
    @Converter
    public static InputStream toStream(StepIterator parts) throws InvalidPayloadException {
        return new ByteArrayInputStream(toBytes(parts));
    }

    /** Waits for the end of the stream. */
    @Converter
    public static ByteBuffer toBuffer(StepIterator parts) throws InvalidPayloadException {
        return ByteBuffer.wrap(toBytes(parts));
    }
}
