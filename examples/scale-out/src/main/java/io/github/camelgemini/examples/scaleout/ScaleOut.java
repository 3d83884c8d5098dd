// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.scaleout;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.script.Script;
import io.github.camelgemini.emulator.traffic.Ledger;
import org.h2.tools.Server;

/** The command: lets two nodes follow background runs, kills one of them in the midst, and tells who got what. */
public final class ScaleOut {

    private static final int RUNS = 8;
    private static final int STEPS = 20;
    private static final int RUNS_AT_ONCE = 4;
    private static final String HALF = "half";
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path work;
    private final PrintWriter out;
    private final Instant start = Instant.now();

    ScaleOut(Path work, PrintWriter out) {
        this.work = work;
        this.out = out;
    }

    /** Argument: the folder for the database and for the logs of the nodes. */
    public static void main(String... arguments) throws Exception {
        PrintWriter out = new PrintWriter(System.out, true);
        System.exit(new ScaleOut(Path.of(arguments[0]), out).run() ? 0 : 1);
    }

    /** @return true when every step arrived, at most one of a run twice, and every run was paid for once */
    boolean run() throws Exception {
        Files.createDirectories(work);
        Files.deleteIfExists(work.resolve("scale-out.mv.db")); // the last time's
        System.setProperty("h2.bindAddress", "127.0.0.1"); // H2 listens everywhere unless it is told
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", work.toString())
                .start();
        String database = "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/./scale-out";
        try (GeminiEmulator emulator = GeminiEmulator.startOnFreePort();
                Cluster cluster = new Cluster(emulator.baseUrl(), database, work)) {
            out.printf("Back end   the emulator inside this process; nothing leaves this machine%n");
            out.printf(
                    "Queue      interactions, on a broker inside this process, %s%n",
                    cluster.broker().url());
            out.printf("Database   %s, inside this process%n", database);
            return follow(emulator, cluster);
        } finally {
            server.stop();
        }
    }

    private boolean follow(GeminiEmulator emulator, Cluster cluster) throws Exception {
        Deliveries deliveries = cluster.deliveries();
        NodeProcess a = start("A", cluster);
        NodeProcess b = start("B", cluster);
        until("both nodes listen", () -> cluster.broker().consumers() == 2 * RUNS_AT_ONCE);
        say("both nodes listen");

        emulator.script(run(STEPS).times(RUNS));
        cluster.startRuns(RUNS);
        say("%d background runs of %d steps started, their ids are on the queue", RUNS, STEPS);

        until("a third of the steps", () -> deliveries.steps().size() > RUNS * STEPS / 3);
        a.kill();
        say(
                "%d of %d steps have come; node A was killed (SIGKILL)",
                deliveries.steps().size(), RUNS * STEPS);
        emulator.gate(HALF).release();

        until("the end of all runs", () -> {
            if (!b.isAlive()) throw new IllegalStateException("Node B is gone, see " + b.log());
            return deliveries.runs().stream().allMatch(run -> run.node() != null)
                    && cluster.broker().messages() == 0;
        });
        say("all runs have ended, the queue is empty");
        return tell(RunTally.of(deliveries.steps()), emulator.ledger());
    }

    /** Holds each run at its half until a node was killed, so that no run has ended by then, however slow the machine. */
    private static Rule run(int steps) {
        return Script.onCreate()
                .steps(IntStream.rangeClosed(1, steps)
                        .mapToObj(step -> "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"step "
                                + step + "\"}]}")
                        .collect(Collectors.joining(",", "[", "]")))
                .eventDelay(Duration.ofMillis(80))
                .gateAfter(steps * 3 / 2, HALF);
    }

    private NodeProcess start(String name, Cluster cluster) throws Exception {
        NodeProcess node = cluster.startNode(name, RUNS_AT_ONCE);
        out.printf(
                "Node %s     process %d, follows %d runs at once, log %s%n",
                name, node.pid(), RUNS_AT_ONCE, fromHere(node.log()));
        return node;
    }

    private static Path fromHere(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }

    private boolean tell(List<RunTally> runs, Ledger ledger) {
        out.printf("%n%-20s  %5s  %4s  %4s  %5s%n", "interaction", "steps", "by A", "by B", "twice");
        for (RunTally run : runs) {
            String id = run.interactionId().substring(0, 17) + "...";
            out.printf("%-20s  %5d  %4d  %4d  %5d%n", id, run.steps(), run.by("A"), run.by("B"), run.repeats());
        }
        long arrived = runs.stream().mapToLong(RunTally::steps).sum();
        long repeats = runs.stream().mapToLong(RunTally::repeats).sum();
        long moved =
                runs.stream().filter(run -> run.by("A") > 0 && run.by("B") > 0).count();
        boolean complete = arrived == RUNS * STEPS
                && runs.stream().allMatch(run -> run.repeats() <= 1)
                && ledger.creates() == RUNS
                && ledger.cancels() == 0;
        out.printf(
                "%n%s: %d runs, %d of %d steps arrived, %d of them twice; %d runs went from A to B; %d creates, %d cancels.%n",
                complete ? "Complete" : "NOT COMPLETE",
                runs.size(),
                arrived,
                RUNS * STEPS,
                repeats,
                moved,
                ledger.creates(),
                ledger.cancels());
        return complete;
    }

    private void until(String what, Callable<Boolean> condition) throws Exception {
        Instant last = Instant.now().plus(PATIENCE);
        while (!condition.call()) {
            if (Instant.now().isAfter(last)) throw new TimeoutException("Waited in vain for " + what + ", see " + work);
            Thread.sleep(LOOK_EVERY.toMillis());
        }
    }

    private void say(String words, Object... values) {
        double seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;
        out.printf(Locale.ROOT, "%7.1f s  %s%n", seconds, String.format(Locale.ROOT, words, values));
    }
}
