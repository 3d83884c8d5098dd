// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.scaleout;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.script.Script;
import io.github.camelgemini.emulator.traffic.Ledger;
import io.github.camelgemini.examples.support.Database;
import io.github.camelgemini.examples.support.NodeProcess;
import io.github.camelgemini.examples.support.Table;
import io.github.camelgemini.examples.support.Terminal;

/** The command: two nodes follow background runs, one of them is killed; then the deliveries are counted. */
public final class ScaleOut {

    private static final int RUNS = 8;
    private static final int STEPS = 20;
    private static final int RUNS_AT_ONCE = 4;
    private static final String HALF = "half";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String TALLY =
            """
            select interaction_id, count(distinct step_key) as steps, count(*) - count(distinct step_key) as twice,
                count(case when node = 'A' then 1 end) as by_a, count(case when node = 'B' then 1 end) as by_b
            from delivery group by interaction_id order by min(id)
            """;

    /** Deliveries of one run: different steps, repeated ones, and how many came to each node. */
    private record Tally(String interactionId, long steps, long twice, long byA, long byB) {}

    private final Terminal terminal = new Terminal(new PrintWriter(System.out, true));
    private final GeminiEmulator emulator;
    private final Database database;
    private final Cluster cluster;

    private ScaleOut(GeminiEmulator emulator, Database database, Cluster cluster) {
        this.emulator = emulator;
        this.database = database;
        this.cluster = cluster;
    }

    /** Argument: the folder for the database and the logs of the nodes. */
    public static void main(String... arguments) throws Exception {
        Path work = Path.of(arguments[0]);
        boolean complete;
        try (Database database = Database.shared(work, "scale-out");
                GeminiEmulator emulator = GeminiEmulator.startOnFreePort();
                Cluster cluster = new Cluster(emulator, database, work)) {
            complete = new ScaleOut(emulator, database, cluster).run();
        }
        System.exit(complete ? 0 : 1);
    }

    private boolean run() throws Exception {
        terminal.print("Back end   the emulator inside this process; nothing leaves this machine");
        terminal.print(
                "Queue      interactions, on a broker inside this process, %s",
                cluster.broker().url());
        terminal.print("Database   %s, inside this process", database.url());
        NodeProcess a = start("A");
        NodeProcess b = start("B");
        Terminal.await("both nodes", PATIENCE, () -> cluster.broker().consumers() == 2 * RUNS_AT_ONCE);
        terminal.say("both nodes listen");

        emulator.script(steps(STEPS).times(RUNS));
        cluster.startRuns(RUNS);
        terminal.say("%d background runs of %d steps started, their ids are on the queue", RUNS, STEPS);

        // Each run brings seven steps before the gate. Six of eight suffice: an id may wait at a busy node
        // (node.camel.yaml).
        Terminal.await("a quarter of the steps", PATIENCE, () -> deliveries() > RUNS * STEPS / 4);
        a.kill();
        terminal.say("%d of %d steps have come; node A was killed (SIGKILL)", deliveries(), RUNS * STEPS);
        emulator.gate(HALF).release();

        Terminal.await("the end of all runs", PATIENCE, () -> {
            b.requireAlive();
            return database.number("select count(*) from run where node is null") == 0
                    && cluster.broker().messages() == 0;
        });
        terminal.say("all runs have ended, the queue is empty");
        return report(database.rows(Tally.class, TALLY), emulator.ledger());
    }

    private NodeProcess start(String name) throws Exception {
        NodeProcess node = cluster.startNode(name, RUNS_AT_ONCE);
        terminal.print(
                "Node %s     process %d, follows %d runs at once, log %s",
                name, node.pid(), RUNS_AT_ONCE, Terminal.fromHere(node.log()));
        return node;
    }

    /** Each run waits at its half until node A is killed: no run ends before, on any machine. */
    private static Rule steps(int count) {
        return Script.onCreate()
                .steps(IntStream.rangeClosed(1, count)
                        .mapToObj(step -> "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"step "
                                + step + "\"}]}")
                        .collect(Collectors.joining(",", "[", "]")))
                .eventDelay(Duration.ofMillis(80))
                .gateAfter(count * 3 / 2, HALF);
    }

    private long deliveries() {
        return database.number("select count(*) from delivery");
    }

    private boolean report(List<Tally> runs, Ledger ledger) {
        Table table = new Table(1, "interaction", "steps", "by A", "by B", "twice");
        for (Tally run : runs) {
            String id = run.interactionId().substring(0, 17) + "...";
            table.row(id, run.steps(), run.byA(), run.byB(), run.twice());
        }
        terminal.print("%n%s", table);
        long arrived = runs.stream().mapToLong(Tally::steps).sum();
        boolean complete = arrived == RUNS * STEPS
                && runs.stream().allMatch(run -> run.twice() <= 1)
                && ledger.creates() == RUNS
                && ledger.cancels() == 0;
        terminal.print(
                "%n%s: %d runs, %d of %d steps arrived, %d of them twice; %d runs went from A to B; %d creates, %d cancels.",
                complete ? "Complete" : "NOT COMPLETE",
                runs.size(),
                arrived,
                RUNS * STEPS,
                runs.stream().mapToLong(Tally::twice).sum(),
                runs.stream().filter(run -> run.byA() > 0 && run.byB() > 0).count(),
                ledger.creates(),
                ledger.cancels());
        return complete;
    }
}
