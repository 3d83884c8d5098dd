// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** Routes under load, in a process of their own. Each line on standard input is a word that it obeys, or a question. */
final class LoadProgram {

    private static final String CREATE = "gemini-interactions:create?model=" + RouteKit.MODEL;

    /** How long the route holds a step of the run that it follows. */
    private static final int SLOW_MILLIS = 100;

    private final int wave;
    // Written by this program's main thread, read by routes.
    private volatile boolean slow = true;
    // The run that is followed: one exchange at a time.
    private volatile int steps;
    private volatile int outOfOrder;
    // The streams that were asked for.
    private final AtomicInteger firstSteps = new AtomicInteger();
    private final AtomicInteger secondSteps = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final AsyncProducer asking;

    private LoadProgram(String baseUrl, int wave) throws Exception {
        this.wave = wave;
        context.disableJMX();
        GeminiInteractionsComponent component = new GeminiInteractionsComponent();
        component.getConfiguration().setBaseUrl(baseUrl);
        component.getConfiguration().setApiKey("emulator-key");
        context.addComponent("gemini-interactions", component);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(CREATE + "&input=Go")
                        .routeId("follow")
                        .autoStartup(false)
                        .process(LoadProgram.this::count)
                        .delay(method(LoadProgram.this, "pause"));
                from("direct:ask").to(CREATE + "&streaming=true&channel=c");
                from("gemini-interactions:stream?channel=c")
                        .process(step -> (isFirst(step) ? firstSteps : secondSteps).incrementAndGet());
            }
        });
        context.start();
        asking = context.getEndpoint("direct:ask").createAsyncProducer();
        asking.start();
    }

    /** Arguments: the emulator's address, how many streams to ask for at a time. */
    public static void main(String... arguments) throws Exception {
        LoadProgram program = new LoadProgram(arguments[0], Integer.parseInt(arguments[1]));
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String question = questions.readLine(); question != null; question = questions.readLine())
            System.out.println(ChildJvm.ANSWER + program.answer(question));
        System.exit(0);
    }

    private Object answer(String question) throws Exception {
        return switch (question) {
            case "follow" -> {
                context.getRouteController().startRoute("follow");
                yield "";
            }
            case "hurry" -> {
                slow = false;
                yield "";
            }
            case "ask" -> {
                for (int i = 0; i < wave; i++) ask();
                yield "";
            }
            case "steps" -> steps;
            case "out of order" -> outOfOrder;
            case "first steps" -> firstSteps;
            case "second steps" -> secondSteps;
            case "answers" -> answers;
            case "heap" -> heap();
            case "threads" -> ManagementFactory.getThreadMXBean().getThreadCount();
            case "most threads" -> ManagementFactory.getThreadMXBean().getPeakThreadCount();
            default -> throw new IllegalArgumentException(question);
        };
    }

    /** Bytes that are in use when everything else has been given back. */
    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void count(Exchange exchange) {
        int expected = steps;
        boolean inOrder = exchange.getMessage().getBody(String.class).equals("Step " + (expected + 1) + ".")
                && exchange.getMessage()
                        .getHeader(GeminiInteractionsConstants.STEP_INDEX, Integer.class)
                        .equals(expected);
        if (!inOrder) outOfOrder++;
        steps = expected + 1;
    }

    /** Milliseconds to hold an exchange for; called by the route. */
    public int pause() {
        return slow ? SLOW_MILLIS : 0;
    }

    private static boolean isFirst(Exchange step) {
        return step.getMessage()
                .getHeader(GeminiInteractionsConstants.STEP_INDEX, Integer.class)
                .equals(0);
    }

    private void ask() {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody("Go");
        asking.process(exchange, sync -> {
            if (exchange.getException() != null) System.out.println(exchange.getException());
            else if (exchange.getMessage().getBody(String.class).equals("late")) answers.incrementAndGet();
        });
    }
}
