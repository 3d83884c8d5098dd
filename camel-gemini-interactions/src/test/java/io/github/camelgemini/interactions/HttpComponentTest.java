// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import io.github.camelgemini.interactions.internal.client.transport.http.TestTls;
import io.github.camelgemini.interactions.option.GeminiInteractionsOperation;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** That TLS, proxy and timeout of the context's component {@code http} are used here, if {@code httpComponent} names it. */
class HttpComponentTest extends GeminiEmulatorTestSupport {

    private static final String ANSWER =
            "{\"id\":\"v1_p\",\"status\":\"completed\",\"steps\":[{\"type\":\"model_output\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"Answered\"}]}]}";

    @Test
    void aServerOfTheCompanysOwnAuthorityIsTrustedAsByHttp() throws Exception {
        TestTls tls = TestTls.create();
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls.server()));
        server.createContext("/", HttpComponentTest::answer);
        server.start();
        try {
            http().setSslContextParameters(trusting(tls));
            String create = "gemini-interactions:create?model=m&maxRetries=0&baseUrl=https://127.0.0.1:"
                    + server.getAddress().getPort();
            RouteBuilder.addRoutes(
                    context, routes -> routes.from("direct:alone").to(create));
            Exchange alone = fluentTemplate.to("direct:alone").withBody("Hi").send();
            assertThat(alone.getException()).as("without the option").hasRootCauseInstanceOf(Exception.class);

            component().setHttpComponent("http");
            RouteBuilder.addRoutes(
                    context, routes -> routes.from("direct:handedOn").to(create + "&labels={\"a\":\"b\"}"));
            Exchange handedOn =
                    fluentTemplate.to("direct:handedOn").withBody("Hi").send();

            assertThat(handedOn.getException()).isNull();
            assertThat(handedOn.getMessage().getBody()).isEqualTo("Answered");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aProxyThatWantsAPasswordGetsThatOfHttp() throws Exception {
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> passOn(exchange, asked));
        proxy.start();
        try {
            setProxy("127.0.0.1", proxy.getAddress().getPort(), "me", "s+cret");
            component().setHttpComponent("http");
            RouteBuilder.addRoutes(context, routes -> routes.from("direct:in")
                    .to("gemini-interactions:create?model=m&baseUrl=http://gate.invalid&allowInsecureBaseUrl=true"));

            Exchange answered = fluentTemplate.to("direct:in").withBody("Hi").send();

            assertThat(answered.getException()).isNull();
            assertThat(answered.getMessage().getBody()).isEqualTo("Answered");
            assertThat(asked)
                    .containsOnly("Basic "
                            + Base64.getEncoder().encodeToString("me:s+cret".getBytes(StandardCharsets.UTF_8)));
        } finally {
            proxy.stop(0);
        }
    }

    @Test
    void whatThisComponentSetsComesFirst() throws Exception {
        setProxy("http.invalid", 1, "me", "s+cret");
        http().setConnectTimeout(1_000);
        http().setSslContextParameters(trusting(TestTls.create()));
        component().setHttpComponent("http");
        SSLContext ofHttp = transport(own -> {}).sslContext();
        TestTls mine = TestTls.create();

        TransportSettings own = transport(form -> {
            form.setProxyHost("own.invalid");
            form.setProxyPort(2);
            form.setConnectTimeout(10_000);
            form.setSslContextParameters(trusting(mine));
        });

        assertThat(own.proxy())
                .as("and no credentials of another proxy")
                .isEqualTo(new TransportSettings.Proxy("own.invalid", 2, null, null));
        assertThat(own.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(own.sslContext()).isSameAs(mine.client()).isNotSameAs(ofHttp);
    }

    @Test
    void whatHttpDoesNotSetHasThisComponentsDefault() {
        component().setHttpComponent("https");

        TransportSettings settings = transport(form -> {});

        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.proxy()).isNull();
        assertThat(settings.sslContext()).isNull();
    }

    @Test
    void timeoutGlobalTlsAndOldNamesOfTheProxyAreHandedOn() {
        SSLContextParameters ofTheContext = new SSLContextParameters();
        context.setSSLContextParameters(ofTheContext);
        http().setUseGlobalSslContextParameters(true);
        http().setConnectTimeout(1_234);
        http().setProxyAuthHost("old.invalid");
        http().setProxyAuthPort(3);
        component().setHttpComponent("http");

        TransportSettings settings = transport(form -> {});

        assertThat(settings.sslContext()).isNotNull();
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofMillis(1_234));
        assertThat(settings.proxy()).isEqualTo(new TransportSettings.Proxy("old.invalid", 3, null, null));
    }

    static Stream<Arguments> ignored() {
        return Stream.of(
                refused("httpClientConfigurer", http -> http.setHttpClientConfigurer(builder -> {})),
                refused(
                        "clientConnectionManager",
                        http -> http.setClientConnectionManager(new PoolingHttpClientConnectionManager())),
                refused("httpContext", http -> http.setHttpContext(HttpCoreContext.create())),
                refused("useSystemProperties", http -> http.setUseSystemProperties(true)),
                refused("x509HostnameVerifier", http -> http.setX509HostnameVerifier(NoopHostnameVerifier.INSTANCE)),
                refused("nonProxyHosts", http -> http.setNonProxyHosts("*.example.com")),
                refused("proxyAuthDomain", http -> http.setProxyAuthDomain("OFFICE")),
                refused("proxyAuthNtHost", http -> http.setProxyAuthNtHost("PC")),
                refused("proxyAuthMethod=NTLM", http -> http.setProxyAuthMethod("NTLM")),
                refused("proxyAuthScheme=https", http -> http.setProxyAuthScheme("https")),
                refused("proxyHost and proxyPort", http -> http.setProxyHost("gate.invalid")),
                refused("proxyAuthUsername and proxyAuthPassword", http -> {
                    http.setProxyHost("gate.invalid");
                    http.setProxyPort(1);
                    http.setProxyAuthPassword("s+cret");
                }),
                refused("connectTimeout=0", http -> http.setConnectTimeout(0)));
    }

    private static Arguments refused(String named, Consumer<HttpComponent> set) {
        return arguments(named, set);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ignored")
    void whatWouldBeIgnoredIsRefusedByName(String named, Consumer<HttpComponent> set) {
        set.accept(http());
        component().setHttpComponent("http");

        assertThatThrownBy(() -> transport(form -> {}))
                .isInstanceOf(InteractionRequestException.class)
                .hasMessageContainingAll("The httpComponent 'http' has", named)
                .hasMessageNotContaining("s+cret");
    }

    @Test
    void aComponentThatIsMissingOrOfAnotherKindFailsTheStart() {
        component().stop();
        for (String name : new String[] {"htttp", "", "direct"}) {
            component().setHttpComponent(name);
            assertThatThrownBy(() -> component().start())
                    .hasStackTraceContaining("The httpComponent '" + name + "' is ")
                    .hasStackTraceContaining("camel-http");
            component().stop();
        }
    }

    @Test
    void thePasswordIsInNoText() {
        setProxy("gate.invalid", 1, "me", "s+cret");
        component().setHttpComponent("http");

        TransportSettings settings = transport(form -> {});

        assertThat(settings.proxy()).isNotNull();
        assertThat(settings.toString() + settings.proxy() + settings.connection() + component())
                .contains("gate.invalid")
                .doesNotContain("s+cret");
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] answer = ANSWER.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private static void passOn(HttpExchange exchange, Queue<String> asked) throws IOException {
        String who = exchange.getRequestHeaders().getFirst("Proxy-Authorization");
        if (who != null) {
            asked.add(who);
            answer(exchange);
            return;
        }
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"office\"");
        exchange.sendResponseHeaders(407, -1);
        exchange.close();
    }

    private static SSLContextParameters trusting(TestTls tls) {
        return new SSLContextParameters() {
            @Override
            public SSLContext createSSLContext(CamelContext camelContext) {
                return tls.client();
            }
        };
    }

    private void setProxy(String host, int port, String user, String password) {
        http().setProxyHost(host);
        http().setProxyPort(port);
        http().setProxyAuthUsername(user);
        http().setProxyAuthPassword(password);
    }

    private HttpComponent http() {
        return context.getComponent("http", HttpComponent.class);
    }

    private GeminiInteractionsComponent component() {
        return RouteKit.component(context);
    }

    private TransportSettings transport(Consumer<GeminiInteractionsConfiguration> set) {
        GeminiInteractionsConfiguration create = component().getConfiguration().copy();
        create.setOperation(GeminiInteractionsOperation.create);
        set.accept(create);
        return new SettingsReader(component(), create).read(Set.of()).transport();
    }
}
