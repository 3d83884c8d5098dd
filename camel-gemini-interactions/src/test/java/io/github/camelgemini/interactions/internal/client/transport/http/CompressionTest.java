// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.create;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.result;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What becomes of a compressed answer, whether compression was asked for or not. */
@Timeout(120)
class CompressionTest {

    private static final String TEXT = "data: the same words again and again, and then 7 others\n\n".repeat(50);

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "GZip", "deflate", "deflate without header"})
    void aStreamIsDecompressed(String encoding) throws Throwable {
        byte[] packed = packed(encoding);
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    peer.send("HTTP/1.1 200 OK\r\nContent-Encoding: " + encoding.split(" ")[0]
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n");
                    for (byte one : packed) {
                        peer.send("1\r\n");
                        peer.send(new byte[] {one});
                        peer.send("\r\n");
                    }
                    peer.endStream();
                });
                Rig rig = Rig.of(server)) {
            Rig.Stream stream = rig.open(create());
            assertThat(stream.readAll()).isEqualTo(TEXT);
            assertThat(stream.bytes().failure()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "deflate without header"})
    void anAnswerIsDecompressed(String encoding) throws Throwable {
        byte[] packed = packed(encoding);
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) ->
                        peer.answer(200, "Content-Encoding: " + encoding.split(" ")[0] + "\r\n", packed));
                Rig rig = Rig.of(server)) {
            assertThat(text(result(rig.client.send(create())))).isEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity, gzip", "gzip,identity", "GZIP, ", "identity,identity"})
    void identityInAListOfEncodingsIsNothing(String encodings) throws Throwable {
        byte[] body = encodings.toLowerCase(Locale.ROOT).contains("gzip")
                ? packed("gzip")
                : TEXT.getBytes(StandardCharsets.UTF_8);
        try (ScriptedServer server = ScriptedServer.perRequest(
                        (request, peer) -> peer.answer(200, "Content-Encoding: " + encodings + "\r\n", body));
                Rig rig = Rig.of(server)) {
            assertThat(text(result(rig.client.send(create())))).isEqualTo(TEXT);
        }
    }

    @Test
    void aStreamThatEndsInsideItsCompressionIsBroken() throws Throwable {
        byte[] packed = packed("gzip");
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) ->
                        peer.answer(200, "Content-Encoding: gzip\r\n", Arrays.copyOf(packed, packed.length - 9)));
                Rig rig = Rig.of(server)) {
            Rig.Stream stream = rig.open(create());
            assertThat(TEXT).startsWith(stream.readAll());
            assertThat(stream.bytes().failure())
                    .isInstanceOf(InteractionTransportException.class)
                    .hasMessage("The stream broke off: it ended inside its compression");
        }
    }

    @Test
    void aStreamThatIsNotWhatItsEncodingSaysIsBroken() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    peer.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n");
                    peer.chunk(TEXT);
                    peer.awaitClose();
                });
                Rig rig = Rig.of(server)) {
            Rig.Stream stream = rig.open(create());
            assertThat(stream.readAll()).isEmpty();
            assertThat(stream.bytes().failure()).hasMessageContaining("not in gzip");
        }
    }

    @Test
    void anEncodingThatIsNotSupportedIsNamedByNoMessage() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perRequest(
                        (request, peer) -> peer.answer(200, "Content-Encoding: sentinel\r\n", "x"));
                Rig rig = Rig.of(server)) {
            assertThatThrownBy(() -> result(rig.client.open(create(), () -> {})))
                    .isInstanceOf(InteractionProtocolException.class)
                    .hasMessageContaining("Content-Encoding")
                    .hasMessageNotContaining("sentinel");
            assertThatThrownBy(() -> result(rig.client.send(create())))
                    .isInstanceOf(InteractionProtocolException.class)
                    .hasMessageNotContaining("sentinel");
        }
    }

    @Test
    void aRefusalThatCannotBeReadIsARefusal() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perRequest(
                        (request, peer) -> peer.answer(400, "Content-Encoding: br\r\n", "x"));
                Rig rig = Rig.of(server)) {
            assertThatThrownBy(() -> result(rig.client.send(create()))).isInstanceOf(StatusException.class);
            assertThatThrownBy(() -> result(rig.client.open(create(), () -> {})))
                    .isInstanceOf(StatusException.class);
        }
    }

    @Test
    void aHeaderMayHaveEveryFieldAndAFileSeveralMembers() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(member("Hello, ", true));
        file.write(member("", false));
        file.write(member("world", true));
        file.write(new byte[12]); // padding
        assertThat(inflated(file.toByteArray(), new Random(1))).isEqualTo("Hello, world");
        for (int cut = 1; cut < file.size() - 12; cut++) {
            byte[] bytes = Arrays.copyOf(file.toByteArray(), cut);
            Inflation inflation = Inflation.of("gzip");
            inflation.feed(ByteBuffer.wrap(bytes));
            while (inflation.next() != null) {}
            boolean isBetween = cut == member("Hello, ", true).length
                    || cut == member("Hello, ", true).length + member("", false).length;
            assertThat(inflation.isComplete()).as("cut at " + cut).isEqualTo(isBetween || cut == file.size() - 12);
        }
    }

    @Test
    void aChangedByteIsNoticed() throws IOException {
        byte[] packed = packed("gzip");
        packed[packed.length - 6] ^= 1;
        assertThatThrownBy(() -> inflated(packed, new Random(1))).isInstanceOf(IOException.class);
    }

    @Test
    void aSmallBodyThatGrowsLargeComesInSmallPieces() throws IOException {
        Inflation inflation = Inflation.of("gzip");
        inflation.feed(ByteBuffer.wrap(gzipped(new byte[64 * 1024 * 1024])));
        long all = 0;
        for (ByteBuffer piece = inflation.next(); piece != null; piece = inflation.next()) {
            assertThat(piece.remaining()).isLessThanOrEqualTo(16 * 1024);
            all += piece.remaining();
        }
        assertThat(all).isEqualTo(64 * 1024 * 1024);
        assertThat(inflation.isComplete()).isTrue();
    }

    /** Fed in random pieces. */
    private static String inflated(byte[] packed, Random random) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Inflation inflation = Inflation.of("gzip")) {
            for (int from = 0; from < packed.length; ) {
                int to = Math.min(packed.length, from + 1 + random.nextInt(5));
                inflation.feed(ByteBuffer.wrap(packed, from, to - from));
                for (ByteBuffer piece = inflation.next(); piece != null; piece = inflation.next())
                    text.append(StandardCharsets.UTF_8.decode(piece));
                from = to;
            }
        }
        return text.toString();
    }

    private static byte[] packed(String encoding) throws IOException {
        byte[] plain = TEXT.getBytes(StandardCharsets.UTF_8);
        if (!encoding.startsWith("deflate")) return gzipped(plain);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out =
                new DeflaterOutputStream(packed, new Deflater(9, !encoding.equals("deflate")))) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    private static byte[] gzipped(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    /** One member of a gzip file; with every optional field of its header, or with none. */
    private static byte[] member(String text, boolean fields) throws IOException {
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream member = new ByteArrayOutputStream();
        member.write(new byte[] {0x1F, (byte) 0x8B, 8, (byte) (fields ? 2 | 4 | 8 | 16 : 0), 0, 0, 0, 0, 0, 3});
        if (fields) {
            member.write(new byte[] {3, 0, 1, 2, 3});
            member.write("name\0comment\0".getBytes(StandardCharsets.US_ASCII));
            member.write(new byte[] {0, 0});
        }
        try (DeflaterOutputStream out = new DeflaterOutputStream(member, new Deflater(9, true))) {
            out.write(plain);
        }
        CRC32 crc = new CRC32();
        crc.update(plain);
        for (long number : new long[] {crc.getValue(), plain.length})
            for (int shift = 0; shift < 32; shift += 8) member.write((int) (number >>> shift));
        return member.toByteArray();
    }
}
