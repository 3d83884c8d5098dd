// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.create;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** How a stream begins, goes on and ends. */
@Timeout(60)
class StreamTest {

    @Test
    void opensBeforeItsFirstByteAndYieldsBytesAsTheyCome() throws Throwable {
        CountDownLatch opened = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    peer.startStream();
                    ScriptedServer.await(opened);
                    peer.chunk("first");
                    ScriptedServer.await(seen);
                    peer.chunk("second");
                    peer.endStream();
                });
                Rig rig = Rig.of(server)) {
            Rig.Stream stream = rig.open(create());
            assertThat(stream.bytes().mediaType()).isEqualTo("text/event-stream");
            assertThat(stream.bytes().poll()).isNull();
            assertThat(stream.bytes().isEnded()).isFalse();
            opened.countDown();
            assertThat(StandardCharsets.UTF_8.decode(stream.next()).toString()).isEqualTo("first");
            seen.countDown();
            assertThat(stream.readAll()).isEqualTo("second");
            assertThat(stream.bytes().isEnded()).isTrue();
            assertThat(stream.bytes().failure()).isNull();
            assertThat(server.requests.remove().header("Accept-Encoding")).isEqualTo("identity");
        }
    }

    @Test
    void givesItsConnectionBackWhenItHasEnded() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    peer.startStream();
                    // More than the queue holds, so that the stream ends while its connection is paused or nearly so.
                    peer.chunk("x".repeat(3_000));
                    peer.endStream();
                });
                Rig rig = new Rig(
                        server.root(), settings -> settings.maxStreams(1).maxQueuedBytes(1_000))) {
            for (int i = 0; i < 50; i++) {
                assertThat(rig.open(create()).readAll()).hasSize(3_000);
            }
            assertThat(server.connections).hasValue(1);
            assertThat(rig.client.connectionsInUse()).isZero();
        }
    }

    @Test
    void aBodyThatIsCutInsideAChunkIsAFailureAfterItsLastByte() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perConnection(peer -> {
                    peer.read();
                    peer.startStream();
                    peer.chunk("whole ");
                    peer.send("ff\r\nhalf");
                });
                Rig rig = new Rig(server.root(), settings -> settings.maxRetries(2))) {
            Rig.Stream stream = rig.open(create());
            assertThat(stream.readAll()).isEqualTo("whole half");
            assertThat(stream.bytes().failure())
                    .isInstanceOfSatisfying(InteractionTransportException.class, e -> assertThat(e.isRetrySafe())
                            .isFalse())
                    .hasMessageContaining("broke off");
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void aBodyThatIsCutBetweenChunksLosesNoneOfThem() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perConnection(peer -> {
                    peer.read();
                    // Head, chunk and end in one piece, so that they are read at once.
                    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nall\r\n");
                });
                Rig rig = Rig.of(server)) {
            for (int i = 0; i < 20; i++) {
                Rig.Stream stream = rig.open(create());
                assertThat(stream.readAll()).isEqualTo("all");
                assertThat(stream.bytes().failure()).isInstanceOf(InteractionTransportException.class);
            }
        }
    }

    @Test
    void aResetIsAFailureOnceTheBytesBeforeItWerePolled() throws Throwable {
        CountDownLatch seen = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.perConnection(peer -> {
                    peer.read();
                    peer.startStream();
                    peer.chunk("before");
                    ScriptedServer.await(seen);
                    peer.reset();
                });
                Rig rig = Rig.of(server)) {
            CountDownLatch ended = new CountDownLatch(3);
            ByteStream stream = result(rig.client.open(create(), ended::countDown));
            await().until(() -> ((StreamBody) stream).queuedBytes() == 6);
            seen.countDown();
            await().until(() -> rig.client.connectionsInUse() == 0);
            assertThat(stream.isEnded()).isFalse();
            assertThat(stream.failure()).isNull();
            assertThat(StandardCharsets.UTF_8.decode(stream.poll()).toString()).isEqualTo("before");
            assertThat(stream.isEnded()).isTrue();
            assertThat(stream.failure()).isInstanceOf(InteractionTransportException.class);
            // Once for bytes and once for the end.
            assertThat(ended.getCount()).isEqualTo(1);
        }
    }

    @Test
    void silenceForTooLongIsAFailureThatNamesTheOption() throws Throwable {
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.perConnection(peer -> {
                    peer.read();
                    peer.startStream();
                    peer.chunk("then nothing");
                    peer.awaitClose();
                    closed.countDown();
                });
                Rig rig = new Rig(server.root(), settings -> settings.streamingReadTimeout(Duration.ofSeconds(2)))) {
            long start = System.nanoTime();
            Rig.Stream stream = rig.open(create());
            assertThat(stream.readAll()).isEqualTo("then nothing");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1_900));
            assertThat(stream.bytes().failure())
                    .isInstanceOf(InteractionTransportException.class)
                    .hasMessageContaining("streamingReadTimeout");
            ScriptedServer.await(closed);
        }
    }

    @Test
    void silenceInsteadOfHeadersIsAFailureThatNamesTheOption() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perConnection(peer -> {
                    peer.read();
                    peer.awaitClose();
                });
                Rig rig = new Rig(server.root(), settings -> settings.streamingReadTimeout(Duration.ofMillis(300)))) {
            assertThatThrownBy(() -> result(rig.client.open(create(), () -> {})))
                    .hasMessageContaining("streamingReadTimeout");
        }
    }

    @Test
    void bytesNowAndThenAreNoSilence() throws Throwable {
        CountDownLatch ticks = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.perConnection(peer -> {
                    peer.read();
                    peer.startStream();
                    for (int i = 0; i < 8; i++) {
                        peer.chunk(".");
                        ticks.await(400, TimeUnit.MILLISECONDS);
                    }
                    peer.endStream();
                });
                Rig rig = new Rig(server.root(), settings -> settings.streamingReadTimeout(Duration.ofSeconds(3)))) {
            Rig.Stream stream = rig.open(create());
            assertThat(stream.readAll()).isEqualTo("........");
            assertThat(stream.bytes().failure()).isNull();
        }
    }

    @Test
    void cancellingClosesTheSocketAtOnce() throws Throwable {
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.perConnection(peer -> {
                    peer.read();
                    peer.startStream();
                    peer.chunk("some");
                    peer.awaitClose();
                    closed.countDown();
                });
                Rig rig = Rig.of(server)) {
            Rig.Stream stream = rig.open(create());
            assertThat(stream.next()).isNotNull();
            stream.bytes().cancel();
            assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(stream.next()).isNull();
            assertThat(stream.bytes().failure()).isInstanceOf(CancellationException.class);
            assertThat(rig.client.connectionsInUse()).isZero();
            stream.bytes().cancel();
        }
    }

    @Test
    void cancellingAPausedStreamClosesTheSocketAtOnce() throws Throwable {
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.perConnection(peer -> {
                    peer.read();
                    peer.startStream();
                    try {
                        while (true) {
                            peer.chunk("x".repeat(1_000));
                        }
                    } finally {
                        closed.countDown();
                    }
                });
                Rig rig = new Rig(server.root(), settings -> settings.maxQueuedBytes(10_000))) {
            Rig.Stream stream = rig.open(create());
            await().until(() -> ((StreamBody) stream.bytes()).queuedBytes() >= 10_000);
            stream.bytes().cancel();
            assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(stream.bytes().poll()).isNull();
            assertThat(stream.bytes().isEnded()).isTrue();
        }
    }

    @Test
    void cancellingBeforeTheHeadersClosesTheSocketAtOnce() throws Throwable {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    asked.countDown();
                    peer.awaitClose();
                    closed.countDown();
                });
                Rig rig = Rig.of(server)) {
            CompletableFuture<ByteStream> opening =
                    rig.client.open(create(), () -> {}).toCompletableFuture();
            ScriptedServer.await(asked);
            opening.cancel(false);
            assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(rig.client.connectionsInUse()).isZero();
        }
    }

    @Test
    void smallPiecesShareABufferWhenTheWorkerIsLate() {
        StreamBody body = new StreamBody("", 1_000_000, new FlowControl.Http2(), () -> {}, () -> {}, failure -> {});
        for (int i = 0; i < 10_000; i++) {
            body.add(ByteBuffer.wrap("0123456789".getBytes(StandardCharsets.US_ASCII)));
        }
        int buffers = 0;
        StringBuilder text = new StringBuilder();
        for (ByteBuffer next = body.poll(); next != null; next = body.poll()) {
            text.append(StandardCharsets.US_ASCII.decode(next));
            buffers++;
        }
        assertThat(text).hasToString("0123456789".repeat(10_000));
        assertThat(buffers).isEqualTo(5);
    }

    @Test
    void aStreamThatIsCancelledAtAnyMomentIsCompleteOnlyIfItWasReadToItsEnd() {
        // The abort of a request whose response has just been completed comes too late, and does nothing.
        for (boolean late : new boolean[] {true, false}) {
            for (int moment = 0; moment < 8; moment++) {
                AtomicReference<StreamBody> opened = new AtomicReference<>();
                StreamBody body =
                        new StreamBody("", 1_000_000, new FlowControl.Http2(), () -> {}, () -> {}, failure -> {
                            if (!late) opened.get().end(failure);
                        });
                opened.set(body);
                StringBuilder polled = new StringBuilder();
                List<Runnable> steps = List.of(
                        () -> body.add(ByteBuffer.wrap(new byte[] {'a'})),
                        () -> poll(body, polled),
                        () -> body.add(ByteBuffer.wrap(new byte[] {'b'})),
                        () -> body.add(ByteBuffer.wrap(new byte[] {'c'})),
                        body::detach,
                        () -> body.end(null),
                        () -> poll(body, polled));
                for (int step = 0; step < steps.size(); step++) {
                    if (step == moment) body.cancel();
                    steps.get(step).run();
                }
                if (moment == steps.size()) body.cancel();
                poll(body, polled);
                assertThat(body.isEnded()).isTrue();
                assertThat(body.failure() == null)
                        .as("cancelled before step %s, late %s", moment, late)
                        .isEqualTo(polled.toString().equals("abc"));
            }
        }
    }

    private static void poll(ByteStream body, StringBuilder polled) {
        for (ByteBuffer next = body.poll(); next != null; next = body.poll())
            polled.append(StandardCharsets.US_ASCII.decode(next));
    }
}
