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
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.concurrent.SizedScheduledExecutorService;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is stopped in its midst leaves no thread, connection or scheduled task behind, and goes on where it was. */
class LeakTest extends RouteTest {

    private static final int ROUNDS = 20;

    /** Keeping time limits and idle connections, of the one client. */
    private static final int OF_THE_CLIENT = 2;

    private static final String TO = "gemini-interactions:create?model=" + MODEL + "&streaming=true&channel=c";
    private static final String FROM = "gemini-interactions:stream?channel=c";

    /** Created, a change of status; then start, delta and stop of each step. */
    private static int eventsOf(int steps) {
        return 2 + 3 * steps;
    }

    @Test
    void aConsumerThatIsStoppedInMidStreamGoesOnWhereItWas() throws Exception {
        String id = createRun(ROUNDS + 1);
        for (int round = 1; round <= ROUNDS; round++) emulator().script(onGet().stallAfter(eventsOf(round)));
        context.addRoutes(follow(id));
        await().until(() -> collected.size() == 1);
        int threads = ours().size();

        for (int round = 1; round <= ROUNDS; round++) {
            int steps = round;
            if (round > 1) context.getRouteController().startRoute("follow");
            await().until(() -> collected.size() == steps && emulator().openStreams() == 1);

            context.getRouteController().stopRoute("follow");

            await().untilAsserted(() -> {
                assertThat(emulator().openStreams()).isZero();
                assertThat(due()).isEqualTo(OF_THE_CLIENT);
            });
        }
        context.getRouteController().startRoute("follow");

        await().until(() -> collected.size() == ROUNDS + 1);
        assertThat(ours()).hasSizeLessThan(threads + ROUNDS / 2);
        assertThat(collected)
                .extracting(step -> step.getMessage().getHeader(GeminiInteractionsConstants.STEP_KEY))
                .containsExactlyElementsOf(IntStream.rangeClosed(0, ROUNDS)
                        .mapToObj(step -> id + "/" + step)
                        .toList());
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    private String createRun(int steps) throws Exception {
        emulator().script(onCreate().manySteps(steps).eventDelay(Duration.ZERO));
        start(routes -> {});
        return send("gemini-interactions:create?background=true&model=" + MODEL, "Go")
                .getMessage()
                .getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
    }

    private RouteBuilder follow(String id) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-interactions:resume?interactionId=" + id)
                        .routeId("follow")
                        .process(collector());
            }
        };
    }

    @Test
    void aContextThatIsStoppedInMidStreamLeavesNothingBehind() throws Exception {
        stopInTheMidstOfEverything(); // loads classes, and what the JDK keeps for good
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        long files = openFiles();

        for (int round = 1; round < ROUNDS; round++) stopInTheMidstOfEverything();

        await().untilAsserted(() -> {
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !threads.contains(thread) && !isOfTheTest(thread))
                    .isEmpty();
            assertThat(openFiles()).isLessThan(files + ROUNDS / 2);
        });
        System.out.printf("After %d contexts: %d open files more%n", ROUNDS - 1, openFiles() - files);
    }

    private void stopInTheMidstOfEverything() throws Exception {
        context = new DefaultCamelContext();
        component = new GeminiInteractionsComponent();
        makeContext();
        collected.clear();
        emulator().reset();
        context.getShutdownStrategy().setTimeout(1);
        emulator().script(onCreate().prompt("stored").manySteps(2).eventDelay(Duration.ZERO));
        emulator().script(onGet().stallAfter(eventsOf(1)));
        emulator().script(onCreate().prompt("streamed").text("late").stallAfter(eventsOf(1) - 1));
        emulator().script(onCreate().prompt("refused").httpStatus(503, Duration.ofSeconds(50)));
        start(routes -> {
            routes.from("direct:stream").to(TO);
            routes.from("direct:nobody").to(TO.replace("channel=c", "channel=nobody&channelTimeout=1h"));
            routes.from(FROM).process(collector());
        });
        String id = send("gemini-interactions:create?background=true&model=" + MODEL, "stored")
                .getMessage()
                .getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
        context.addRoutes(follow(id));
        ScheduledExecutorService timer = component.threads().timer();
        List<CompletableFuture<Exchange>> asked = List.of(
                ask("direct:stream", "streamed"), ask("direct:stream", "refused"), ask("direct:nobody", "never sent"));
        await().until(() -> emulator().openStreams() == 2
                && collected.size() == 1
                && due() == OF_THE_CLIENT + 1
                && component.channels().waiting() == 1);

        context.stop();

        for (CompletableFuture<Exchange> answer : asked)
            assertThat(answer.get(60, TimeUnit.SECONDS).getException()).isInstanceOf(InteractionStoppedException.class);
        await().untilAsserted(() -> {
            assertThat(emulator().openStreams()).isZero();
            assertThat(timer.isTerminated()).isTrue();
        });
        assertThat(emulator().requests(Operation.CREATE)).hasSize(3);
    }

    @Test
    void aProducerThatIsStoppedWhileItWaitsForARetrySendsNothingAnyMore() throws Exception {
        emulator().script(onCreate().httpStatus(503, Duration.ofSeconds(50)));
        start(routes -> {
            routes.from("direct:ask").routeId("ask").to(TO);
            routes.from(FROM).process(collector());
        });
        context.getShutdownStrategy().setTimeout(1);
        CompletableFuture<Exchange> asked = ask("direct:ask", "Go");
        await().until(() -> due() == OF_THE_CLIENT + 1);

        context.getRouteController().stopRoute("ask");

        assertThat(asked.get(60, TimeUnit.SECONDS).getException()).isInstanceOf(InteractionStoppedException.class);
        await().until(() -> due() == OF_THE_CLIENT);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);
    }

    @Test
    void aStreamThatIsStoppedBeforeItHasBegunGivesItsConnectionBack() throws Exception {
        component.setMaxStreams(1);
        emulator().script(onCreate().fault(Fault.stallBeforeHeaders()));
        start(routes -> {
            routes.from("direct:ask").routeId("ask").to(TO);
            routes.from(FROM).process(collector());
        });
        context.getShutdownStrategy().setTimeout(1);
        CompletableFuture<Exchange> asked = ask("direct:ask", "Go");
        emulator().awaitRequests(1);

        context.getRouteController().stopRoute("ask");

        assertThat(asked.get(60, TimeUnit.SECONDS).getException()).isInstanceOf(InteractionStoppedException.class);
        context.getRouteController().startRoute("ask");
        await().untilAsserted(() ->
                assertThat(send("direct:ask", "Go").getException()).isNull());
    }

    @Test
    void aStreamThatIsStoppedWhileItReadsTheStoredRunGivesItsConnectionBack() throws Exception {
        component.setMaxConnections(1);
        emulator().script(onCreate().text("late").cutAfter(3), onGet().fault(Fault.stallBeforeHeaders()));
        start(routes -> {
            routes.from("direct:ask").routeId("ask").to(TO + "&background=true&maxResumeAttempts=0");
            routes.from(FROM).process(collector());
        });
        context.getShutdownStrategy().setTimeout(1);
        CompletableFuture<Exchange> asked = ask("direct:ask", "Go");
        emulator().awaitRequests(2);

        context.getRouteController().stopRoute("ask");

        assertThat(asked.get(60, TimeUnit.SECONDS).getException()).isInstanceOf(InteractionStoppedException.class);
        await().untilAsserted(() -> assertThat(
                        send("gemini-interactions:create?model=" + MODEL, "Go").getException())
                .isNull());
    }

    @Test
    void aProducerThatIsStoppedWhileItWaitsForItsChannelWaitsNoMore() throws Exception {
        start(routes -> {
            routes.from("direct:warm").to("gemini-interactions:create?model=" + MODEL);
            routes.from("direct:ask").routeId("ask").to(TO + "&channelTimeout=1h");
        });
        send("direct:warm", "up");
        context.getShutdownStrategy().setTimeout(1);
        CompletableFuture<Exchange> asked = ask("direct:ask", "Go");
        await().until(() -> component.channels().waiting() == 1);

        context.getRouteController().stopRoute("ask");

        assertThat(asked.get(60, TimeUnit.SECONDS).getException()).isInstanceOf(InteractionStoppedException.class);
        await().until(() -> component.channels().waiting() == 0 && due() == OF_THE_CLIENT);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);
    }

    @Test
    void aConsumerThatIsStoppedWhileItWaitsToGoOnWaitsNoMore() throws Exception {
        start(routes -> routes.from(
                        "gemini-interactions:create?background=true&input=Go&restartDelay=1h&model=" + MODEL)
                .routeId("follow")
                .process(collector())
                .process(exchange -> {
                    throw new IllegalStateException("not now");
                }));
        await().until(() -> collected.size() == 1 && due() == OF_THE_CLIENT + 1);

        context.getRouteController().stopRoute("follow");

        await().until(() -> due() == OF_THE_CLIENT);
    }

    private CompletableFuture<Exchange> ask(String endpoint, String prompt) {
        return template.asyncSend(endpoint, exchange -> exchange.getMessage().setBody(prompt));
    }

    /** How many tasks the timer has. */
    private int due() {
        ScheduledExecutorService timer = component.threads().timer();
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
