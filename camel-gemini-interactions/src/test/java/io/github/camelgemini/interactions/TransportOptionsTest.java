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
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import io.github.camelgemini.interactions.option.GeminiInteractionsOperation;
import org.apache.camel.BindToRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** That options of the connection reach it, from a route on. */
class TransportOptionsTest extends GeminiEmulatorTestSupport {

    private static final String ANSWER =
            "{\"id\":\"v1_p\",\"status\":\"completed\",\"steps\":[{\"type\":\"model_output\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"Through the proxy\"}]}]}";

    @BindToRegistry
    private final StateRepository<String, String> cursors = new MemoryStateRepository();

    @Test
    void aRouteGoesThroughAProxyThatWantsAPassword() throws Exception {
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> passOn(exchange, asked));
        proxy.start();
        try {
            RouteBuilder.addRoutes(context, routes -> routes.from("direct:in")
                    .to("gemini-interactions:create?model=m&baseUrl=http://gate.invalid&allowInsecureBaseUrl=true"
                            + "&proxyHost=127.0.0.1&proxyPort="
                            + proxy.getAddress().getPort()
                            + "&proxyAuthUsername=me&proxyAuthPassword=RAW(s+cret)"));

            Exchange answered = fluentTemplate.to("direct:in").withBody("Hi").send();

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
        RouteKit.component(context).stop();
        RouteKit.component(context).setRequestsPerMinute(1);
        RouteKit.component(context).start();
        RouteBuilder.addRoutes(
                context, routes -> routes.from("direct:in").to("gemini-interactions:create?model=m&requestTimeout=1h"));
        Exchange first = fluentTemplate
                .to("direct:in")
                .withBody("the one of this minute")
                .send();
        assertThat(first.getException()).isNull();

        List<Future<Exchange>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++)
            waiting.add(fluentTemplate.to("direct:in").withBody("later").asyncSend());
        context.stop();

        for (Future<Exchange> asked : waiting)
            assertThat(asked.get(1, TimeUnit.MINUTES).getException()).isInstanceOf(InteractionStoppedException.class);
        assertThat(emulator().requests()).hasSize(1);
    }

    @Test
    void aRefusalStopsTheCallsOfOneServiceOnly() throws Exception {
        RouteKit.component(context).stop();
        RouteKit.component(context).setRequestsPerMinute(60_000);
        RouteKit.component(context).start();
        String create = "gemini-interactions:create?model=m&maxRetries=0&requestTimeout=20s";
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:refused").to(create);
            routes.from("direct:refusedToo").to(create + "&streaming=true&channel=c");
            routes.from("gemini-interactions:stream?channel=c").to("mock:steps");
            routes.from("direct:otherKey").to(create + "&apiKey=another");
            routes.from("direct:otherAddress")
                    .to(create + "&baseUrl=" + emulator().baseUrl() + "/v1");
            routes.from("direct:enterprise").to(create + "&enterprise=true");
        });
        emulator().script(onCreate().httpStatus(429, Duration.ofDays(30)));
        assertThat(fluentTemplate.to("direct:refused").withBody("Hi").send().getException())
                .hasMessageContaining("maxRetryAfter");

        for (String other : List.of("otherKey", "otherAddress", "enterprise"))
            assertThat(fluentTemplate
                            .to("direct:" + other)
                            .withBody("Hi")
                            .send()
                            .getException())
                    .as(other)
                    .isNull();
        for (String same : List.of("refused", "refusedToo"))
            assertThat(fluentTemplate.to("direct:" + same).withBody("Hi").send().getException())
                    .as("its turn comes too late, and nothing is sent")
                    .hasMessageContainingAll("requestsPerMinute=60000", "requestTimeout (PT20S)");
        assertThat(emulator().requests()).hasSize(4);
    }

    @Test
    void theLongestTimesThatCanBeWrittenAreTimes() throws Exception {
        String longest = String.valueOf(Long.MAX_VALUE);
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:unary")
                    .to("gemini-interactions:create?model=m&requestTimeout=" + longest + "&connectTimeout=" + longest
                            + "&conversationId=c&conversationTimeout=" + longest + "&maxRetryAfter=" + longest);
            routes.from("direct:awaited")
                    .to("gemini-interactions:create?model=m&background=true&awaitCompletion=true&awaitTimeout="
                            + longest + "&maxPollInterval=" + longest + "&pollInterval=5");
            routes.from("direct:streamed")
                    .to("gemini-interactions:create?model=m&streaming=true&channel=c&channelTimeout=" + longest
                            + "&streamTimeout=" + longest + "&streamingReadTimeout=" + longest
                            + "&cursorRepository=#cursors&cursorInterval=" + longest);
            routes.from("gemini-interactions:stream?channel=c").to("mock:steps");
            routes.from("gemini-interactions:create?model=m&input=Hi&restartDelay=" + longest)
                    .to("mock:run");
        });
        for (String route : List.of("unary", "awaited", "streamed"))
            assertThat(fluentTemplate
                            .to("direct:" + route)
                            .withBody("Hi")
                            .withHeader(GeminiInteractionsConstants.REQUEST_TIMEOUT, longest)
                            .send()
                            .getException())
                    .as(route)
                    .isNull();
    }

    @Test
    void whatWaitsToBeSentAgainIsNotWhenTheContextStops() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:in").to("gemini-interactions:create?model=m"));
        emulator().script(onCreate().httpStatus(503, Duration.ofSeconds(20)));
        Future<Exchange> asked = fluentTemplate.to("direct:in").withBody("Hi").asyncSend();
        emulator().awaitRequests(1);
        context.getShutdownStrategy().setTimeout(300);

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(context::stop);

        assertThat(asked.get(1, TimeUnit.MINUTES).getException())
                .isInstanceOfAny(InteractionStoppedException.class, InteractionRejectedException.class);
        stopped.get(1, TimeUnit.MINUTES);
        assertThat(emulator().requests()).hasSize(1);
    }

    @Test
    void theComponentsOwnOptionsAreThoseOfItsConnections() {
        GeminiInteractionsComponent component = RouteKit.component(context);
        SSLContextParameters ofTheContext = new SSLContextParameters();
        context.setSSLContextParameters(ofTheContext);
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

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0})
    void theComponentsNumbersOfThreadsConnectionsAndBytesAreAtLeastOne(int number) {
        GeminiInteractionsComponent component = RouteKit.component(context);
        List<Consumer<Integer>> setters = List.of(
                component::setDeliveryThreads,
                component::setMaxConnections,
                component::setMaxStreams,
                component::setBufferSize);
        for (Consumer<Integer> setter : setters)
            assertThatThrownBy(() -> setter.accept(number))
                    .isInstanceOf(InteractionRequestException.class)
                    .hasMessageContaining("=" + number + " is out of range");
    }

    /** Its allocation would end the I/O thread. */
    @Test
    void aBufferHasAtMostOneMebibyte() {
        assertThatThrownBy(() -> RouteKit.component(context).setBufferSize(1024 * 1024 + 1))
                .isInstanceOf(InteractionRequestException.class)
                .hasMessageContaining("bufferSize=1048577");
    }

    private TransportSettings transport() {
        GeminiInteractionsComponent component = RouteKit.component(context);
        GeminiInteractionsConfiguration create = component.getConfiguration().copy();
        create.setOperation(GeminiInteractionsOperation.create);
        return new SettingsReader(component, create).read(Set.of()).transport();
    }

    @Test
    void anUnknownHttpVersionIsRefused() {
        assertThatThrownBy(() -> RouteKit.component(context).setHttpVersion("3"))
                .isInstanceOf(InteractionRequestException.class)
                .hasMessageContaining("httpVersion")
                .hasMessageContaining("1.1 or 2");
    }
}
