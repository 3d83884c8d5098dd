// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import org.apache.camel.Exchange;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** Routes that ask a {@link HostilePeer}, in several lanes: a hostile answer, then one that is in order. */
final class HostileProgram implements AutoCloseable {

    private static final String CREATE = "gemini-interactions:create?model=" + RouteKit.MODEL
            + "&requestTimeout=4s&maxRetries=0&maxResponseSize=500000";
    private static final String STREAM = CREATE + "&streaming=true&streamingReadTimeout=3s&streamTimeout=8s"
            + "&maxResumeAttempts=1&maxEventSize=250000";
    private static final String[] ROUTES = {"direct:whole", "direct:channel", "direct:iterator"};

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final FluentProducerTemplate template;
    private final int lanes;

    HostileProgram(String baseUrl, int lanes) throws Exception {
        this.lanes = lanes;
        context.disableJMX();
        GeminiInteractionsComponent component = new GeminiInteractionsComponent();
        component.getConfiguration().setBaseUrl(baseUrl);
        component.getConfiguration().setApiKey("emulator-key");
        context.addComponent("gemini-interactions", component);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:whole").to(CREATE);
                from("direct:channel").to(STREAM + "&channel=c");
                from("gemini-interactions:stream?channel=c").process(step -> {});
                from("direct:iterator")
                        .to(STREAM + "&emit=steps")
                        .split(body(), (before, part) -> part)
                        .streaming()
                        .stopOnException()
                        .process(part -> {});
            }
        });
        context.start();
        template = context.createFluentProducerTemplate();
    }

    /** Arguments: the peer's address, the number of lanes. It is asked for {@code FROM TO}, and for {@code rest}. */
    public static void main(String... arguments) throws Exception {
        try (HostileProgram program = new HostileProgram(arguments[0], Integer.parseInt(arguments[1]))) {
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String question = questions.readLine(); question != null; question = questions.readLine()) {
                String[] words = question.split(" ");
                String answer = words.length == 2
                        ? program.play(Integer.parseInt(words[0]), Integer.parseInt(words[1]))
                        : program.rest();
                System.out.println(ChildJvm.ANSWER + answer.replaceAll("[\\r\\n]", " "));
            }
        }
        System.exit(0);
    }

    /** Plays the answers of these numbers; empty if each exchange was answered as it should, else what was not. */
    String play(int from, int to) throws Exception {
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        AtomicInteger next = new AtomicInteger(from);
        ExecutorService threads = Executors.newFixedThreadPool(lanes);
        for (int lane = 0; lane < lanes; lane++)
            threads.execute(() -> {
                for (int number = next.getAndIncrement(); number < to; number = next.getAndIncrement())
                    play(number, wrong);
            });
        threads.shutdown();
        if (!threads.awaitTermination(50, TimeUnit.SECONDS)) wrong.add("the block does not end");
        threads.shutdownNow();
        return String.join("; ", wrong);
    }

    private void play(int number, Queue<String> wrong) {
        String route = ROUTES[number % ROUTES.length];
        try {
            Exchange hostile = sent(route, "case " + number);
            Exception failure = hostile.getException();
            if (failure != null && !isOurs(failure)) wrong.add("case " + number + " at " + route + ": " + failure);
            Exchange good = sent(route, "good");
            // A connection that the peer closes, or sends more on, behind an answer may meet the next request.
            for (int i = 0; i < 3 && good.getException() instanceof InteractionTransportException; i++)
                good = sent(route, "good");
            if (good.getException() != null)
                wrong.add("the call after case " + number + " at " + route + ": " + good.getException());
        } catch (TimeoutException e) {
            wrong.add("case " + number + " at " + route + " is not answered");
        } catch (Throwable e) {
            wrong.add("case " + number + " at " + route + " throws " + e);
        }
    }

    private static boolean isOurs(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause())
            if (at instanceof GeminiInteractionsException) return true;
        return false;
    }

    private Exchange sent(String route, String body) throws Exception {
        Future<Exchange> sent =
                context.createFluentProducerTemplate().to(route).withBody(body).asyncSend();
        return sent.get(30, TimeUnit.SECONDS);
    }

    /** What is left when the context has stopped: threads of the component, and bytes. */
    String rest() throws Exception {
        template.stop();
        context.stop();
        RouteKit.eventually().until(() -> threads() == 0);
        System.gc();
        return String.valueOf(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("emini-interactions")
                        || thread.getName().contains("GeminiInteractions"))
                .count();
    }

    @Override
    public void close() {
        context.stop();
    }
}
