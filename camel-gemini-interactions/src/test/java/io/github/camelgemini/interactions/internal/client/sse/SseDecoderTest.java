// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.sse;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SseDecoderTest {

    private static final int LIMIT = 1 << 20;

    /** Event and data, in the order of the frames; the text left at the end last. */
    static Stream<Arguments> grammar() {
        return Stream.of(
                Arguments.of("one frame", "event: a\ndata: b\n\n", List.of("a|b")),
                Arguments.of("no event name", "data: b\n\n", List.of("null|b")),
                Arguments.of("no blank after the colon", "event:a\ndata:b\n\n", List.of("a|b")),
                Arguments.of("only one blank is optional", "data:  b \n\n", List.of("null| b ")),
                Arguments.of("data lines are joined", "data: b\ndata: c\ndata: d\n\n", List.of("null|b\nc\nd")),
                Arguments.of(
                        "an empty data line counts", "data: b\ndata\ndata:\ndata: c\n\n", List.of("null|b\n\n\nc")),
                Arguments.of("one empty data line is empty data", "data\n\n", List.of("null|")),
                Arguments.of("data before the event name", "data: b\nevent: a\n\n", List.of("a|b")),
                Arguments.of("two event names are a torn frame", "event: x\nevent: a\ndata: b\n\n", List.of("|")),
                Arguments.of("an empty event name is none", "event:\ndata: b\n\n", List.of("null|b")),
                Arguments.of("a name without data has empty data", "event: a\n\ndata: b\n\n", List.of("a|", "null|b")),
                Arguments.of("a torn name is an empty name", "eve\n\ndata: b\n\n", List.of("|", "null|b")),
                Arguments.of(
                        "a torn field spoils the frame", "datevent: a\ndata: b\n\ndata: c\n\n", List.of("|", "null|c")),
                Arguments.of("comments", ": hi\n:\ndata: b\n: in between\n\n:end\n\n", List.of("null|b")),
                Arguments.of("id and retry", "id: 1\nretry: 5\ndata: b\nid\n\n", List.of("null|b")),
                Arguments.of("blank lines", "\n\n\ndata: b\n\n\n\ndata: c\n\n", List.of("null|b", "null|c")),
                Arguments.of("a colon in the value", "data: {\"a\":1}\n\n", List.of("null|{\"a\":1}")),
                Arguments.of("a byte order mark", "\uFEFFdata: b\n\n", List.of("null|b")),
                Arguments.of("a byte order mark in the middle is text", "data: \uFEFFb\n\n", List.of("null|\uFEFFb")),
                Arguments.of("letters of all lengths", "data: aé€😀\n\n", List.of("null|aé€😀")),
                Arguments.of("an unknown field between frames is noise", "foo: 1\ndata: b\n\n", List.of("null|b")),
                Arguments.of("upper case is another field", "Data: 1\n\ndata: b\n\n", List.of("null|b")),
                Arguments.of("a frame cut inside its data", "data: b\n\ndata: c", List.of("null|b")),
                Arguments.of("a frame cut behind its data", "data: b\n\ndata: c\n", List.of("null|b")),
                Arguments.of("a frame cut inside a field name", "data: b\n\ndat", List.of("null|b")),
                Arguments.of("a frame cut inside its event name", "event: a\ndata: b\n\nevent: c", List.of("a|b")),
                Arguments.of("nothing", "", List.of()),
                Arguments.of("stray JSON", "{\"error\":{}}", List.of("! {\"error\":{}}")),
                Arguments.of("stray JSON with a line end", "{\"error\":{}}\n", List.of("! {\"error\":{}}")),
                Arguments.of("pretty JSON", "[{\n \"error\": 1\n}\n]\n", List.of("! [{\n \"error\": 1\n}\n]")),
                Arguments.of("pretty JSON without its end", "[{\n\n \"err", List.of("! [{\n \"err")),
                Arguments.of("a page", "<html>\n<p>502</p>\n</html>", List.of("! <html>\n<p>502</p>\n</html>")),
                Arguments.of("stray JSON behind frames", "data: b\n\n{\"e\":1}\n", List.of("null|b", "! {\"e\":1}")),
                Arguments.of("stray JSON behind a cut frame", "data: b\n{\"e\":1}\n", List.of("! {\"e\":1}")),
                Arguments.of(
                        "stray JSON between frames", "{\"e\":1}\n\ndata: b\n\n", List.of("! {\"e\":1}", "null|b")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("grammar")
    void readsTheGrammar(String name, String stream, List<String> expected) {
        assertThat(decode(stream.getBytes(UTF_8))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("grammar")
    void readsTheSameWithEveryKindOfLineEnd(String name, String stream, List<String> expected) {
        assertThat(decode(stream.replace("\n", "\r\n").getBytes(UTF_8))).isEqualTo(expected);
        assertThat(decode(stream.replace("\n", "\r").getBytes(UTF_8))).isEqualTo(expected);
        assertThat(decode(alternating(stream).getBytes(UTF_8))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("grammar")
    void readsTheSameHoweverTheBytesAreCut(String name, String stream, List<String> expected) {
        for (String variant : List.of(stream, stream.replace("\n", "\r\n"), stream.replace("\n", "\r"))) {
            byte[] bytes = variant.getBytes(UTF_8);
            for (int cut = 0; cut <= bytes.length; cut++) {
                for (int second = cut; second <= bytes.length; second++) {
                    assertThat(decode(bytes, cut, second)).isEqualTo(expected);
                }
            }
        }
    }

    /** LF after LF is a blank line, CR LF is not: so no LF follows a CR here that does not belong to it. */
    private static String alternating(String stream) {
        StringBuilder mixed = new StringBuilder();
        int ends = 0;
        for (int i = 0; i < stream.length(); i++) {
            char c = stream.charAt(i);
            if (c != '\n') mixed.append(c);
            else mixed.append(ends++ % 2 == 0 ? "\n" : "\r\n");
        }
        return mixed.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "steps-redacted/streaming_grammar__interactions_same_tool_twice.response.sse",
                "pasted/143098.deep-research.json-array-503-inside-stream.legacy.sse"
            })
    void readsASampleTheSameHoweverItIsCut(String sample) throws Exception {
        byte[] bytes = sample(sample);
        List<String> whole = decode(bytes);
        assertThat(whole).hasSizeGreaterThan(4);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(decode(bytes, cut)).as("cut at %s", cut).isEqualTo(whole);
        }
        int[] everywhere = new int[bytes.length];
        Arrays.setAll(everywhere, i -> i);
        assertThat(decode(bytes, everywhere)).isEqualTo(whole);
    }

    @Test
    void neverDeliversAFrameThatTheEndCutOff() throws Exception {
        byte[] bytes = sample("steps-redacted/streaming_grammar__interactions_same_tool_twice.response.sse");
        List<String> whole = decode(bytes);
        List<Integer> ends = new ArrayList<>();
        for (int i = 1; i < bytes.length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\n') ends.add(i);
        }
        for (int length = 0; length <= bytes.length; length++) {
            int last = length;
            int complete = (int) ends.stream().filter(end -> end < last).count();
            assertThat(decode(Arrays.copyOf(bytes, length)))
                    .as("first %s bytes", length)
                    .isEqualTo(whole.subList(0, complete));
        }
    }

    @Test
    void replacesMalformedUtf8() {
        byte[] bytes = "data: aXb\n\n".getBytes(ISO_8859_1);
        bytes[7] = (byte) 0xC3;
        assertThat(decode(bytes)).containsExactly("null|a\uFFFDb");
    }

    @Test
    void readsAFrameOf60Megabytes() {
        int size = 60 * 1024 * 1024;
        SseDecoder decoder = new SseDecoder(64 * 1024 * 1024);
        assertThat(next(decoder, "event: step.delta\ndata: ".getBytes(UTF_8))).isNull();
        byte[] piece = "0123456789abcdef".repeat(512).getBytes(UTF_8);
        for (int sent = 0; sent < size; sent += piece.length)
            assertThat(next(decoder, piece)).isNull();
        SseFrame frame = next(decoder, "\n\ndata: b\n\n".getBytes(UTF_8));

        assertThat(frame.event()).isEqualTo("step.delta");
        assertThat(frame.data().length()).isEqualTo(size);
        assertThat(frame.data().endsWith("0123456789abcdef")).isTrue();
        assertThat(decoder.next().data()).isEqualTo("b");
    }

    @Test
    void takesAFrameOfExactlyTheLimit() {
        assertThat(decodeLimited(10, "data: 0123456789\n\n")).containsExactly("null|0123456789");
        assertThat(decodeLimited(10, "data: 0123\ndata: 5678\n\n")).containsExactly("null|0123\n5678");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: 0123456789abcdefghijklm\n\n",
                "data: 0123456789abcdefghijklm",
                "data: 012345678\ndata: 9abcdefghijklmnop\n\n",
                "[ 0123456789abcdefghijklm ]"
            })
    void failsAtAFrameOverTheLimitNamingTheOption(String stream) {
        for (int cut = 0; cut <= stream.length(); cut++) {
            byte[] bytes = stream.getBytes(UTF_8);
            int at = cut;
            assertThatThrownBy(() -> decode(new SseDecoder(10), bytes, at))
                    .isInstanceOf(InteractionProtocolException.class)
                    .hasMessageContaining("maxEventSize")
                    .hasMessageNotContaining("0123");
        }
    }

    @Test
    void countsEachFrameByItself() {
        assertThat(decodeLimited(10, "data: 0123456789\n\n".repeat(3) + ": no data at all\n\n"))
                .hasSize(3);
    }

    @Test
    void keepsAtMost64KibOfTextThatNeverWasAStream() {
        String line = "x".repeat(1000) + "\n";
        List<String> left = decode(line.repeat(200).getBytes(UTF_8));
        assertThat(left).hasSize(1);
        assertThat(left.get(0).length()).isBetween(64 * 1024, 64 * 1024 + 10);
    }

    @Test
    void readsBuffersOutsideTheHeapAndPartsOfArrays() {
        byte[] bytes = "..data: b\n\n..".getBytes(UTF_8);
        SseDecoder decoder = new SseDecoder(LIMIT);
        decoder.feed(ByteBuffer.wrap(bytes, 2, bytes.length - 4).slice());
        assertThat(decoder.next()).isEqualTo(new SseFrame(null, "b", true));
        assertThat(decoder.next()).isNull();
        ByteBuffer direct = ByteBuffer.allocateDirect(9);
        direct.put(bytes, 2, 9).flip();
        decoder.feed(direct);
        assertThat(decoder.next()).isEqualTo(new SseFrame(null, "b", true));
    }

    @Test
    void wantsEveryFrameTakenBeforeTheNextBuffer() {
        SseDecoder decoder = new SseDecoder(LIMIT);
        decoder.feed(ByteBuffer.wrap("data: b\n\ndata: c\n\n".getBytes(UTF_8)));
        decoder.next();
        assertThatIllegalStateException().isThrownBy(() -> decoder.feed(ByteBuffer.allocate(1)));
    }

    private static SseFrame next(SseDecoder decoder, byte[] bytes) {
        decoder.feed(ByteBuffer.wrap(bytes));
        return decoder.next();
    }

    private static List<String> decodeLimited(int limit, String stream) {
        return decode(new SseDecoder(limit), stream.getBytes(UTF_8));
    }

    private static List<String> decode(byte[] bytes, int... cuts) {
        return decode(new SseDecoder(LIMIT), bytes, cuts);
    }

    private static List<String> decode(SseDecoder decoder, byte[] bytes, int... cuts) {
        List<String> frames = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : bytes.length;
            decoder.feed(ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, to)));
            for (SseFrame frame = decoder.next(); frame != null; frame = decoder.next()) {
                frames.add(frame.framed() ? frame.event() + "|" + frame.data() : "! " + frame.data());
            }
            from = to;
        }
        SseFrame left = decoder.finish();
        if (left != null) {
            assertThat(left.framed()).isFalse();
            frames.add("! " + left.data());
        }
        return frames;
    }

    private static byte[] sample(String name) throws Exception {
        try (InputStream in = SseDecoderTest.class.getResourceAsStream("/traffic/" + name)) {
            return in.readAllBytes();
        }
    }

    /** However small the pieces are that it arrives in. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: x",
                "data: {\"a\":[}",
                "data: x\n",
                "data:\n",
                "data: x\n\n",
                ": comment\n",
                "event: x",
                "id: x",
                "retry: 9",
                "noise}",
                "[}",
                "[\"}",
                "{]\n",
                "\u0000",
                "\ufeff"
            })
    void eachByteIsExaminedAFewTimes(String repeated) {
        byte[] bytes = (repeated.substring(0, 1) + repeated.repeat(300_000 / repeated.length())).getBytes(UTF_8);
        SseDecoder decoder = new SseDecoder(1 << 20);
        for (int at = 0; at < bytes.length; at++) {
            decoder.feed(ByteBuffer.wrap(bytes, at, 1));
            while (decoder.next() != null) {}
        }
        assertThat(decoder.examined()).isBetween((long) bytes.length, 3L * bytes.length);
    }

    @Test
    void ofALongNameOfAnEventTheBeginningIsRead() {
        SseDecoder decoder = new SseDecoder(1 << 20);
        decoder.feed(ByteBuffer.wrap(("event: " + "x".repeat(100_000) + "\ndata: y\n\n").getBytes(UTF_8)));
        SseFrame frame = decoder.next();
        assertThat(frame.event()).isEqualTo("x".repeat(256));
        assertThat(frame.data()).isEqualTo("y");
    }
}
