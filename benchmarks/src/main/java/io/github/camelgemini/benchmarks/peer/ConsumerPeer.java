// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.peer;

import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;

/**
 * {@code from("gemini-interactions:create")}, a route per stream. Such a route follows one interaction, so its streams are as long
 * as {@code maxResponseSize} allows, and at the end of each it gives way to another route.
 */
final class ConsumerPeer implements Peer {

    /** 63 of the 64 MiB that an answer may have. */
    private static final int STEPS = 240;

    private final String name;
    private final String options;
    private final Texts texts;

    /**
     * @param options of the endpoint, that say what is emitted
     * @param texts reads it
     */
    ConsumerPeer(String name, String options, Texts texts) {
        this.name = name;
        this.options = options;
        this.texts = texts;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void run(Scenario scenario, URI server, Probe probe) throws Exception {
        long length =
                (long) STEPS * scenario.answer().deltas() * scenario.answer().text();
        CamelContext context = CamelApplication.start(server, routes -> {});
        AtomicInteger streams = new AtomicInteger();
        probe.repeat(scenario.concurrency(), () -> {
            Stream stream = new Stream(length, probe);
            String id = "stream-" + streams.incrementAndGet();
            RouteBuilder.addRoutes(
                    context, routes -> routes.from(uri(id)).routeId(id).process(stream));
            stream.await();
            context.getRouteController().stopRoute(id);
            return context.removeRoute(id);
        });
    }

    private String uri(String id) {
        return CamelApplication.CREATE + "&input=RAW(" + id + ", steps: " + STEPS + ")&" + options;
    }

    /** The processor of one route: exchanges of a stream come one after the other. */
    private final class Stream implements Processor {
        private final long length;
        private final Probe probe;
        private final CountDownLatch ended = new CountDownLatch(1);
        private long arrived;

        Stream(long length, Probe probe) {
            this.length = length;
            this.probe = probe;
        }

        void await() throws InterruptedException {
            ended.await();
        }

        @Override
        public void process(Exchange exchange) {
            String text = texts.read(exchange.getMessage());
            probe.text(text);
            arrived += text.length();
            if (arrived == length) ended.countDown();
        }
    }
}
