// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.Closeable;
import java.lang.reflect.Field;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.auth.ApiKey;
import io.github.camelgemini.interactions.internal.client.auth.ApiKeyCredential;
import io.github.camelgemini.interactions.internal.client.auth.Credential;
import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.create;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.get;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Who shares an HTTP client, and when it is closed or replaced. */
@Timeout(120)
class HttpClientsTest {

    private static final Credential KEY = new ApiKeyCredential(new ApiKey("the-key"));

    private static ScriptedServer answering() throws Exception {
        return ScriptedServer.perRequest((request, peer) -> peer.answer(200, "", "{}"));
    }

    private static long ioThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("gemini-interactions-io"))
                .count();
    }

    @Test
    void endpointsWithKeysAndHeadersOfTheirOwnShareAConnectionAndSendTheirOwn() throws Throwable {
        try (ScriptedServer server = answering();
                Rig rig = Rig.of(server)) {
            for (int i = 0; i < 20; i++) {
                String own = "own-" + i;
                HttpApiClient endpoint = rig.client(
                        server.root(),
                        new ApiKeyCredential(new ApiKey(own)),
                        settings -> settings.headers(Map.of("X-Tenant", own)));
                result(endpoint.send(create()));
                ScriptedServer.Request sent = server.requests.remove();
                assertThat(sent.header("x-goog-api-key")).isEqualTo(own);
                assertThat(sent.header("X-Tenant")).isEqualTo(own);
            }
            assertThat(server.connections).hasValue(1);
            assertThat(rig.clients.size()).isEqualTo(1);
        }
    }

    @Test
    void endpointsAtSeveralAddressesShareAClientAndItsLimits() throws Throwable {
        CountDownLatch asked = new CountDownLatch(1);
        try (ScriptedServer one = ScriptedServer.perRequest((request, peer) -> {
                    asked.countDown();
                    peer.awaitClose();
                });
                ScriptedServer two = answering();
                Rig rig = new Rig(one.root(), settings -> settings.maxConnections(1))) {
            HttpApiClient other = rig.client(two.root(), KEY, settings -> settings.maxConnections(1));
            rig.client.send(create());
            ScriptedServer.await(asked);
            assertThatThrownBy(() -> result(other.send(create()))).hasMessageContaining("maxConnections");
            assertThat(rig.clients.size()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionServesOnlyEndpointsWithItsProxyAndTlsSettings() throws Throwable {
        TestTls tls = TestTls.create();
        try (ScriptedServer server = answering();
                ScriptedServer proxy = answering();
                Rig rig = Rig.of(server)) {
            List<UnaryOperator<TransportSettingsBuilder>> all = List.of(
                    settings -> settings,
                    settings -> settings.sslContext(tls.client()),
                    settings -> settings.http2(true),
                    settings -> settings.proxy(new TransportSettings.Proxy("127.0.0.1", proxy.port(), null, null)),
                    settings -> settings.proxy(new TransportSettings.Proxy("127.0.0.1", proxy.port(), "me", "s3cret")),
                    settings -> settings.proxy(new TransportSettings.Proxy("127.0.0.1", proxy.port(), "me", "other")));
            for (UnaryOperator<TransportSettingsBuilder> settings : all)
                for (int i = 0; i < 2; i++)
                    result(rig.client(server.root(), KEY, settings).send(create()));
            assertThat(rig.clients.size()).isEqualTo(all.size());
            assertThat(server.connections).hasValue(3);
            assertThat(proxy.connections).hasValue(3);
        }
    }

    @Test
    void aClientWithoutRequestsForAMinuteIsClosedAndStartedAgainByTheNext() throws Throwable {
        await().until(() -> ioThreads() == 0);
        try (ScriptedServer server = answering();
                Rig rig = Rig.of(server)) {
            result(rig.client.send(create()));
            rig.pass(Duration.ofSeconds(50));
            assertThat(rig.clients.size()).isEqualTo(1);
            rig.pass(Duration.ofSeconds(11));
            await().until(() -> rig.clients.size() == 0 && ioThreads() == 0);
            assertThat(result(rig.client.send(create())).status()).isEqualTo(200);
            assertThat(rig.clients.size()).isEqualTo(1);
        }
    }

    @Test
    void aClientWithAnOpenStreamIsNotClosed() throws Throwable {
        CountDownLatch go = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    peer.startStream();
                    ScriptedServer.await(go);
                    peer.chunk("late");
                    peer.endStream();
                });
                Rig rig = Rig.of(server)) {
            Rig.Stream stream = rig.open(create());
            rig.pass(Duration.ofHours(1));
            rig.blocking.submit(() -> {}).get();
            go.countDown();
            assertThat(stream.readAll()).isEqualTo("late");
            assertThat(stream.bytes().failure()).isNull();
        }
    }

    @Test
    void aClientWhoseIoThreadAnErrorHasEndedIsReplaced() throws Throwable {
        TestTls tls = TestTls.create();
        AtomicBoolean broken = new AtomicBoolean(true);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    new Trusting() {
                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
                            if (broken.getAndSet(false)) throw new NoClassDefFoundError("trouble");
                        }
                    }
                },
                null);
        try (ScriptedServer server =
                        ScriptedServer.perRequest(tls.server(), (request, peer) -> peer.answer(200, "", "{}"));
                Rig rig = new Rig(server.root(), settings -> settings.sslContext(context))) {
            assertThatThrownBy(() -> result(rig.client.send(create()))).isNotInstanceOf(AssertionError.class);
            for (int i = 0; i < 3 * Runtime.getRuntime().availableProcessors(); i++)
                assertThat(result(rig.client.send(create())).status()).isEqualTo(200);
            assertThat(rig.client.connectionsInUse()).isZero();
        }
    }

    /** As an error on each of its threads leaves it behind: its streams end, and the next call has another client. */
    @Test
    void aClientThatWasShutDownIsReplaced() throws Throwable {
        CountDownLatch streaming = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    if (request.line().startsWith("POST")) {
                        peer.answer(200, "", "{}");
                        return;
                    }
                    peer.startStream();
                    peer.chunk("some");
                    streaming.countDown();
                    peer.awaitEnd();
                });
                Rig rig = Rig.of(server)) {
            Rig.Stream stream = rig.open(get());
            ScriptedServer.await(streaming);
            HttpPool pool = (HttpPool) ((Map<?, ?>) field(rig.clients, "pools"))
                    .values()
                    .iterator()
                    .next();
            Connections dying = pool.connections();
            ((Closeable) field(dying, "client")).close();

            assertThat(result(rig.client.send(create())).status()).isEqualTo(200);
            assertThat(pool.connections()).isNotSameAs(dying);
            stream.readAll();
            assertThat(stream.bytes().failure()).isInstanceOf(InteractionTransportException.class);
            assertThat(rig.client.connectionsInUse()).isZero();
        }
        await().untilAsserted(() -> assertThat(ioThreads()).isZero());
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }

    @Test
    void aRequestThatHadToWaitIsNotSentOnTheTimersThread() throws Throwable {
        List<String> threads = new CopyOnWriteArrayList<>();
        Credential noting = () -> {
            threads.add(Thread.currentThread().getName());
            return CompletableFuture.completedStage(Map.of());
        };
        AtomicBoolean refused = new AtomicBoolean();
        try (ScriptedServer server = ScriptedServer.perRequest(
                        (request, peer) -> peer.answer(refused.getAndSet(true) ? 200 : 503, "", "error"));
                Rig rig = new Rig(server.root(), noting, settings -> settings.maxRetries(1))) {
            result(rig.client.send(get()));
            assertThat(threads).hasSize(2).last().asString().isEqualTo("rig-requests");
        }
        threads.clear();
        try (ScriptedServer server = answering();
                Parked parked = new Parked(noting, server)) {
            result(parked.client.send(create()));
            CompletionStage<?> late = parked.client.send(create());
            assertThat(threads).hasSize(1);
            parked.pass(Duration.ofSeconds(2));
            result(late);
            assertThat(threads).hasSize(2).last().asString().isEqualTo("rig-requests");
        }
    }

    @Test
    void closingEndsWhatWaitsForAToken() throws Throwable {
        try (ScriptedServer server = answering();
                Parked parked = new Parked(CompletableFuture::new, server)) {
            CompletionStage<?> call = parked.client.send(create());
            CompletionStage<?> stream = parked.client.open(get(), () -> {});
            endsWith(parked, call, stream);
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void closingEndsWhatWaitsForTheRateLimit() throws Throwable {
        try (ScriptedServer server = answering();
                Parked parked = new Parked(KEY, server)) {
            result(parked.client.send(create()));
            CompletionStage<?> call = parked.client.send(create());
            CompletionStage<?> stream = parked.client.open(get(), () -> {});
            endsWith(parked, call, stream);
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void closingEndsWhatWaitsForARetry() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> peer.answer(503, "", "error"));
                Parked parked = new Parked(KEY, server)) {
            CompletionStage<?> call = parked.client.send(get());
            await().until(() -> parked.timer.tasks.size() == 1);
            endsWith(parked, call);
            assertThat(server.requests).hasSize(1);
        }
    }

    private static void endsWith(Parked parked, CompletionStage<?>... calls) {
        parked.clients.close();
        for (CompletionStage<?> call : calls)
            assertThatThrownBy(() -> result(call)).hasMessageContaining("closed");
        assertThat(parked.client.send(create()).toCompletableFuture()).isCompletedExceptionally();
        assertThat(parked.client.open(create(), () -> {}).toCompletableFuture()).isCompletedExceptionally();
        assertThat(parked.client.connectionsInUse()).isZero();
    }

    @Test
    void whatWaitsForATokenWhenWaitingEndsIsNotSent() throws Throwable {
        CompletableFuture<Map<String, String>> token = new CompletableFuture<>();
        try (ScriptedServer server = answering();
                Parked parked = new Parked(() -> token, server)) {
            CompletionStage<?> call = parked.client.send(create());
            parked.clients.endWaiting();
            assertThatThrownBy(() -> result(call)).isInstanceOf(InteractionStoppedException.class);
            token.complete(Map.of());
            assertThat(server.requests).isEmpty();
        }
    }

    /** Trusts everybody. */
    private abstract static class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
