// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.peer.CamelApplication;
import io.github.camelgemini.benchmarks.peer.Requests;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;

/** A consumer of a run: a route per stream, and a thread that starts and removes it. */
final class ConsumerStreams implements TextStreams {

    private static final String OPTIONS = "&emit=deltas&maxResponseSize=" + (256 << 20);

    private final CamelContext context;
    private final long length;
    private final Consumer<String> reader;
    private final AtomicInteger opened = new AtomicInteger();

    private ConsumerStreams(CamelContext context, long length, Consumer<String> reader) {
        this.context = context;
        this.length = length;
        this.reader = reader;
    }

    static TextStreams start(URI server, Scenario scenario, Consumer<String> reader) throws Exception {
        CamelContext context = CamelApplication.start(server, routes -> {});
        return new ConsumerStreams(context, scenario.answer().length(), reader);
    }

    /** A route gets no sign of the end of its stream without {@code emit=completed}, so characters are counted. */
    @Override
    public CompletableFuture<?> open(int steps) {
        String id = "stream-" + opened.incrementAndGet();
        String uri = CamelApplication.CREATE + "&input=RAW(" + id + ": " + Requests.prompt(steps) + ")" + OPTIONS;
        CountDownLatch ended = new CountDownLatch(1);
        AtomicLong left = new AtomicLong(length);
        return Threads.call(() -> {
            RouteBuilder.addRoutes(
                    context, routes -> routes.from(uri).routeId(id).process(exchange -> {
                        String text = exchange.getMessage().getBody(String.class);
                        reader.accept(text);
                        if (left.addAndGet(-text.length()) == 0) ended.countDown();
                    }));
            ended.await();
            context.getRouteController().stopRoute(id);
            return context.removeRoute(id);
        });
    }
}
