// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.create;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.get;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Pools, time limits and threads. */
@Timeout(120)
class LimitsTest {

    @Test
    void aFullPoolFailsAtOnceAndNamesItsOption() throws Throwable {
        CountDownLatch asked = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    if (request.line().startsWith("GET")) {
                        peer.startStream();
                        asked.countDown();
                        ScriptedServer.await(go);
                        peer.endStream();
                    } else {
                        asked.countDown();
                        ScriptedServer.await(go);
                        peer.answer(200, "", "{}");
                    }
                });
                Rig rig = new Rig(
                        server.root(),
                        settings -> settings.maxConnections(1).maxStreams(1).maxRetries(2))) {
            CompletionStage<ApiResponse> call = rig.client.send(create());
            Rig.Stream stream = rig.open(get());
            ScriptedServer.await(asked);
            assertThatThrownBy(() -> result(rig.client.send(create())))
                    .isInstanceOfSatisfying(InteractionTransportException.class, e -> assertThat(e.isRetrySafe())
                            .isTrue())
                    .hasMessageContaining("maxConnections");
            assertThatThrownBy(() -> result(rig.client.open(get(), () -> {})))
                    .isInstanceOf(InteractionTransportException.class)
                    .hasMessageContaining("maxStreams");
            assertThat(rig.delays).isEmpty();
            go.countDown();
            result(call);
            assertThat(stream.readAll()).isEmpty();
            result(rig.client.send(create()));
            assertThat(rig.open(get()).readAll()).isEmpty();
        }
    }

    /** The end of a stream that has done its work may be late: it must not cost another stream its place. */
    @Test
    void aStreamThatEndsSoonLeavesItsPlaceToAnotherOne() throws Throwable {
        CountDownLatch go = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    peer.startStream();
                    ScriptedServer.await(go);
                    peer.endStream();
                });
                Rig rig = new Rig(
                        server.root(), settings -> settings.maxConnections(1).maxStreams(1))) {
            Rig.Stream first = rig.open(get());
            first.bytes().endsSoon();
            first.bytes().endsSoon();
            assertThat(rig.client.connectionsInUse()).isEqualTo(1);
            Rig.Stream second = rig.open(get());
            assertThatThrownBy(() -> result(rig.client.open(get(), () -> {}))).hasMessageContaining("maxStreams");
            second.bytes().endsSoon();
            // One is ending already.
            assertThatThrownBy(() -> result(rig.client.open(get(), () -> {}))).hasMessageContaining("maxStreams");
            assertThat(rig.client.connectionsInUse()).isEqualTo(2);
            go.countDown();
            assertThat(first.readAll()).isEmpty();
            assertThat(second.readAll()).isEmpty();
            assertThat(rig.client.connectionsInUse()).isZero();
            assertThat(rig.open(get()).readAll()).isEmpty();
        }
    }

    @Test
    void aHostThatDoesNotAcceptFailsWithinConnectTimeout() throws Throwable {
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            InetSocketAddress address = new InetSocketAddress("127.0.0.1", deaf.getLocalPort());
            for (int i = 0; i < 20; i++) {
                SocketChannel channel = SocketChannel.open();
                waiting.add(channel);
                channel.configureBlocking(false);
                channel.connect(address);
            }
            try (Rig rig = new Rig(
                    URI.create("http://127.0.0.1:" + deaf.getLocalPort()),
                    settings -> settings.connectTimeout(Duration.ofMillis(300)))) {
                assertThatThrownBy(() -> result(rig.client.send(create())))
                        .isInstanceOfSatisfying(InteractionTransportException.class, e -> assertThat(e.isRetrySafe())
                                .isTrue())
                        .hasMessageContaining("connectTimeout");
                assertThat(rig.client.connectionsInUse()).isZero();
            }
        } finally {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }

    @Test
    void aHostThatDoesNotSpeakTlsFailsWithinConnectTimeout() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perConnection(ScriptedServer.Peer::awaitEnd);
                Rig rig = new Rig(
                        URI.create("https://127.0.0.1:" + server.port()),
                        settings -> settings.connectTimeout(Duration.ofMillis(300)))) {
            assertThatThrownBy(() -> result(rig.client.send(create())))
                    .isInstanceOfSatisfying(InteractionTransportException.class, e -> assertThat(e.isRetrySafe())
                            .isTrue())
                    .hasMessageContaining("connectTimeout");
        }
    }

    @Test
    void anAnswerThatDribblesInFailsWithinRequestTimeout() throws Throwable {
        CountDownLatch closed = new CountDownLatch(1);
        AtomicReference<Rig> ticked = new AtomicReference<>();
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n");
                    try {
                        while (true) {
                            peer.send(".");
                            ticked.get().tick();
                        }
                    } finally {
                        closed.countDown();
                    }
                });
                Rig rig = Rig.of(server)) {
            ticked.set(rig);
            ApiRequest hasty =
                    new ApiRequest("create", "POST", "/interactions", new byte[0], false, Duration.ofNanos(1));
            assertThatThrownBy(() -> result(rig.client.send(hasty)))
                    .isInstanceOfSatisfying(InteractionTransportException.class, e -> assertThat(e.isRetrySafe())
                            .isFalse())
                    .hasMessageContaining("requestTimeout (PT0.000000001S)");
            ScriptedServer.await(closed);
            assertThat(rig.client.connectionsInUse()).isZero();
        }
    }

    @Test
    void slowCallsHoldNoThreads() throws Throwable {
        int calls = 500;
        CountDownLatch asked = new CountDownLatch(calls);
        CountDownLatch go = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    asked.countDown();
                    ScriptedServer.await(go);
                    peer.answer(200, "", "{}");
                });
                Rig rig = new Rig(server.root(), settings -> settings.maxConnections(calls))) {
            long before = ourThreads();
            List<CompletionStage<ApiResponse>> answers = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                answers.add(rig.client.send(create()));
            }
            ScriptedServer.await(asked);
            assertThat(ourThreads() - before).isLessThan(calls / 10);
            assertThat(rig.client.connectionsInUse()).isEqualTo(calls);
            go.countDown();
            for (CompletionStage<ApiResponse> answer : answers) {
                assertThat(result(answer).status()).isEqualTo(200);
            }
        }
    }

    private static long ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("scripted-server"))
                .count();
    }
}
