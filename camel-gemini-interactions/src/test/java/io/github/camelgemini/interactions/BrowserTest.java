// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Gate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.test.AvailablePortFinder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Clients of {@code platform-http} on Vert.x that read {@code outputType=sse}. */
@Timeout(120)
class BrowserTest extends GeminiEmulatorTestSupport {

    private static final String EVENTS = "gemini-interactions:create?streaming=true&outputType=sse&model=" + MODEL;

    @RegisterExtension
    final AvailablePortFinder.Port port = AvailablePortFinder.find();

    /** Routes whose exchanges have completed or failed. */
    private final List<String> completed = new CopyOnWriteArrayList<>();

    private final Waiting waiting = new Waiting();
    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    protected RouteBuilder createRouteBuilder() throws Exception {
        serve();
        // Where exchanges are reused, one that completes twice does so to the next one.
        context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
        context.getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.ExchangeCompletedEvent
                        || event instanceof CamelEvent.ExchangeFailedEvent)
                    completed.add(
                            ((CamelEvent.ExchangeEvent) event).getExchange().getFromRouteId());
            }
        });
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/ask").routeId("ask").to(EVENTS);
                from("platform-http:/text").to(EVENTS.replace("&outputType=sse", ""));
                from("platform-http:/waits").routeId("waits").process(exchange -> {
                    exchange.getExchangeExtension().setStreamCacheDisabled(true);
                    exchange.getMessage().setBody(waiting);
                });
                from("platform-http:/unstored").routeId("unstored").to(EVENTS + "&store=false");
                from("platform-http:/functions").to(EVENTS + "&emit=deltas&tags=stocks");
                from("gemini-interactions-tool:get_price?tags=stocks&parameter.ticker=string")
                        .setBody(constant("7 EUR"));
            }
        };
    }

    private void serve() throws Exception {
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindPort(port.getPort());
        context.addService(new VertxPlatformHttpServer(configuration));
    }

    private HttpResponse<InputStream> get(String path) throws Exception {
        return http.send(request(path), HttpResponse.BodyHandlers.ofInputStream());
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.getPort() + path))
                .POST(HttpRequest.BodyPublishers.ofString("Capital of France?"))
                .build();
    }

    /** Reads up to a line that begins so, as a browser: without comments. */
    private static List<String> readTo(BufferedReader events, String end) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = events.readLine(); line != null; line = events.readLine()) {
            if (line.isEmpty() || line.startsWith(":")) continue;
            lines.add(line);
            if (line.startsWith(end)) break;
        }
        return lines;
    }

    private static BufferedReader reader(HttpResponse<InputStream> answer) {
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    @Test
    void eachEventArrivesWhileTheNextOneIsHeldBack() throws Exception {
        Gate gate = emulator().gate("second");
        emulator().script(onCreate().thought("Easy.").deltas("Pa", "ris").gateAfter(8, gate));

        HttpResponse<InputStream> answer = get("/ask");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        BufferedReader events = reader(answer);
        String id = emulator().interactionIds().get(0);
        assertThat(readTo(events, "data"))
                .containsExactly("event: delta", "id: " + id + "/1/0", "data: {\"type\":\"text\",\"text\":\"Pa\"}");
        gate.release();
        List<String> rest = readTo(events, "none");
        assertThat(rest)
                .filteredOn(line -> !line.startsWith("data"))
                .containsExactly(
                        "event: delta",
                        "id: " + id + "/1/2",
                        "event: step",
                        "id: " + id + "/1",
                        "event: completed",
                        "id: " + id + "/completed");
        assertThat(rest.get(rest.size() - 1)).contains("\"status\":\"completed\",\"text\":\"Paris\"");
    }

    @Test
    void aClientIsServedBesideOthersThatWait() throws Exception {
        Gate gate = emulator().gate("never");
        emulator()
                .script(
                        onCreate().deltas("Pa", "ris").gateAfter(3, gate).times(20),
                        onCreate().text("Bonn"));
        List<HttpResponse<InputStream>> waiting = new ArrayList<>();
        for (int client = 0; client < 20; client++) waiting.add(get("/ask"));

        BufferedReader events = reader(get("/ask"));

        assertThat(readTo(events, "none")).last().asString().contains("\"text\":\"Bonn\"");
        for (HttpResponse<InputStream> one : waiting) one.body().close();
        eventually().until(() -> emulator().openStreams() == 0);
    }

    @Test
    void aClientIsServedBesideOneThatWaitsForAWholeAnswer() throws Exception {
        Gate gate = emulator().gate("rest");
        emulator()
                .script(
                        onCreate().deltas("Pa", "ris").gateAfter(3, gate),
                        onCreate().text("Bonn"));
        CompletableFuture<HttpResponse<String>> whole =
                http.sendAsync(request("/text"), HttpResponse.BodyHandlers.ofString());
        eventually().until(() -> emulator().openStreams() == 1);

        BufferedReader events = reader(get("/ask"));

        assertThat(readTo(events, "none")).last().asString().contains("\"text\":\"Bonn\"");
        gate.release();
        assertThat(whole.get().body()).isEqualTo("Paris");
    }

    @Test
    void theCallOfAClientThatLeavesEnds() throws Exception {
        emulator()
                .script(onCreate()
                        .thought("Easy.")
                        .deltas("Pa", "ris")
                        .gateAfter(8, emulator().gate("never")));
        HttpResponse<InputStream> answer = get("/ask");
        readTo(reader(answer), "data");
        assertThat(emulator().openStreams()).isEqualTo(1);

        answer.body().close();

        eventually().until(() -> emulator().openStreams() == 0);
        eventually().until(() -> context.getInflightRepository().size() == 0);
        eventually().until(() -> RouteKit.component(context).getOpenStreams() == 0);
        assertThat(emulator().ledger().cancels()).isZero();
    }

    /** Vert.x reads in turns: a body that waits holds back the read in which it notices that another client has gone. */
    @Test
    void theExchangeOfAClientThatLeavesCompletesOnceAlthoughVertxNoticesItLate() throws Exception {
        emulator()
                .script(
                        onCreate()
                                .thought("Easy.")
                                .deltas("Pa", "ris")
                                .gateAfter(8, emulator().gate("never")),
                        onCreate().text("Bonn"));
        HttpResponse<InputStream> answer = get("/ask");
        readTo(reader(answer), "data");
        CompletableFuture<HttpResponse<InputStream>> waits =
                http.sendAsync(request("/waits"), HttpResponse.BodyHandlers.ofInputStream());
        eventually().until(waiting::isRead);

        answer.body().close();

        eventually().until(() -> emulator().openStreams() == 0);
        waiting.end();
        waits.get().body().close();
        readTo(reader(get("/unstored")), "none");
        eventually().until(() -> completed.contains("unstored"));
        assertThat(completed).containsExactlyInAnyOrder("ask", "waits", "unstored");
    }

    @Test
    void aClientThatDoesNotReadHoldsTheStreamBackAndLosesNothing() throws Exception {
        int deltas = 1_500;
        emulator().script(onCreate().manyDeltas(deltas, "a".repeat(20_000))); // more than the buffers of sockets hold
        HttpResponse<InputStream> answer = get("/ask");
        BufferedReader events = reader(answer);
        readTo(events, "data");

        eventually().until(() -> RouteKit.component(context).getOpenStreams() == 1);
        assertThat(emulator().openStreams()).as("the service is held back, too").isEqualTo(1);

        long data = 1;
        for (String line = events.readLine(); line != null; line = events.readLine())
            if (line.startsWith("data: {\"type\":\"text\"")) data++;
        assertThat(data).isEqualTo(deltas);
    }

    @Test
    void aClientThatLeavesWithoutReadingEndsTheCall() throws Exception {
        emulator().script(onCreate().manyDeltas(20_000, "a".repeat(3_000)));
        HttpResponse<InputStream> answer = get("/ask");
        readTo(reader(answer), "data");

        answer.body().close();

        eventually().until(() -> emulator().openStreams() == 0);
        eventually().until(() -> RouteKit.component(context).getOpenStreams() == 0);
        eventually().until(() -> context.getInflightRepository().size() == 0);
    }

    @Test
    void aFailureAfterTheFirstByteIsTheLastEvent() throws Exception {
        emulator().script(onCreate().thought("Easy.").deltas("Pa", "ris").cutAfter(8));

        List<String> lines = readTo(reader(get("/unstored")), "none");

        assertThat(lines).startsWith("event: delta");
        assertThat(lines.get(lines.size() - 2)).isEqualTo("event: error");
        assertThat(lines.get(lines.size() - 1))
                .contains("\"category\":\"SERVER_ERROR\",\"reason\":\"stream\"")
                .doesNotContain("Exception");
    }

    @Test
    void aFailureBeforeTheFirstByteIsAStatus() throws Exception {
        emulator().script(onCreate().httpStatus(400));

        HttpResponse<InputStream> answer = get("/ask");

        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).doesNotContain("event-stream"));
    }

    @Test
    void functionsRunBetweenTheEvents() throws Exception {
        emulator()
                .script(
                        onCreate().deltas("One moment.").call("c1", "get_price", "{\"ticker\":\"GOOG\"}"),
                        onCreate().deltas("7 EUR"));

        List<String> lines = readTo(reader(get("/functions")), "none");

        assertThat(lines)
                .filteredOn(line -> line.startsWith("data"))
                .hasSize(3)
                .satisfies(data -> assertThat(data.get(0)).contains("One moment."))
                .satisfies(data -> assertThat(data.get(1)).contains("7 EUR"))
                .satisfies(data -> assertThat(data.get(2)).contains("\"status\":\"completed\""));
    }

    /** A body that has nothing until it ends. */
    private static final class Waiting extends InputStream {

        private final CountDownLatch read = new CountDownLatch(1);
        private final CountDownLatch end = new CountDownLatch(1);

        boolean isRead() {
            return read.getCount() == 0;
        }

        void end() {
            end.countDown();
        }

        @Override
        public int read() throws IOException {
            read.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return -1;
        }
    }
}
