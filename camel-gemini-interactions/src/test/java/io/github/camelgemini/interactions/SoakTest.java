// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.interactions.SoakMessage.Kind;
import io.github.camelgemini.interactions.SoakWeather.Storm;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes with one database, for 20 minutes of messages of all kinds, while everything around them goes wrong at random:
 * nothing is paid twice, lost, short or left without an end, and nothing grows.
 *
 * <p>Every choice comes from generators seeded by {@code soak.seed}, one for each thread that chooses, so a run repeats as
 * far as threads do. {@code soak.seconds} is its length, {@code soak.storms} the kinds of fault, e.g.
 * {@code SERVICE,KILL}; empty: none. {@code soak.kinds} are the kinds of messages, e.g. {@code TURN,RUN}. A fault is in force for some seconds and excuses only what it may have touched.
 */
@Tag("long")
class SoakTest {

    private static final int WORKERS = 24;
    private static final int PAUSE_MILLIS = 500;
    private static final int TURNS = 12;
    /** So many violations say what there is to say. */
    private static final int ENOUGH = 500;

    private static final Duration LIMIT = Duration.ofSeconds(130);
    private static final Duration SAMPLES = Duration.ofSeconds(20);

    private static final Kind[] ALL_KINDS = {
        Kind.PLAIN,
        Kind.KEYED,
        Kind.KEYED,
        Kind.RESEND,
        Kind.FUNCTION,
        Kind.FUNCTION,
        Kind.TURN,
        Kind.TURN,
        Kind.STREAM,
        Kind.STREAM,
        Kind.RUN,
        Kind.RUN
    };

    private final long seed = Long.getLong("soak.seed", System.nanoTime() & 0xFFFFFF);
    private final Duration length = Duration.ofSeconds(Long.getLong("soak.seconds", 1200));
    private final Set<Storm> storms = storms(System.getProperty("soak.storms", "ALL"));

    private final List<Kind> kinds = Arrays.stream(ALL_KINDS)
            .filter(kind -> List.of(
                            System.getProperty("soak.kinds", kind.name()).split(","))
                    .contains(kind.name()))
            .toList();

    private final SoakWeather weather = new SoakWeather();
    private final SoakBook book = new SoakBook(weather);
    private final CountDownLatch over = new CountDownLatch(1);
    private final JdbcConnectionPool database = JdbcConnectionPool.create("jdbc:h2:mem:soak;DB_CLOSE_DELAY=-1", "", "");
    private final GeminiEmulator service = GeminiEmulator.builder()
            .retention(Duration.ofMinutes(4))
            .recordedRequests(100)
            .runDelay(Duration.ofMillis(5))
            .build();
    private final Vertx network = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final AtomicReferenceArray<SoakNode> nodes = new AtomicReferenceArray<>(2);
    private final List<Thread> kills = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private int nodesMade;

    private record Sample(long threads, long files, long heap) {}

    private static Set<Storm> storms(String names) {
        if (names.equals("ALL")) return EnumSet.allOf(Storm.class);
        Set<Storm> storms = EnumSet.noneOf(Storm.class);
        Arrays.stream(names.split(","))
                .filter(name -> !name.isBlank())
                .map(name -> Storm.valueOf(name.trim().toUpperCase(Locale.ROOT)))
                .forEach(storms::add);
        return storms;
    }

    @AfterEach
    void close() {
        over.countDown();
        service.close();
        network.close().toCompletionStage().toCompletableFuture().join();
        database.dispose();
    }

    @Test
    @Timeout(value = 40, unit = TimeUnit.MINUTES)
    void whateverGoesWrongNothingIsPaidTwiceLostOrLeftWithoutAnEnd() throws Exception {
        System.out.printf("soak.seed=%d soak.seconds=%d soak.storms=%s%n", seed, length.toSeconds(), storms);
        database.setMaxConnections(60);
        service.start();
        new SoakService(weather, book, seed + 1).rule(service);
        SoakNode.createTables(database);
        nodes.set(0, newNode());
        nodes.set(1, newNode());
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) workers.add(start("soak-worker-" + i, new Worker(i)));
        Thread watch = start("soak-watch", this::watch);
        changeWeather(System.nanoTime() + length.toNanos());

        over.countDown();
        for (Thread worker : workers) worker.join();
        drain();
        watch.join();
        for (Thread kill : kills) {
            kill.join(LIMIT.toMillis());
            if (kill.isAlive()) book.violated("a killed node does not stop", Arrays.toString(kill.getStackTrace()));
        }
        if (service.ledger().creates() != book.effects()) {
            book.violated("the ledger differs from the book", service.ledger() + " " + book.effects());
        }
        judgeGrowth();
        System.out.println(book.counts());
        samples.forEach(sample -> System.out.println("  " + sample));
        assertThat(book.violations()).as("soak.seed=" + seed).isEmpty();
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private SoakNode newNode() throws Exception {
        nodesMade++;
        SoakDatabase way = new SoakDatabase(database, weather, seed + 1000 + nodesMade);
        return new SoakNode("node-" + nodesMade, network, service, way, book);
    }

    // The weather

    /** Windows of calm and of storms, until the end. */
    private void changeWeather(long end) throws Exception {
        Random random = new Random(seed);
        List<Storm> possible = List.copyOf(storms);
        for (int window = 1; System.nanoTime() - end < 0 && book.violated() < ENOUGH; window++) {
            boolean calm = possible.isEmpty() || window % 6 == 0;
            Set<Storm> next = EnumSet.noneOf(Storm.class);
            for (int i = 1 + random.nextInt(3); i > 0 && !calm; i--)
                next.add(possible.get(random.nextInt(possible.size())));
            weather.change(next);
            long until =
                    System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(calm ? 35_000 : 4_000 + random.nextInt(4_000));
            while (System.nanoTime() - Math.min(until, end) < 0) {
                for (Storm storm : next) strike(storm, random);
                pause(200 + random.nextInt(600));
            }
            for (int i = 0; i < 2; i++) nodes.get(i).resumeAll();
        }
        weather.change(Set.of());
    }

    private void strike(Storm storm, Random random) throws Exception {
        int at = random.nextInt(2);
        SoakNode node = nodes.get(at);
        switch (storm) {
            case NETWORK -> node.network.resetOne(random);
            case SUSPEND -> node.suspend(any(node.routeIds(), random));
            case STOP -> {
                if (random.nextInt(2) == 0) node.stop(any(node.routeIds(), random));
                else node.resumeAll();
            }
            case RESTART -> {
                if (random.nextInt(8) == 0) replace(at, node, false);
            }
            case KILL -> {
                if (random.nextInt(8) == 0) replace(at, node, true);
            }
            default -> {}
        }
    }

    private void replace(int at, SoakNode node, boolean kill) throws Exception {
        long start = System.nanoTime();
        if (kill) kills.add(node.kill());
        else node.stop();
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        if (seconds > 20) book.violated("a node stops slowly", node.name + " " + seconds + " s");
        nodes.set(at, newNodeInAnyWeather());
    }

    /** A node cannot start while its database fails. */
    private SoakNode newNodeInAnyWeather() throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                return newNode();
            } catch (Exception | NoClassDefFoundError e) {
                if (attempt == 20) throw e;
            }
        }
    }

    private static String any(List<String> names, Random random) {
        return names.get(random.nextInt(names.size()));
    }

    /** True if the soak is over. */
    private boolean pause(long millis) {
        try {
            return over.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // The messages

    private final List<AtomicReference<@Nullable Talk>> talks =
            List.of(new AtomicReference<>(), new AtomicReference<>(), new AtomicReference<>(), new AtomicReference<>());

    /** A conversation and how many turns may still be sent. */
    private record Talk(String name, int left) {}

    private final class Worker implements Runnable {
        private final int number;
        private final Random random;
        private final Deque<SoakMessage> again = new ArrayDeque<>();
        private long sent;

        Worker(int number) {
            this.number = number;
            this.random = new Random(seed + 7919L * (number + 1));
        }

        @Override
        public void run() {
            while (!pause(random.nextInt(PAUSE_MILLIS))) {
                SoakMessage late = random.nextInt(4) == 0 ? again.poll() : null;
                if (late == null) send(next());
                else {
                    book.anotherComes(late);
                    end(late, any().deliver(late));
                    againIfFailed(late);
                }
            }
            // The storms are over: what failed in them is delivered until nothing changes any more.
            for (int times = 0; times < 3; times++) {
                List<SoakMessage> rest = List.copyOf(again);
                again.clear();
                rest.forEach(book::anotherComes);
                List<CompletableFuture<Void>> last = new ArrayList<>();
                rest.forEach(message -> last.add(any().deliver(message)));
                for (int i = 0; i < rest.size(); i++) end(rest.get(i), last.get(i));
                rest.forEach(this::againIfFailed);
            }
            again.forEach(book::anotherComes);
        }

        private void againLater(SoakMessage message) {
            book.expectAnother(message);
            again.add(message);
        }

        /** As a queue does. */
        private void againIfFailed(SoakMessage message) {
            if (message.kind != Kind.PLAIN && message.mayBeAnswered()) againLater(message);
        }

        private SoakNode any() {
            return nodes.get(random.nextInt(2));
        }

        private SoakMessage next() {
            Kind kind = kinds.get(random.nextInt(kinds.size()));
            return book.begin(number * 1_000_000L + ++sent, kind, kind == Kind.TURN ? conversation() : null);
        }

        private String conversation() {
            int line = random.nextInt(talks.size());
            Talk talk = talks.get(line)
                    .updateAndGet(now -> now == null || now.left() == 0
                            ? new Talk("talk " + number + " " + sent, TURNS)
                            : new Talk(now.name(), now.left() - 1));
            return talk.name();
        }

        private void send(SoakMessage message) {
            int how = message.kind == Kind.PLAIN ? 0 : random.nextInt(100);
            if (how < 50) {
                end(message, any().deliver(message));
            } else if (how < 80) {
                CompletableFuture<Void> first = any().deliver(message);
                if (how >= 65) pause(random.nextInt(1500));
                end(message, any().deliver(message));
                end(message, first);
            } else {
                end(message, any().deliver(message));
                if (how < 90) end(message, any().deliver(message));
                else {
                    againLater(message);
                    return;
                }
            }
            againIfFailed(message);
        }

        private void end(SoakMessage message, CompletableFuture<Void> delivery) {
            try {
                delivery.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                book.neverEnded(message);
            } catch (Exception e) {
                book.violated("a delivery broke the soak", e + " " + message);
            }
        }
    }

    // The watch

    /** Settles messages, removes old state as the documentation says, and takes samples. */
    private void watch() {
        long sampled = System.nanoTime();
        for (int second = 0; !pause(1_000); second++) {
            book.settle(false);
            book.judgeConversations(false);
            if (second % 20 == 0) removeOldState();
            if (System.nanoTime() - sampled > SAMPLES.toNanos()) {
                sampled = System.nanoTime();
                samples.add(sample());
            }
        }
    }

    private void removeOldState() {
        try (Connection connection = database.getConnection();
                PreparedStatement old = connection.prepareStatement(
                        "DELETE FROM CAMEL_GEMINI_INTERACTIONS_STATE WHERE UPDATED_AT < ?")) {
            old.setTimestamp(1, Timestamp.from(Instant.now().minusSeconds(180)));
            old.executeUpdate();
        } catch (SQLException e) {
            book.violated("the soak cannot clean up", e.toString());
        }
    }

    private static Sample sample() {
        System.gc();
        long files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
        return new Sample(
                ManagementFactory.getThreadMXBean().getThreadCount(),
                files,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20);
    }

    /** In calm weather all ends come. */
    private void drain() {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() - end < 0 && (book.awaited() > 0 || book.underWay() > 0)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        for (int i = 0; i < 2; i++) nodes.get(i).stop();
        long last = System.nanoTime() + TimeUnit.SECONDS.toNanos(3); // what was on its way arrives
        while (System.nanoTime() - last < 0) LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        book.settle(true);
        book.judgeConversations(true);
    }

    private void judgeGrowth() {
        if (samples.size() < 9) return;
        int third = samples.size() / 3;
        judgeGrowth("threads", Sample::threads, third, 40);
        judgeGrowth("files", Sample::files, third, 80);
        judgeGrowth("heap", Sample::heap, third, 64);
    }

    /** The least of the last third against the least of the middle one: the first warms up. */
    private void judgeGrowth(String what, ToLongFunction<Sample> of, int third, long bound) {
        long before = least(samples.subList(third, 2 * third), of);
        long after = least(samples.subList(2 * third, samples.size()), of);
        System.out.printf(
                "  least %s of each third: %d, %d, %d; may grow by %d%n",
                what, least(samples.subList(0, third), of), before, after, bound);
        if (after > before + bound) book.violated(what + " grow", before + " to " + after);
    }

    private static long least(List<Sample> samples, ToLongFunction<Sample> of) {
        return samples.stream().mapToLong(of).min().orElseThrow();
    }
}
