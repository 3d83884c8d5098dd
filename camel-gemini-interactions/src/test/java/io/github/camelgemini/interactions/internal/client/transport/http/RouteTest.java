// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.create;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.result;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What lies between us and the service: names, TLS, proxies. */
@Timeout(60)
public class RouteTest {

    @Test
    void trustsTheCertificateItWasToldToTrustAndNoOther() throws Throwable {
        TestTls tls = TestTls.create();
        try (ScriptedServer server =
                        ScriptedServer.perRequest(tls.server(), (request, peer) -> peer.answer(200, "", "safe"));
                Rig rig = new Rig(server.root(), settings -> settings.sslContext(tls.client()));
                Rig stranger = new Rig(server.root(), settings -> settings);
                Rig misled = new Rig(
                        URI.create("https://localhost:" + server.port()),
                        settings -> settings.sslContext(tls.client()))) {
            assertThat(text(result(rig.client.send(create())))).isEqualTo("safe");
            for (Rig refused : new Rig[] {stranger, misled}) {
                assertThatThrownBy(() -> result(refused.client.send(create())))
                        .as(refused == stranger ? "unknown certificate" : "another host's certificate")
                        .isInstanceOfSatisfying(InteractionTransportException.class, e -> assertThat(e.isRetrySafe())
                                .isTrue())
                        .hasMessageContaining("TLS failed");
            }
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void goesThroughAProxyThatWantsAPassword() throws Throwable {
        String password = "Basic " + Base64.getEncoder().encodeToString("me:s3cret".getBytes(StandardCharsets.UTF_8));
        try (ScriptedServer proxy = ScriptedServer.perRequest((request, peer) -> {
                    if (password.equals(request.header("Proxy-Authorization"))) {
                        peer.answer(200, "", "through");
                    } else {
                        peer.answer(407, "Proxy-Authenticate: Basic realm=\"p\"\r\n", "");
                    }
                });
                Rig rig = new Rig(
                        URI.create("http://service.invalid/v1beta"),
                        settings -> settings.proxy(
                                new TransportSettings.Proxy("127.0.0.1", proxy.port(), "me", "s3cret")))) {
            assertThat(text(result(rig.client.send(create())))).isEqualTo("through");
            assertThat(proxy.requests.peek().line()).startsWith("POST http://service.invalid/v1beta/interactions ");
        }
    }

    @Test
    void aProxyThatRefusesMeansThatNothingWasSent() throws Throwable {
        try (ScriptedServer proxy = ScriptedServer.perRequest((request, peer) -> peer.answer(403, "", "no"));
                Rig rig = new Rig(
                        URI.create("https://service.invalid/v1beta"),
                        settings ->
                                settings.proxy(new TransportSettings.Proxy("127.0.0.1", proxy.port(), null, null)))) {
            assertThatThrownBy(() -> result(rig.client.send(create())))
                    .isInstanceOfSatisfying(InteractionTransportException.class, e -> assertThat(e.isRetrySafe())
                            .isTrue())
                    .hasMessageContaining("proxy")
                    .hasMessageContaining("403");
            assertThat(proxy.requests.remove().line()).startsWith("CONNECT service.invalid:443 ");
            assertThat(rig.client.connectionsInUse()).isZero();
        }
    }

    @Test
    void namesAreLookedUpOnceAndNotOnTheThreadThatAsks() throws Exception {
        AtomicReference<Runnable> task = new AtomicReference<>();
        CachingDnsResolver dns = new CachingDnsResolver(task::set);
        CountDownLatch ready = new CountDownLatch(1);
        dns.prepare("localhost").thenRun(ready::countDown);
        assertThat(ready.getCount()).isEqualTo(1);
        task.getAndSet(null).run();
        ScriptedServer.await(ready);
        assertThat(dns.resolve("localhost")).isNotEmpty();
        assertThat(dns.prepare("localhost").toCompletableFuture()).isDone();
        for (String address : new String[] {"127.0.0.1", "::1", "[::1]"}) {
            assertThat(dns.prepare(address).toCompletableFuture()).isDone();
        }
        assertThat(task).hasValue(null);
    }
}
