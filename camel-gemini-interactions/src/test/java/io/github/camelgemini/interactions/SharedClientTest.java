// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.file.Files;
import java.nio.file.Path;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Endpoints that agree on everything but the request share a client: with toD there may be a thousand of them. */
class SharedClientTest extends GeminiEmulatorTestSupport {

    /** A thread for each processor, and one that hands connections out. */
    static final long ONE_CLIENT = Runtime.getRuntime().availableProcessors() + 1L;

    private static final String TLS = "&sslContextParameters=#tls";

    @TempDir
    Path folder;

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("tls", new SSLContextParameters());
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:askAnyModel").toD("gemini-interactions:create?model=m${body}" + TLS);
                from("direct:ask").routeId("asking").to("gemini-interactions:create?model=m" + TLS);
                from("direct:askProject")
                        .toD("gemini-interactions:create?model=m${body}&enterprise=true&projectId=p"
                                + "&serviceAccountKey=file:" + folder.resolve("key.json"));
            }
        };
    }

    @Test
    void endpointsWithTheSameTlsSettingsShareTheirThreads() {
        send("direct:askAnyModel", 0);
        awaitOneClientsThreads();
        for (int i = 1; i < 5; i++)
            assertThat(send("direct:askAnyModel", i).getException()).isNull();

        assertThat(ioThreads()).isEqualTo(ONE_CLIENT);
    }

    @Test
    void aStartedRouteStartsNoFurtherThreads() throws Exception {
        send("direct:ask", "warm up");
        awaitOneClientsThreads();

        context.getRouteController().stopRoute("asking");
        context.getRouteController().startRoute("asking");

        assertThat(send("direct:ask", "Hi").getException()).isNull();
        assertThat(ioThreads()).isEqualTo(ONE_CLIENT);
    }

    @Test
    void endpointsWithTheSameServiceAccountShareItsToken() throws Exception {
        RouteKit.component(context).getConfiguration().setApiKey(null);
        Files.writeString(folder.resolve("key.json"), CredentialsTest.serviceAccountKey(emulator()));

        for (int i = 0; i < 3; i++)
            assertThat(send("direct:askProject", i).getException()).isNull();

        assertThat(emulator().requests(Operation.TOKEN)).hasSize(1);
    }

    private Exchange send(String route, Object body) {
        return fluentTemplate.to(route).withBody(body).send();
    }

    /** They start one after the other, the last of them maybe when the first answer is there. */
    private static void awaitOneClientsThreads() {
        eventually().untilAsserted(() -> assertThat(ioThreads()).isEqualTo(ONE_CLIENT));
    }

    static long ioThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("gemini-interactions-io"))
                .count();
    }
}
