// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** An answer of 64 MiB streams to a channel in a heap of 64 MiB where the producer ignores it. */
class LongAnswerTest {

    private static final int FRAGMENT = 16 * 1024;
    private static final long ANSWER = 64L << 20;

    @Test
    void anAnswerThatIsIgnoredIsNotHeld() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        service.createContext("/", LongAnswerTest::answer);
        service.setExecutor(threads);
        service.start();
        try {
            Process program = ChildJvm.builder(
                            List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError"),
                            LongAnswerProgram.class,
                            "http://127.0.0.1:" + service.getAddress().getPort(),
                            "&ignoreResponseBody=true")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(output).contains(ChildJvm.ANSWER + ANSWER + " completed 2");
        } finally {
            service.stop(0);
            threads.shutdownNow();
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        byte[] delta = event(
                "step.delta", "\"index\":0,\"delta\":{\"type\":\"text\",\"text\":\"" + "x".repeat(FRAGMENT) + "\"}");
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(event("interaction.created", "\"interaction\":{\"id\":\"v1_long\",\"status\":\"in_progress\"}"));
            body.write(event("step.start", "\"index\":0,\"step\":{\"type\":\"model_output\"}"));
            for (long sent = 0; sent < ANSWER; sent += FRAGMENT) body.write(delta);
            body.write(event("step.stop", "\"index\":0"));
            // Without the usage, the stored interaction would be read for it.
            body.write(event(
                    "interaction.completed",
                    "\"interaction\":{\"id\":\"v1_long\",\"status\":\"completed\",\"usage\":{\"total_tokens\":7}}"));
        }
    }

    private static byte[] event(String type, String members) {
        String event = "event: " + type + "\ndata: {\"event_type\":\"" + type + "\"," + members + "}\n\n";
        return event.getBytes(StandardCharsets.UTF_8);
    }
}
