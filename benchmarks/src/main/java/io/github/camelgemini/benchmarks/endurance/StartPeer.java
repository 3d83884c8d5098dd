// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

import io.github.camelgemini.benchmarks.measure.Heap;
import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.peer.CamelApplication;
import io.github.camelgemini.benchmarks.peer.Requests;
import org.apache.camel.CamelContext;
import org.apache.camel.Producer;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Starts a context with one route, in a JVM that has loaded nothing of Camel, and then idle endpoints, each with a producer.
 *
 * @param uri of an endpoint by its number
 */
record StartPeer(String name, BiFunction<URI, Integer, String> uri) implements Peer {

    private static final double NANOS_PER_MILLI = 1e6;

    static Peer component() {
        return new StartPeer(
                "producer", (server, number) -> CamelApplication.CREATE + "&systemInstruction=number" + number);
    }

    static Peer camelHttp() {
        return new StartPeer(
                "camel-http", (server, number) -> Requests.interactions(server) + "?httpMethod=POST&number=" + number);
    }

    @Override
    public void run(Scenario scenario, URI server, Probe probe) throws Exception {
        long begun = System.nanoTime();
        CamelContext context = CamelApplication.start(
                server, routes -> routes.from("direct:call").to(uri.apply(server, 0)));
        probe.figure("startup", (System.nanoTime() - begun) / NANOS_PER_MILLI);

        double before = Heap.usedMebibytes();
        List<Producer> idle = new ArrayList<>();
        for (int i = 1; i <= scenario.concurrency(); i++) {
            Producer producer = context.getEndpoint(uri.apply(server, i)).createProducer();
            ServiceHelper.startService(producer);
            idle.add(producer);
        }
        probe.figure("heap", Heap.usedMebibytes() - before);
        probe.figure("threads", Thread.getAllStackTraces().size());
        if (idle.stream().anyMatch(producer -> !ServiceHelper.isStarted(producer)))
            throw new IllegalStateException("A producer has not started");
    }
}
