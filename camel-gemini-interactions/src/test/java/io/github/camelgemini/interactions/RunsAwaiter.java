// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/**
 * A process of its own that awaits runs, all at once. It says how many were answered, how many threads it has and how much
 * heap: when all wait, and when all are answered.
 */
final class RunsAwaiter {

    private static final AtomicInteger ANSWERED = new AtomicInteger();
    private static final AtomicInteger MOST_THREADS = new AtomicInteger();

    private RunsAwaiter() {}

    /** Arguments: the emulator's address, a file of interaction ids. */
    public static void main(String... arguments) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.disableJMX();
        GeminiInteractionsComponent component = new GeminiInteractionsComponent();
        component.getConfiguration().setBaseUrl(arguments[0]);
        component.getConfiguration().setApiKey("emulator-key");
        context.addComponent("gemini-interactions", component);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:await").to("gemini-interactions:await");
            }
        });
        context.start();
        AsyncProducer waits = context.getEndpoint("direct:await").createAsyncProducer();
        waits.start();
        List<String> ids = Files.readAllLines(Path.of(arguments[1]));
        CountDownLatch answered = new CountDownLatch(ids.size());
        for (String id : ids) {
            Exchange exchange = new DefaultExchange(context);
            exchange.getMessage().setBody(id);
            waits.process(exchange, sync -> {
                if ("late".equals(exchange.getMessage().getBody())) ANSWERED.incrementAndGet();
                else System.err.println(exchange.getException());
                MOST_THREADS.accumulateAndGet(threads(), Math::max);
                answered.countDown();
            });
        }
        say();
        if (!answered.await(4, TimeUnit.MINUTES)) System.err.println(answered.getCount() + " were never answered");
        say();
        System.exit(0);
    }

    private static void say() {
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        int threads = Math.max(MOST_THREADS.get(), threads());
        System.out.println("figures " + ANSWERED.get() + " " + threads + " " + (used >> 20));
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }
}
