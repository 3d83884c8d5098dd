// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.create;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.get;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What a peer sends without a bound, or against the rules: one call fails, soon, and the client serves the next. */
@Timeout(120)
class HostileResponsesTest {

    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String LONG = "x".repeat(64 * 1024);

    /** What a peer sends, as often as it is read: only the client ends it. */
    private interface Flood {
        void play(ScriptedServer.Peer peer) throws IOException;
    }

    private static Flood endless(String start, String repeated) {
        return peer -> {
            peer.send(start);
            while (true) peer.send(repeated);
        };
    }

    private static Flood once(String response) {
        return peer -> {
            peer.send(response);
            peer.awaitClose();
        };
    }

    private enum Response {
        STATUS_LINE_WITHOUT_END(endless("HTTP/1.1 200 ", LONG)),
        HEADER_WITHOUT_END(endless("HTTP/1.1 200 OK\r\nX: ", LONG)),
        HEADERS_WITHOUT_END(endless("HTTP/1.1 200 OK\r\n", "X: y\r\n".repeat(1000))),
        FOLDED_HEADER_WITHOUT_END(endless("HTTP/1.1 200 OK\r\nX: y\r\n", " y\r\n".repeat(1000))),
        HEADERS_OF_A_REFUSAL_WITHOUT_END(endless("HTTP/1.1 503 Away\r\n", "X: y\r\n".repeat(1000))),
        EMPTY_LINES_WITHOUT_END(endless("", "\r\n".repeat(1000))),
        INTERIM_RESPONSES_WITHOUT_END(endless("", "HTTP/1.1 100 Continue\r\n\r\n".repeat(100))),
        EARLY_HINTS_WITHOUT_END(endless("", "HTTP/1.1 103 Hints\r\nX: y\r\n\r\n".repeat(100))),
        CHUNK_EXTENSION_WITHOUT_END(endless(CHUNKED + "1;", LONG)),
        CHUNK_SIZE_WITHOUT_END(endless(CHUNKED, "0".repeat(1000))),
        TRAILER_WITHOUT_END(endless(CHUNKED + "0\r\nX: ", LONG)),
        TRAILERS_WITHOUT_END(endless(CHUNKED + "0\r\n", "X: y\r\n".repeat(1000))),
        FOLDED_TRAILER_WITHOUT_END(endless(CHUNKED + "0\r\nX: y\r\n", " y\r\n".repeat(1000))),
        CHUNK_SIZE_OF_MANY_DIGITS(once(CHUNKED + "FFFFFFFFFFFFFFFFFF\r\nx\r\n")),
        CHUNK_SIZE_BELOW_ZERO(once(CHUNKED + "-5\r\nhello\r\n")),
        CHUNK_SIZE_WITH_A_SIGN(once(CHUNKED + "+z\r\nhello\r\n")),
        CHUNK_LONGER_THAN_ITS_SIZE(once(CHUNKED + "1\r\nhello\r\n0\r\n\r\n")),
        CONTENT_LENGTH_BELOW_ZERO(once("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}")),
        CONTENT_LENGTH_OF_20_DIGITS(once("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}")),
        CONTENT_LENGTH_TWICE(once("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}")),
        NUL_IN_A_HEADER(once("HTTP/1.1 200 OK\r\nX\0: y\r\nContent-Length: -2\r\n\r\n{}")),
        NO_HTTP(once("\0\0\0\u00ff\r\n\r\n"));

        private final Flood flood;

        Response(Flood flood) {
            this.flood = flood;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aResponseWithoutBoundFailsItsCall(Response response) throws Throwable {
        CountDownLatch closed = new CountDownLatch(2);
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    if (request.line().startsWith("GET")) {
                        peer.answer(200, "", "{}");
                        return;
                    }
                    try {
                        response.flood.play(peer);
                    } finally {
                        closed.countDown();
                    }
                });
                Rig rig = new Rig(server.root(), settings -> settings.maxRetries(2))) {
            assertThatThrownBy(() -> result(rig.client.send(create())))
                    .isInstanceOfSatisfying(InteractionTransportException.class, e -> assertThat(e.isRetrySafe())
                            .isFalse());
            assertThat(failureOfStream(rig)).isInstanceOf(GeminiInteractionsException.class);
            ScriptedServer.await(closed);
            servesOn(rig);
        }
    }

    /** A second request for the same would bring the same. */
    @Test
    void aResponseThatIsTooLongIsNotRequestedAgain() throws Throwable {
        try (ScriptedServer server =
                        ScriptedServer.perRequest((request, peer) -> Response.HEADERS_WITHOUT_END.flood.play(peer));
                Rig rig = new Rig(server.root(), settings -> settings.maxRetries(2))) {
            assertThatThrownBy(() -> result(rig.client.send(get())))
                    .isInstanceOf(InteractionTransportException.class)
                    .hasMessageContaining("headers");
            assertThat(server.requests).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Hints\r\nLink: y\r\n\r\n"})
    void someInterimResponsesAreLegal(String interim) throws Throwable {
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    peer.send(interim.repeat(3));
                    peer.answer(200, "", "{}");
                });
                Rig rig = Rig.of(server)) {
            assertThat(result(rig.client.send(create())).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCompressedAnswerIsLimitedInWhatItBecomesAndInWhatArrives(Packed packed) throws Throwable {
        byte[] bomb = packed.bomb();
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    if (request.line().startsWith("GET")) {
                        peer.answer(200, "", "{}");
                        return;
                    }
                    peer.send("HTTP/1.1 200 OK\r\nContent-Encoding: " + packed.encoding + "\r\n\r\n");
                    peer.send(bomb);
                    peer.awaitEnd(); // the end of the connection would end the answer
                });
                Rig rig = new Rig(server.root(), settings -> settings.maxResponseBytes(1024 * 1024))) {
            assertThatThrownBy(() -> result(rig.client.send(create())))
                    .isInstanceOfSatisfying(InteractionTransportException.class, e -> assertThat(e.isRetrySafe())
                            .isFalse())
                    .hasMessageContaining("maxResponseSize");
            servesOn(rig);
        }
    }

    private enum Packed {
        GZIP("gzip") {
            @Override
            byte[] bomb() throws IOException {
                ByteArrayOutputStream packed = new ByteArrayOutputStream();
                try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                    for (int i = 0; i < 64; i++) out.write(new byte[1024 * 1024]);
                }
                return packed.toByteArray();
            }
        },
        DEFLATE("deflate") {
            @Override
            byte[] bomb() throws IOException {
                ByteArrayOutputStream packed = new ByteArrayOutputStream();
                try (DeflaterOutputStream out = new DeflaterOutputStream(packed, new Deflater(9))) {
                    for (int i = 0; i < 64; i++) out.write(new byte[1024 * 1024]);
                }
                return packed.toByteArray();
            }
        },
        /** The name of the file in the header of gzip. */
        NAME_WITHOUT_END("gzip") {
            @Override
            byte[] bomb() {
                ByteArrayOutputStream packed = new ByteArrayOutputStream();
                packed.writeBytes(new byte[] {0x1F, (byte) 0x8B, 8, 8, 0, 0, 0, 0, 0, 3});
                packed.writeBytes("n".repeat(2 * 1024 * 1024).getBytes(StandardCharsets.US_ASCII));
                return packed.toByteArray();
            }
        },
        EMPTY_MEMBERS("gzip") {
            @Override
            byte[] bomb() {
                byte[] member = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0};
                return repeated(member, 100_000);
            }
        },
        EMPTY_BLOCKS("deflate") {
            @Override
            byte[] bomb() {
                byte[] block = {0, 0, 0, (byte) 0xFF, (byte) 0xFF};
                return repeated(block, 400_000);
            }
        },
        PADDING("gzip") {
            @Override
            byte[] bomb() {
                ByteArrayOutputStream packed = new ByteArrayOutputStream();
                packed.writeBytes(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0});
                packed.writeBytes(new byte[2 * 1024 * 1024]);
                return packed.toByteArray();
            }
        };

        private final String encoding;

        Packed(String encoding) {
            this.encoding = encoding;
        }

        abstract byte[] bomb() throws IOException;

        static byte[] repeated(byte[] piece, int times) {
            ByteArrayOutputStream all = new ByteArrayOutputStream(piece.length * times);
            IntStream.range(0, times).forEach(i -> all.writeBytes(piece));
            return all.toByteArray();
        }
    }

    /** The buffer may hold what the limit allows, and no multiple of it that depends on the peer. */
    @Test
    void whatIsDecompressedIsHeldUpToTheLimitOnly() throws Throwable {
        Attempt.Head head = new Attempt.Head(200, Map.of("content-encoding", "gzip"), null);
        ResponseBuffer buffer = new ResponseBuffer(head, null, 100_000);
        java.nio.ByteBuffer arrived = java.nio.ByteBuffer.wrap(Packed.GZIP.bomb());
        assertThatThrownBy(() -> buffer.add(arrived)).hasMessageContaining("maxResponseSize (100000 bytes)");
        assertThat(buffer.response().body().length).isLessThanOrEqualTo(100_000);
        assertThat(arrived.hasRemaining()).as("the rest is not decompressed").isTrue();
    }

    @Test
    void anAnswerThatAnnouncesMoreThanTheLimitIsNotRead() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n");
                    peer.awaitClose();
                });
                Rig rig = Rig.of(server)) {
            assertThatThrownBy(() -> result(rig.client.send(create()))).hasMessageContaining("maxResponseSize");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Length: 999999999\r\n", "Content-Encoding: gzip\r\n"})
    void ofAnErrorPageWithoutEndTheBeginningIsEnough(String header) throws Throwable {
        CountDownLatch closed = new CountDownLatch(2);
        byte[] page = header.contains("gzip") ? Packed.GZIP.bomb() : new byte[1024 * 1024];
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    if (request.line().startsWith("GET")) {
                        peer.answer(200, "", "{}");
                        return;
                    }
                    try {
                        peer.send("HTTP/1.1 418 Teapot\r\n" + header + "\r\n");
                        while (true) peer.send(page);
                    } finally {
                        closed.countDown();
                    }
                });
                Rig rig = Rig.of(server)) {
            for (CompletionStage<?> call :
                    new CompletionStage<?>[] {rig.client.send(create()), rig.client.open(create(), () -> {})}) {
                assertThatThrownBy(() -> result(call)).isInstanceOfSatisfying(StatusException.class, e -> {
                    assertThat(e.response().status()).isEqualTo(418);
                    assertThat(e.response().body().length).isLessThanOrEqualTo(64 * 1024);
                });
            }
            ScriptedServer.await(closed);
            servesOn(rig);
        }
    }

    @Test
    void anErrorPageThatDribblesInForAStreamIsItsStatusAfterAWhile() throws Throwable {
        CountDownLatch sent = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    if (request.line().startsWith("GET")) {
                        peer.answer(200, "", "{}");
                        return;
                    }
                    peer.send("HTTP/1.1 503 Away\r\nContent-Length: 999\r\n\r\n<");
                    sent.countDown();
                    peer.awaitClose();
                });
                Rig rig = Rig.of(server)) {
            CompletionStage<ByteStream> opened = rig.client.open(create(), () -> {});
            ScriptedServer.await(sent);
            await().until(() -> {
                rig.pass(Duration.ofSeconds(31));
                return opened.toCompletableFuture().isDone();
            });
            assertThatThrownBy(() -> result(opened)).isInstanceOf(StatusException.class);
            servesOn(rig);
        }
    }

    /** In pieces of any size, and whatever the headers say of its length. */
    @Test
    void anAnswerBelowTheLimitIsReadWholeHoweverItComes() throws Throwable {
        byte[] body = new byte[300_000];
        new Random(1).nextBytes(body);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(body);
        }
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    byte[] sent = request.line().startsWith("GET") ? packed.toByteArray() : body;
                    String encoding = request.line().startsWith("GET") ? "Content-Encoding: gzip\r\n" : "";
                    peer.send("HTTP/1.1 200 OK\r\n" + encoding + "Transfer-Encoding: chunked\r\n\r\n");
                    for (int at = 0; at < sent.length; at += 997) {
                        int length = Math.min(997, sent.length - at);
                        peer.send(Integer.toHexString(length) + "\r\n");
                        peer.send(sent, at, length);
                        peer.send("\r\n");
                    }
                    peer.endStream();
                });
                Rig rig = new Rig(server.root(), settings -> settings.maxResponseBytes(310_000))) {
            assertThat(result(rig.client.send(create())).body()).isEqualTo(body);
            assertThat(result(rig.client.send(get())).body()).isEqualTo(body);
        }
    }

    private static void servesOn(Rig rig) throws Throwable {
        assertThat(rig.client.connectionsInUse()).isZero();
        for (int i = 0; i < 3 * Runtime.getRuntime().availableProcessors(); i++)
            assertThat(result(rig.client.send(get())).status()).isEqualTo(200);
    }

    /** Of a stream that is polled to its end. */
    private static Throwable failureOfStream(Rig rig) throws Throwable {
        ByteStream stream;
        try {
            stream = result(rig.client.open(create(), () -> {}));
        } catch (Throwable e) {
            return e;
        }
        await().until(() -> {
            while (stream.poll() != null) {}
            return stream.isEnded();
        });
        Throwable failure = stream.failure();
        if (failure == null) throw new AssertionError("The stream is complete");
        return failure;
    }
}
