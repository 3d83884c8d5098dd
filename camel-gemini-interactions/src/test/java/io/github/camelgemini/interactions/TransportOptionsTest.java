// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import io.github.camelgemini.interactions.option.GeminiInteractionsOperation;
import org.apache.camel.Exchange;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** That options of the connection reach it, from a route on. */
class TransportOptionsTest extends RouteTest {

    private static final String ANSWER =
            "{\"id\":\"v1_p\",\"status\":\"completed\",\"steps\":[{\"type\":\"model_output\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"Through the proxy\"}]}]}";

    @Test
    void aRouteGoesThroughAProxyThatWantsAPassword() throws Exception {
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> passOn(exchange, asked));
        proxy.start();
        try {
            start(routes -> routes.from("direct:in")
                    .to("gemini-interactions:create?model=m&baseUrl=http://gate.invalid&allowInsecureBaseUrl=true"
                            + "&proxyHost=127.0.0.1&proxyPort="
                            + proxy.getAddress().getPort()
                            + "&proxyAuthUsername=me&proxyAuthPassword=RAW(s+cret)"));

            Exchange answered = send("direct:in", "Hi");

            assertThat(answered.getException()).isNull();
            assertThat(answered.getMessage().getBody()).isEqualTo("Through the proxy");
            assertThat(asked)
                    .contains("Basic "
                            + Base64.getEncoder().encodeToString("me:s+cret".getBytes(StandardCharsets.UTF_8)));
        } finally {
            proxy.stop(0);
        }
    }

    private static void passOn(HttpExchange exchange, Queue<String> asked) throws IOException {
        String who = exchange.getRequestHeaders().getFirst("Proxy-Authorization");
        exchange.getRequestBody().readAllBytes();
        if (who == null) {
            exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"office\"");
            exchange.sendResponseHeaders(407, -1);
        } else {
            asked.add(who);
            byte[] answer = ANSWER.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
        exchange.close();
    }

    @Test
    void whatLeavesInAMinuteIsLimitedForTheWholeComponent() throws Exception {
        component.setRequestsPerMinute(1);
        start(routes -> routes.from("direct:in").to("gemini-interactions:create?model=m"));
        assertThat(send("direct:in", "the one of this minute").getException()).isNull();

        List<CompletableFuture<Exchange>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++)
            waiting.add(template.asyncSend(
                    "direct:in", exchange -> exchange.getMessage().setBody("later")));
        context.stop();

        for (CompletableFuture<Exchange> asked : waiting)
            assertThat(asked.get(60, TimeUnit.SECONDS).getException()).isInstanceOf(InteractionStoppedException.class);
        assertThat(emulator().requests()).hasSize(1);
    }

    @Test
    void whatWaitsToBeSentAgainIsNotWhenTheContextStops() throws Exception {
        start(routes -> routes.from("direct:in").to("gemini-interactions:create?model=m"));
        emulator().script(onCreate().httpStatus(503, Duration.ofSeconds(20)));
        CompletableFuture<Exchange> asked = template.asyncSend(
                "direct:in", exchange -> exchange.getMessage().setBody("Hi"));
        await().until(() -> emulator().requests().size() == 1);
        context.getShutdownStrategy().setTimeout(300);

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(context::stop);

        assertThat(asked.get(60, TimeUnit.SECONDS).getException())
                .isInstanceOfAny(InteractionStoppedException.class, InteractionRejectedException.class);
        stopped.get(60, TimeUnit.SECONDS);
        assertThat(emulator().requests()).hasSize(1);
    }

    @Test
    void theComponentsOwnOptionsAreThoseOfItsConnections() throws Exception {
        SSLContextParameters ofTheContext = new SSLContextParameters();
        context.setSSLContextParameters(ofTheContext);
        start(routes -> {});
        TransportSettings before = transport();
        assertThat(before.bufferSize()).isEqualTo(4096);
        assertThat(before.http2()).isFalse();
        assertThat(before.sslContext()).isNull();

        component.setBufferSize(8192);
        component.setHttpVersion("2");
        component.setUseGlobalSslContextParameters(true);

        assertThat(transport().bufferSize()).isEqualTo(8192);
        assertThat(transport().http2()).isTrue();
        assertThat(transport().sslContext()).isNotNull();
    }

    private TransportSettings transport() {
        GeminiInteractionsConfiguration create = component.getConfiguration().copy();
        create.setOperation(GeminiInteractionsOperation.create);
        return new SettingsReader(component, create).read(Set.of()).transport();
    }

    @Test
    void anUnknownHttpVersionIsRefused() {
        assertThatThrownBy(() -> component.setHttpVersion("3"))
                .isInstanceOf(InteractionRequestException.class)
                .hasMessageContaining("httpVersion")
                .hasMessageContaining("1.1 or 2");
    }
}
