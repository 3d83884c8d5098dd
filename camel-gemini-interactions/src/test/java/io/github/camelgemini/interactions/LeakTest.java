// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.apache.camel.util.concurrent.SizedScheduledExecutorService;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** What is stopped in its midst leaves no thread, connection or scheduled task behind, and goes on where it was. */
class LeakTest extends GeminiEmulatorTestSupport {

    private static final int ROUNDS = 20;

    /** Keeping time limits and idle connections, of the one client. */
    private static final int OF_THE_CLIENT = 2;

    /** The task that logs calls that last. */
    private static final int OF_OPEN_CALLS = 1;

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;
    private static final String TO = CREATE + "&streaming=true&channel=";
    private static final String FROM = "gemini-interactions:stream?channel=c";

    /** Created, a change of status; then start, delta and stop of each step. */
    private static int eventsOf(int steps) {
        return 2 + 3 * steps;
    }

    /** A test says how many connections there may be, then starts. */
    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withAutoStartContext(false);
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new Routes();
    }

    private static final class Routes extends RouteBuilder {
        @Override
        public void configure() {
            from("direct:begin").to(CREATE + "&background=true");
            from("direct:create").to(CREATE);
            from("direct:ask").routeId("ask").to(TO + "c");
            from("direct:askWithoutResume")
                    .routeId("askWithoutResume")
                    .to(TO + "c&background=true&maxResumeAttempts=0");
            from("direct:askNobody").routeId("askNobody").to(TO + "nobody&channelTimeout=1h");
            from(FROM).to("mock:steps");
        }
    }

    @Test
    void aConsumerThatIsStoppedInMidStreamGoesOnWhereItWas() throws Exception {
        context.start();
        emulator().script(onCreate().manySteps(ROUNDS + 1).eventDelay(Duration.ZERO));
        String id = id(template, "Go");
        for (int round = 1; round <= ROUNDS; round++) emulator().script(onGet().stallAfter(eventsOf(round)));
        MockEndpoint followed = getMockEndpoint("mock:followed");
        followed.expectedMessageCount(ROUNDS + 1);
        follow(context, id);
        eventually().until(() -> followed.getReceivedCounter() == 1);
        int threads = ours().size();

        for (int round = 1; round <= ROUNDS; round++) {
            int steps = round;
            if (round > 1) context.getRouteController().startRoute("follow");
            eventually()
                    .until(() ->
                            followed.getReceivedCounter() == steps && emulator().openStreams() == 1);

            context.getRouteController().stopRoute("follow");

            eventually().untilAsserted(() -> {
                assertThat(emulator().openStreams()).isZero();
                assertThat(due(context)).isEqualTo(OF_THE_CLIENT);
            });
        }
        context.getRouteController().startRoute("follow");

        RouteKit.assertSatisfied(context);
        assertThat(ours()).hasSizeLessThan(threads + ROUNDS / 2);
        assertThat(RouteKit.headers(followed, GeminiInteractionsConstants.STEP_KEY))
                .containsExactlyElementsOf(IntStream.rangeClosed(0, ROUNDS)
                        .mapToObj(step -> id + "/" + step)
                        .toList());
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    private static void follow(CamelContext context, String id) throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("gemini-interactions:resume?interactionId=" + id)
                .routeId("follow")
                .to("mock:followed"));
    }

    @Test
    void aContextThatIsStoppedInMidStreamLeavesNothingBehind() throws Exception {
        stopInTheMidstOfEverything(); // loads classes, and what the JDK keeps for good
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        long files = openFiles();

        for (int round = 1; round < ROUNDS; round++) stopInTheMidstOfEverything();

        eventually().untilAsserted(() -> {
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !threads.contains(thread) && !isOfTheTest(thread))
                    .isEmpty();
            assertThat(openFiles()).isLessThan(files + ROUNDS / 2);
        });
        System.out.printf("After %d contexts: %d open files more%n", ROUNDS - 1, openFiles() - files);
    }

    private void stopInTheMidstOfEverything() throws Exception {
        emulator().reset();
        emulator().script(onCreate().prompt("stored").manySteps(2).eventDelay(Duration.ZERO));
        emulator().script(onGet().stallAfter(eventsOf(1)));
        emulator().script(onCreate().prompt("streamed").text("late").stallAfter(eventsOf(1) - 1));
        emulator().script(onCreate().prompt("refused").httpStatus(503, Duration.ofSeconds(50)));
        DefaultCamelContext another = RouteKit.another(emulator());
        another.getShutdownStrategy().setTimeout(1);
        another.addRoutes(new Routes());
        another.start();
        ProducerTemplate sender = another.createProducerTemplate();
        follow(another, id(sender, "stored"));
        ScheduledExecutorService timer = RouteKit.component(another).threads().timer();
        MockEndpoint followed = another.getEndpoint("mock:followed", MockEndpoint.class);
        List<CompletableFuture<Exchange>> asked = List.of(
                ask(sender, "direct:ask", "streamed"),
                ask(sender, "direct:ask", "refused"),
                ask(sender, "direct:askNobody", "never sent"));
        eventually()
                .until(() -> emulator().openStreams() == 2
                        && followed.getReceivedCounter() == 1
                        && due(another) == OF_THE_CLIENT + OF_OPEN_CALLS + 1
                        && RouteKit.component(another).channels().waiting() == 1);

        another.stop();

        for (CompletableFuture<Exchange> one : asked)
            assertThat(answer(one).getException()).isInstanceOf(InteractionStoppedException.class);
        eventually().untilAsserted(() -> {
            assertThat(emulator().openStreams()).isZero();
            assertThat(timer.isTerminated()).isTrue();
        });
        assertThat(emulator().requests(Operation.CREATE)).hasSize(3);
    }

    @Test
    void aProducerThatIsStoppedWhileItWaitsForARetrySendsNothingAnyMore() throws Exception {
        emulator().script(onCreate().httpStatus(503, Duration.ofSeconds(50)));
        start();
        CompletableFuture<Exchange> asked = ask(template, "direct:ask", "Go");
        eventually().until(() -> due(context) == OF_THE_CLIENT + OF_OPEN_CALLS + 1);

        context.getRouteController().stopRoute("ask");

        assertThat(answer(asked).getException()).isInstanceOf(InteractionStoppedException.class);
        eventually().until(() -> due(context) == OF_THE_CLIENT);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);
    }

    @Test
    void aStreamThatIsStoppedBeforeItHasBegunGivesItsConnectionBack() throws Exception {
        RouteKit.component(context).setMaxStreams(1);
        emulator().script(onCreate().fault(Fault.stallBeforeHeaders()));
        start();
        CompletableFuture<Exchange> asked = ask(template, "direct:ask", "Go");
        emulator().awaitRequests(1);

        context.getRouteController().stopRoute("ask");

        assertThat(answer(asked).getException()).isInstanceOf(InteractionStoppedException.class);
        context.getRouteController().startRoute("ask");
        eventually().untilAsserted(() -> assertThat(
                        answer(ask(template, "direct:ask", "Go")).getException())
                .isNull());
    }

    @Test
    void aStreamThatIsStoppedWhileItReadsTheStoredRunGivesItsConnectionBack() throws Exception {
        RouteKit.component(context).setMaxConnections(1);
        emulator().script(onCreate().text("late").cutAfter(3), onGet().fault(Fault.stallBeforeHeaders()));
        start();
        CompletableFuture<Exchange> asked = ask(template, "direct:askWithoutResume", "Go");
        emulator().awaitRequests(2);

        context.getRouteController().stopRoute("askWithoutResume");

        assertThat(answer(asked).getException()).isInstanceOf(InteractionStoppedException.class);
        eventually().untilAsserted(() -> assertThat(
                        answer(ask(template, "direct:create", "Go")).getException())
                .isNull());
    }

    @Test
    void aProducerThatIsStoppedWhileItWaitsForItsChannelWaitsNoMore() throws Exception {
        start();
        answer(ask(template, "direct:create", "up"));
        CompletableFuture<Exchange> asked = ask(template, "direct:askNobody", "Go");
        eventually().until(() -> RouteKit.component(context).channels().waiting() == 1);

        context.getRouteController().stopRoute("askNobody");

        assertThat(answer(asked).getException()).isInstanceOf(InteractionStoppedException.class);
        eventually()
                .until(() -> RouteKit.component(context).channels().waiting() == 0 && due(context) == OF_THE_CLIENT);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);
    }

    @Test
    void aConsumerThatIsStoppedWhileItWaitsToGoOnWaitsNoMore() throws Exception {
        MockEndpoint followed = getMockEndpoint("mock:followed");
        followed.whenAnyExchangeReceived(step -> {
            throw new IllegalStateException("not now");
        });
        context.start();
        RouteBuilder.addRoutes(context, routes -> routes.from(CREATE + "&background=true&input=Go&restartDelay=1h")
                .routeId("follow")
                .to("mock:followed"));
        eventually().until(() -> followed.getReceivedCounter() == 1 && due(context) == OF_THE_CLIENT + 1);

        context.getRouteController().stopRoute("follow");

        eventually().until(() -> due(context) == OF_THE_CLIENT);
    }

    /** Starts the context, which does not wait for what is under way when it stops. */
    private void start() {
        context.getShutdownStrategy().setTimeout(1);
        context.start();
    }

    private static CompletableFuture<Exchange> ask(ProducerTemplate sender, String route, String prompt) {
        return sender.asyncSend(route, exchange -> exchange.getMessage().setBody(prompt));
    }

    /** Begins a run. */
    private static String id(ProducerTemplate sender, String prompt) throws Exception {
        return answer(ask(sender, "direct:begin", prompt))
                .getMessage()
                .getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
    }

    private static Exchange answer(CompletableFuture<Exchange> asked) throws Exception {
        return asked.get(1, TimeUnit.MINUTES);
    }

    /** How many tasks the timer has. */
    private static int due(CamelContext context) {
        ScheduledExecutorService timer = RouteKit.component(context).threads().timer();
        return timer instanceof SizedScheduledExecutorService sized
                ? sized.getScheduledThreadPoolExecutor().getQueue().size()
                : ((ScheduledThreadPoolExecutor) timer).getQueue().size(); // of virtual threads
    }

    private static List<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("gemini-interactions")
                        || thread.getName().contains("GeminiInteractions"))
                .toList();
    }

    private static boolean isOfTheTest(Thread thread) {
        return thread.getName().startsWith("vert.x-") || thread.getName().startsWith("awaitility");
    }

    /** Connections are files; 0 where the system does not count them. */
    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }
}
