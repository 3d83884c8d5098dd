// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Endpoints that agree on everything but the request share a client: with toD there may be a thousand of them. */
class SharedClientTest extends RouteTest {

    /** A thread for each processor, and one that hands connections out. */
    private static final long ONE_CLIENT = Runtime.getRuntime().availableProcessors() + 1L;

    @TempDir
    Path folder;

    @Test
    void endpointsWithTheSameTlsSettingsShareTheirThreads() throws Exception {
        context.getRegistry().bind("tls", new SSLContextParameters());
        start(routes ->
                routes.from("direct:ask").toD("gemini-interactions:create?model=m${body}&sslContextParameters=#tls"));

        send("direct:ask", 0);
        awaitOneClientsThreads();
        for (int i = 1; i < 5; i++)
            assertThat(send("direct:ask", i).getException()).isNull();

        assertThat(ioThreads()).isEqualTo(ONE_CLIENT);
    }

    @Test
    void aStartedRouteStartsNoFurtherThreads() throws Exception {
        context.getRegistry().bind("tls", new SSLContextParameters());
        start(routes -> routes.from("direct:ask")
                .routeId("asking")
                .to("gemini-interactions:create?model=m&sslContextParameters=#tls"));
        send("direct:ask", "warm up");
        awaitOneClientsThreads();

        context.getRouteController().stopRoute("asking");
        context.getRouteController().startRoute("asking");

        assertThat(send("direct:ask", "Hi").getException()).isNull();
        assertThat(ioThreads()).isEqualTo(ONE_CLIENT);
    }

    @Test
    void endpointsWithTheSameServiceAccountShareItsToken() throws Exception {
        component.getConfiguration().setApiKey(null);
        Path key = Files.writeString(folder.resolve("key.json"), CredentialsTest.serviceAccountKey());
        start(routes -> routes.from("direct:ask")
                .toD("gemini-interactions:create?model=m${body}&enterprise=true&projectId=p&serviceAccountKey=file:"
                        + key));

        for (int i = 0; i < 3; i++)
            assertThat(send("direct:ask", i).getException()).isNull();

        assertThat(emulator().requests(io.github.camelgemini.emulator.traffic.Operation.TOKEN))
                .hasSize(1);
    }

    /** They start one after the other, the last of them maybe when the first answer is there. */
    private static void awaitOneClientsThreads() {
        await().untilAsserted(() -> assertThat(ioThreads()).isEqualTo(ONE_CLIENT));
    }

    private static long ioThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("gemini-interactions-io"))
                .count();
    }
}
