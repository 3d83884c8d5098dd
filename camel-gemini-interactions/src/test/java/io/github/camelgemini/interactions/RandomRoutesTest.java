// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.interactions.RandomCalls.Figures;
import io.github.camelgemini.interactions.RandomCalls.Root;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.camel.util.concurrent.SizedScheduledExecutorService;
import org.awaitility.core.ConditionTimeoutException;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever route the component is part of, and whatever goes wrong at the service: each exchange ends, what the route got is
 * what the service sent, each create that took effect is answered for, and nothing is left behind. A failure names the
 * route; {@code -Droutes.seed=S -Droutes.from=N -Droutes.count=1} plays it alone.
 */
class RandomRoutesTest {

    private static final long SEED = Long.getLong("routes.seed", 20261129);
    private static final int AT_ONCE = 30;
    private static final int MANY = 20;
    private static final int[] THREADS = {32, 2, 1};

    /** Keeping time limits and idle connections, of the one client. */
    private static final int OF_THE_CLIENT = 2;

    @Test
    void someRoutesHoldTogether() throws Exception {
        play(SEED, Integer.getInteger("routes.from", 0), Integer.getInteger("routes.count", 60));
    }

    @Test
    @Tag("long")
    void twoThousandRoutesHoldTogether() throws Exception {
        play(Long.getLong("routes.seed", System.nanoTime()), 0, Integer.getInteger("routes.count", 2000));
    }

    private static void play(long seed, int from, int count) throws Exception {
        long begun = System.nanoTime();
        Figures figures = Figures.NONE;
        try (GeminiEmulator emulator = GeminiEmulator.startOnFreePort()) {
            List<String> problems = new ArrayList<>();
            for (int first = from; first < from + count && problems.size() < MANY; first += AT_ONCE) {
                emulator.reset();
                List<RandomRoute> routes = IntStream.range(first, Math.min(from + count, first + AT_ONCE))
                        .mapToObj(index -> RandomRoute.draw(seed, index))
                        .toList();
                RandomCalls calls = new RandomCalls(emulator);
                problems.addAll(new Batch(emulator, routes, calls).play());
                figures = figures.plus(calls.figures());
                System.out.println("routes.seed=" + seed + ": " + (first + routes.size() - from) + " routes, " + figures
                        + ", " + Duration.ofNanos(System.nanoTime() - begun));
            }
            assertThat(problems).as("routes.seed=%d", seed).isEmpty();
        }
    }

    /** Some routes in one context, all at once. */
    private record Batch(GeminiEmulator emulator, List<RandomRoute> routes, RandomCalls calls) {

        List<String> play() throws Exception {
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            List<String> problems = new ArrayList<>();
            ExecutorService senders = Executors.newCachedThreadPool();
            try (DefaultCamelContext context = context()) {
                send(context, senders);
                awaitQuiet(context, problems);
                if (problems.isEmpty()) problems.addAll(left(context));
            } finally {
                senders.shutdownNow();
            }
            problems.addAll(calls.problems(modelsById()));
            if (problems.isEmpty())
                eventually().untilAsserted(() -> assertThat(ours(before)).isEmpty());
            return problems;
        }

        private DefaultCamelContext context() throws Exception {
            DefaultCamelContext context = RouteKit.another(emulator);
            GeminiInteractionsComponent component = RouteKit.component(context);
            component.setDeliveryThreads(
                    Integer.getInteger("routes.threads", THREADS[routes.get(0).index() / AT_ONCE % THREADS.length]));
            component.getConfiguration().setPollInterval(5);
            component.getConfiguration().setMaxPollInterval(20);
            context.getRegistry().bind("keys", new MemoryStateRepository());
            JdbcDataSource database = new JdbcDataSource();
            database.setURL("jdbc:h2:mem:routes");
            context.getRegistry()
                    .bind("required", new SpringTransactionPolicy(new DataSourceTransactionManager(database)));
            context.getShutdownStrategy().setTimeout(1);
            context.getManagementStrategy().addEventNotifier(calls);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    for (RandomRoute route : routes) route.addTo(this, calls);
                }
            });
            context.start();
            return context;
        }

        private void send(CamelContext context, ExecutorService senders) {
            ProducerTemplate sender = context.createProducerTemplate();
            for (RandomRoute route : routes) {
                for (int one = 0; one < route.sent(); one++) {
                    Root root = calls.root(route);
                    senders.execute(() -> calls.ended(root, sender.send(route.uri(), exchange -> exchange.getMessage()
                            .setHeader(RandomCalls.ROOT, root.number))));
                }
            }
        }

        private void awaitQuiet(CamelContext context, List<String> problems) {
            try {
                eventually()
                        .until(() -> calls.isQuiet()
                                && context.getInflightRepository().size() == 0);
            } catch (ConditionTimeoutException e) {
                problems.add("Not all exchanges ended. In flight: "
                        + context.getInflightRepository().size() + "\n" + calls.underWay() + threads());
            }
        }

        /** What is left when all exchanges have ended. */
        private List<String> left(CamelContext context) {
            GeminiInteractionsComponent component = RouteKit.component(context);
            try {
                eventually()
                        .until(() -> emulator.openStreams() == 0
                                && component.getOpenStreams() == 0
                                && component.channels().waiting() == 0
                                && due(component) <= OF_THE_CLIENT);
                return List.of();
            } catch (ConditionTimeoutException e) {
                return List.of("Left behind: streams at the service " + emulator.openStreams() + ", here "
                        + component.getOpenStreams() + ", waiting for channels "
                        + component.channels().waiting() + ", timers " + due(component));
            }
        }

        private static int due(GeminiInteractionsComponent component) {
            ScheduledExecutorService timer = component.threads().timer();
            return timer instanceof SizedScheduledExecutorService sized
                    ? sized.getScheduledThreadPoolExecutor().getQueue().size()
                    : ((ScheduledThreadPoolExecutor) timer).getQueue().size();
        }

        /** The models of all stored interactions: those of the calls. */
        private Map<String, String> modelsById() throws Exception {
            HttpClient client = HttpClient.newHttpClient();
            Map<String, String> models = new HashMap<>();
            for (String id : emulator.interactionIds()) {
                HttpRequest get = HttpRequest.newBuilder(URI.create(emulator.baseUrl() + "/v1beta/interactions/" + id))
                        .header("x-goog-api-key", GeminiEmulator.KEY)
                        .build();
                String json = client.send(get, BodyHandlers.ofString()).body();
                models.put(id, new ObjectMapper().readTree(json).path("model").asText());
            }
            return models;
        }

        private static List<Thread> ours(Set<Thread> before) {
            return Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> !before.contains(thread) && isOurs(thread))
                    .toList();
        }

        private static boolean isOurs(Thread thread) {
            return thread.getName().contains("gemini-interactions")
                    || thread.getName().contains("GeminiInteractions");
        }

        private static String threads() {
            StringBuilder text = new StringBuilder();
            Thread.getAllStackTraces().forEach((thread, stack) -> {
                if (stack.length == 0
                        || Stream.of(stack)
                                .noneMatch(frame -> frame.getClassName().contains("camelgemini"))) return;
                text.append(thread.getName())
                        .append(' ')
                        .append(thread.getState())
                        .append('\n');
                Stream.of(stack)
                        .limit(25)
                        .forEach(frame -> text.append("    ").append(frame).append('\n'));
            });
            return text.toString();
        }
    }
}
