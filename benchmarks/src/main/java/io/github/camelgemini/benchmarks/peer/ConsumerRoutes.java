// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.peer;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.ToIntFunction;

import io.github.camelgemini.benchmarks.measure.Answer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;

/**
 * Routes that create an interaction each. Such a route follows one interaction and no other, so its stream is as long as {@code
 * maxResponseSize} allows. The next route is added before and started shortly before the end of a stream, so that what this
 * takes is no pause. A route is removed when its last exchange has ended: stopping it earlier holds the context for a second,
 * in which no other can start.
 */
final class ConsumerRoutes {

    /** 63 of the 64 MiB that an answer may have. */
    private static final int STEPS = 240;

    /** Steps before the end at which the next stream begins. */
    private static final int OVERLAP = 10;

    private final CamelContext context;
    private final String options;
    private final ToIntFunction<Message> reader;
    private final long length;
    private final long nextAt;
    private final BlockingQueue<Callable<?>> tasks = new LinkedBlockingQueue<>();

    // Of the thread that calls start and next.
    private final Queue<String> spares = new ArrayDeque<>();
    private final Queue<String> ended = new ArrayDeque<>();
    private int added;

    /**
     * @param options of the endpoint
     * @param reader returns the number of characters in the text of an exchange
     */
    ConsumerRoutes(CamelContext context, String options, Answer answer, ToIntFunction<Message> reader) {
        this.context = context;
        this.options = options;
        this.reader = reader;
        long perStep = (long) answer.deltas() * answer.text();
        this.length = STEPS * perStep;
        this.nextAt = (STEPS - OVERLAP) * perStep;
    }

    /** Starts so many streams. */
    void start(int streams) throws Exception {
        for (int i = 0; i < 2 * streams; i++) add();
        for (int i = 0; i < streams; i++) startSpare();
    }

    /** Waits until a stream is about to end, or has ended, and starts or adds a route. */
    Object next() throws Exception {
        Object done = tasks.take().call();
        while (!ended.isEmpty() && context.getInflightRepository().size(ended.element()) == 0) replace(ended.remove());
        return done;
    }

    private void add() throws Exception {
        String id = "stream-" + added++;
        String uri = CamelApplication.CREATE + "&input=RAW(" + id + ", steps: " + STEPS + ")&" + options;
        RouteBuilder.addRoutes(
                context,
                routes -> routes.from(uri).routeId(id).autoStartup(false).process(new Stream(id)));
        spares.add(id);
    }

    private Object startSpare() throws Exception {
        if (spares.isEmpty()) add();
        String id = spares.remove();
        context.getRouteController().startRoute(id);
        return id;
    }

    private void replace(String id) throws Exception {
        context.getRouteController().stopRoute(id);
        context.removeRoute(id);
        add();
    }

    /** The processor of one route: exchanges of a stream come one after the other. */
    private final class Stream implements Processor {
        private final String id;
        private long arrived;

        Stream(String id) {
            this.id = id;
        }

        @Override
        public void process(Exchange exchange) {
            long before = arrived;
            arrived += reader.applyAsInt(exchange.getMessage());
            if (before < nextAt && arrived >= nextAt) tasks.add(ConsumerRoutes.this::startSpare);
            if (before < length && arrived >= length) tasks.add(() -> ended.add(id));
        }
    }
}
