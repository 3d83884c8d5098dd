// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.sse;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a response is taken for: its type says it, or its first character. */
class AnswerDecoderTest {

    private static final String STREAM = "event: x\ndata: {\"a\":1}\n\n";
    private static final String DOCUMENT = "{\n  \"a\": 1\n}\n";

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "", "text/plain", "application/json", "application/octet-stream"})
    void aStreamIsReadWhateverItsTypeIs(String mediaType) {
        for (String begin : List.of("", "\ufeff", "\n\n", ": comment\n\n"))
            assertThat(read(mediaType, begin + STREAM)).containsExactly(new SseFrame("x", "{\"a\":1}", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/plain", "application/json", "application/octet-stream"})
    void aDocumentIsReadWhole(String mediaType) {
        for (String begin : List.of("", "\ufeff", "\n "))
            assertThat(read(mediaType, begin + DOCUMENT)).last().satisfies(frame -> {
                assertThat(frame.framed()).isFalse();
                assertThat(frame.data()).endsWith(DOCUMENT);
            });
    }

    @ParameterizedTest
    @CsvSource({"text/html, text/html", "'', a response without Content-Type", "text/sentinel, another media type"})
    void aPageIsRefusedAtItsFirstCharacter(String mediaType, String named) {
        AnswerDecoder decoder = new AnswerDecoder(mediaType, 1000);
        assertThatThrownBy(() -> decoder.feed(ByteBuffer.wrap("\n<html>".getBytes(UTF_8))))
                .isInstanceOf(InteractionProtocolException.class)
                .hasMessage("The service answered with " + named + ", a page, instead of an event stream");
    }

    @Test
    void aDocumentIsReadBeforeItsConnectionEnds() {
        AnswerDecoder decoder = new AnswerDecoder("application/json", 1000);

        decoder.feed(ByteBuffer.wrap("[{\"a\": \"]\\\"}\"".getBytes(UTF_8)));
        assertThat(decoder.next()).isNull();
        decoder.feed(ByteBuffer.wrap("}]".getBytes(UTF_8)));
        assertThat(decoder.next()).isEqualTo(new SseFrame(null, "[{\"a\": \"]\\\"}\"}]", false));
        assertThat(decoder.next()).isNull();
    }

    @Test
    void aDocumentIsLimitedAsAnEventIs() {
        assertThat(read("application/json", DOCUMENT, DOCUMENT.length())).isNotEmpty();
        assertThatThrownBy(() -> read("application/json", DOCUMENT, DOCUMENT.length() - 1))
                .isInstanceOf(InteractionProtocolException.class)
                .hasMessageContaining("maxEventSize");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "\n: comment", "\nid: 7\n"})
    void theEndOfTheStreamEndsAFrame(String end) {
        assertThat(unterminated("event: x\ndata: {}" + end)).isEqualTo(new SseFrame("x", "{}", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "event: x\n", "data: {}\n\n", "data: {}\nda", "data: {}\nevent: x\nevent: y\n", "{}"})
    void theEndOfTheStreamEndsNothingElse(String stream) {
        assertThat(unterminated(stream)).isNull();
    }

    private static SseFrame unterminated(String stream) {
        SseDecoder decoder = new SseDecoder(1000);
        decoder.feed(ByteBuffer.wrap(stream.getBytes(UTF_8)));
        while (decoder.next() != null) {}
        return decoder.unterminated();
    }

    private static List<SseFrame> read(String mediaType, String text) {
        return read(mediaType, text, 1000);
    }

    /** Byte by byte. */
    private static List<SseFrame> read(String mediaType, String text, int limit) {
        AnswerDecoder decoder = new AnswerDecoder(mediaType, limit);
        List<SseFrame> frames = new ArrayList<>();
        for (byte one : text.getBytes(UTF_8)) {
            decoder.feed(ByteBuffer.wrap(new byte[] {one}));
            for (SseFrame frame = decoder.next(); frame != null; frame = decoder.next()) frames.add(frame);
        }
        SseFrame rest = decoder.finish();
        if (rest != null) frames.add(rest);
        return frames;
    }
}
