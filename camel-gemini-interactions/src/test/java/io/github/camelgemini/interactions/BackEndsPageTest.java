// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.net.ssl.SSLSocket;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import io.github.camelgemini.interactions.internal.client.transport.http.TestTls;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/credentials.adoc shows of back ends, in Java, XML, YAML and properties: each form is run, with addresses and files
 * of this test in place of those of the page.
 */
class BackEndsPageTest {

    private enum Form {
        JAVA,
        XML,
        YAML,
        PROPERTIES
    }

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @TempDir
    Path folder;

    private final Queue<String> proxied = new ConcurrentLinkedQueue<>();
    private HttpServer server;

    private static GeminiEmulator emulator() {
        return EMULATOR.emulator();
    }

    @AfterEach
    void stop() {
        if (server != null) server.stop(0);
        emulator().reset();
    }

    @ParameterizedTest
    @EnumSource
    void aKeyIsSetOnTheComponent(Form form) throws Exception {
        ask(
                "component",
                form,
                Map.of("{{env:GEMINI_API_KEY}}", "a-key"),
                emulator().baseUrl());

        assertThat(emulator().lastRequest().header("x-goog-api-key")).isEqualTo("***");
    }

    @ParameterizedTest
    @EnumSource(names = "PROPERTIES")
    void aServiceAccountCallsItsProject(Form form) throws Exception {
        Path key = Files.writeString(folder.resolve("key.json"), CredentialsTest.serviceAccountKey(emulator()));

        ask(
                "enterprise",
                form,
                Map.of("/run/secrets/key.json", key.toString()),
                emulator().baseUrl());

        assertCalledTheProject();
    }

    /** Host names that do not exist show that both connections go through the proxy. */
    @ParameterizedTest
    @EnumSource
    void aServiceAccountCallsItsProjectThroughAProxy(Form form) throws Exception {
        server = HttpServer.create(loopback(), 0);
        server.createContext("/", this::passOn);
        server.start();
        int port = server.getAddress().getPort();
        String key =
                CredentialsTest.serviceAccountKey(emulator()).replace(emulator().baseUrl(), "http://oauth2.invalid");
        Path file = Files.writeString(folder.resolve("key.json"), key);
        // The page says https.proxyHost, since the library's address is https; here it is http.
        System.setProperty("http.proxyHost", "127.0.0.1");
        System.setProperty("http.proxyPort", String.valueOf(port));
        try {
            ask(
                    "account",
                    form,
                    Map.of(
                            "/run/secrets/key.json",
                            file.toString(),
                            "proxy.example.com",
                            "127.0.0.1",
                            "3128",
                            "" + port),
                    "http://gate.invalid");
        } finally {
            System.clearProperty("http.proxyHost");
            System.clearProperty("http.proxyPort");
        }

        assertCalledTheProject();
        assertThat(proxied).containsExactly("oauth2.invalid", "gate.invalid");
    }

    private void assertCalledTheProject() {
        RecordedRequest sent = emulator().lastRequest();
        assertThat(sent.path()).isEqualTo("/v1beta1/projects/my-project/locations/europe-west4/interactions");
        assertThat(sent.header("authorization")).startsWith("Bearer ");
        assertThat(emulator().requests(Operation.TOKEN)).hasSize(1);
    }

    private void passOn(HttpExchange exchange) {
        URI asked = exchange.getRequestURI();
        proxied.add(String.valueOf(asked.getHost()));
        try (exchange) {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(emulator().baseUrl() + asked.getRawPath()))
                    .method(
                            exchange.getRequestMethod(),
                            HttpRequest.BodyPublishers.ofByteArray(
                                    exchange.getRequestBody().readAllBytes()));
            for (String name : List.of("Content-Type", "Authorization", "Api-Revision"))
                if (exchange.getRequestHeaders().containsKey(name))
                    request.header(name, exchange.getRequestHeaders().getFirst(name));
            request.header("x-goog-api-key", GeminiEmulator.KEY);
            HttpResponse<byte[]> answer =
                    HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            exchange.getResponseHeaders()
                    .set(
                            "Content-Type",
                            answer.headers().firstValue("content-type").orElseThrow());
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCertificateOfTheCompanysAuthorityIsTrusted(Form form) throws Exception {
        TestTls tls = TestTls.create();
        HttpsServer secure = HttpsServer.create(loopback(), 0);
        server = secure;
        secure.setHttpsConfigurator(new HttpsConfigurator(tls.server()));
        secure.createContext("/", this::passOn);
        secure.start();
        int port = secure.getAddress().getPort();

        ask(
                "tls",
                form,
                Map.of("/etc/ssl/company.p12", store(tls, port).toString(), "{{company.store.password}}", "changeit"),
                "https://127.0.0.1:" + port);

        assertThat(proxied).hasSize(1);
    }

    /** What the company's authority would give: a file with the certificate. */
    private Path store(TestTls tls, int port) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (SSLSocket socket = (SSLSocket) tls.client().getSocketFactory().createSocket("127.0.0.1", port)) {
            store.setCertificateEntry("company", socket.getSession().getPeerCertificates()[0]);
        }
        Path file = folder.resolve("company.p12");
        try (var out = Files.newOutputStream(file)) {
            store.store(out, "changeit".toCharArray());
        }
        return file;
    }

    @ParameterizedTest
    @EnumSource
    void aGatewayGetsItsHeaders(Form form) throws Exception {
        Path key = Files.writeString(folder.resolve("gateway-key"), "s3cret");

        ask(
                "gateway",
                form,
                Map.of(
                        "https://gateway.example.com/gemini",
                        emulator().baseUrl(),
                        "{{env:GEMINI_API_KEY}}",
                        "a-key",
                        "/run/secrets/gateway-key",
                        key.toString()),
                emulator().baseUrl());

        assertThat(emulator().lastRequest().header("x-tenant")).isEqualTo("blue");
        assertThat(emulator().requests().get(0).headers()).containsKey("x-gateway-key");
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** Sends a message to the route of a block, or to one beside the properties. */
    private void ask(String id, Form form, Map<String, String> replaced, String baseUrl) throws Exception {
        String language = form.name().toLowerCase(Locale.ROOT);
        String block = Docs.blocks(language).get(id);
        for (Map.Entry<String, String> entry : replaced.entrySet()) {
            assertThat(block).contains(entry.getKey());
            block = block.replace(entry.getKey(), entry.getValue());
        }
        if (form == Form.PROPERTIES) asProperties(block, baseUrl);
        else asRoutes(form, language, block, baseUrl);
    }

    private void asProperties(String block, String baseUrl) throws Exception {
        Properties properties = new Properties();
        properties.load(new StringReader(block));
        properties.putIfAbsent("camel.component.gemini-interactions.base-url", baseUrl);
        properties.put("camel.component.gemini-interactions.allow-insecure-base-url", "true");
        Main main = new Main();
        main.setInitialProperties(properties);
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to("gemini-interactions:create?model=gemini-3.5-flash");
            }
        });
        main.start();
        try {
            assertAnswered(main.getCamelTemplate().requestBody("direct:ask", "Hi", String.class));
        } finally {
            main.stop();
        }
    }

    private void asRoutes(Form form, String language, String block, String baseUrl) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.disableJMX();
            if (form == Form.JAVA) context.addRoutes(JavaBlock.compile(block, folder));
            else
                PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("shown." + language, block));
            GeminiInteractionsConfiguration configuration =
                    RouteKit.component(context).getConfiguration();
            if (configuration.getBaseUrl() == null) configuration.setBaseUrl(baseUrl);
            configuration.setAllowInsecureBaseUrl(true);
            context.start();
            assertAnswered(context.createProducerTemplate().requestBody("direct:ask", "Hi", String.class));
        }
    }

    private static void assertAnswered(String answer) {
        assertThat(answer).contains("you said \"Hi\"");
    }
}
