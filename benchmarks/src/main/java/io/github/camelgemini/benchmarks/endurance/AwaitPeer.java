// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.camelgemini.benchmarks.measure.Heap;
import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;

/**
 * Awaits thousands of runs, which all end at the same moment some seconds later; the heap is measured when each has
 * been asked for once. The time that is measured is from that end,
 * which the text of the answer has, until the answer is there.
 */
record AwaitPeer(String name, Awaits.Way way) implements Peer {

    private static final int DIGITS = 19;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Override
    public void run(Scenario scenario, URI server, Probe probe) throws Exception {
        Awaits awaits = way.start(server, scenario);
        double heapBefore = Heap.usedMebibytes();
        long requestsBefore = ask(server, "/begin");
        long begun = System.nanoTime();
        List<CompletableFuture<?>> runs = new ArrayList<>();
        for (int i = 0; i < scenario.concurrency(); i++) {
            runs.add(awaits.await("v1_run_" + i).thenAccept(text -> {
                probe.delay(System.nanoTime() - Long.parseLong(text, 0, DIGITS, 10));
                probe.text(text);
            }));
        }
        CompletableFuture<?> all = CompletableFuture.allOf(runs.toArray(CompletableFuture[]::new));
        while (ask(server, "/requests") - requestsBefore < scenario.concurrency() && !all.isDone()) Thread.sleep(100);
        probe.figure("heap", Heap.usedMebibytes() - heapBefore);
        probe.measure(all);
        double seconds = (System.nanoTime() - begun) / NANOS_PER_SECOND;
        probe.figure("requests", (ask(server, "/requests") - requestsBefore) / seconds);
    }

    /** The number of requests for runs that the server has had. */
    private static long ask(URI server, String path) throws IOException, InterruptedException {
        HttpRequest count = HttpRequest.newBuilder(server.resolve(path)).build();
        return Long.parseLong(
                HTTP.send(count, HttpResponse.BodyHandlers.ofString()).body());
    }
}
