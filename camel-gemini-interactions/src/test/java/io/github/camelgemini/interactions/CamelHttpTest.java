// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.internal.client.transport.http.TestTls;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** That Camel's component {@code http} runs with the HTTP client that this component brings, which is newer than its own. */
class CamelHttpTest extends GeminiEmulatorTestSupport {

    @Test
    void oneRouteUsesBothComponents() throws Exception {
        emulator().script(onCreate().text("Paris"));
        try (EchoServer server = EchoServer.answering(200, "text/plain", came -> "heard " + came)) {
            RouteBuilder.addRoutes(context, routes -> routes.from("direct:ask")
                    .to("gemini-interactions:create?model=m")
                    .to(server.url() + "/answers?copyHeaders=false"));

            String heard = fluentTemplate.to("direct:ask").withBody("Capital?").request(String.class);

            assertThat(heard).startsWith("heard ").contains(" Paris/answers");
        }
    }

    @Test
    void itVerifiesTheNameInACertificate() throws Exception {
        TestTls tls = TestTls.create();
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls.server()));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            context.getRegistry().bind("tls", new SSLContextParameters() {
                @Override
                public SSLContext createSSLContext(CamelContext camelContext) {
                    return tls.client();
                }
            });
            int port = server.getAddress().getPort();
            RouteBuilder.addRoutes(context, routes -> {
                routes.from("direct:itself").to("https://127.0.0.1:" + port + "?sslContextParameters=#tls");
                routes.from("direct:another").to("https://localhost:" + port + "?sslContextParameters=#tls");
            });

            assertThat(send("direct:itself").getException()).isNull();
            assertThat(send("direct:another").getException()).hasMessageContaining("localhost");
        } finally {
            server.stop(0);
        }
    }

    private Exchange send(String route) {
        return fluentTemplate.to(route).withBody("Hi").send();
    }
}
