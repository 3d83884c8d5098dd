// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.research;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.traffic.Ledger;
import io.github.camelgemini.examples.support.Database;
import io.github.camelgemini.examples.support.Node;
import io.github.camelgemini.examples.support.NodeProcess;
import io.github.camelgemini.examples.support.Table;
import io.github.camelgemini.examples.support.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command: one node starts research and is killed, another one writes the report; then the outcome is printed. */
@Command(
        name = "deep-research",
        sortOptions = false,
        description =
                "Starts research in the background, kills the node that has started it, and lets another node write the"
                        + " report. Talks to the emulator inside this process.")
public final class DeepResearch implements Callable<Integer> {

    /** Where the emulator holds each run until the node is killed: see {@code emulator/harbour.yaml}. */
    static final String HALF = "half";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A row of the table of the same name. */
    record Written(
            String interactionId, String report, String status, String startedBy, String writtenBy, long totalTokens) {}

    @Parameters(paramLabel = "DIR", description = "Folder for database, reports and the logs of the nodes.")
    private Path work = Path.of("");

    @Option(
            names = "--repeat",
            paramLabel = "N",
            description = "How often the timer fires: that many reports. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1")
    private int repeat;

    @Option(
            names = "--topic",
            paramLabel = "TEXT",
            description = "Topic of the research. The emulator answers the same to each.",
            defaultValue = "Shore power in the harbour of Ravensund")
    private String topic = "";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and exit.")
    private boolean help;

    private final Terminal terminal = new Terminal(new PrintWriter(System.out, true));

    public static void main(String... arguments) {
        System.exit(new CommandLine(new DeepResearch()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (repeat < 1) {
            System.err.println("--repeat: at least 1");
            return CommandLine.ExitCode.USAGE;
        }
        try (Database database = Database.shared(work, "deep-research");
                GeminiEmulator emulator = GeminiEmulator.startOnFreePort()) {
            removeOldReports();
            script(emulator);
            return run(database, emulator) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }

    private void removeOldReports() throws IOException {
        try (DirectoryStream<Path> reports = Files.newDirectoryStream(work, "report-*.{html,pdf}")) {
            for (Path report : reports) Files.delete(report);
        }
    }

    /** The emulator answers with an invented report, and holds each run at its half. */
    static void script(GeminiEmulator emulator) throws IOException {
        try (InputStream script =
                Objects.requireNonNull(DeepResearch.class.getResourceAsStream("/emulator/harbour.yaml"))) {
            emulator.script(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Properties of a node, which needs nothing else. */
    static Map<String, String> node(String name, GeminiEmulator emulator, Database database, Path folder) {
        Map<String, String> properties = new HashMap<>(Node.emulator(emulator));
        properties.put(Node.ROUTES, "classpath:camel/node.camel.yaml");
        properties.put("node.name", name);
        properties.put("node.database", database.url());
        properties.put("research.folder", folder.toAbsolutePath().toString());
        properties.put("research.edition", "2026-48");
        properties.put("research.topic", "Shore power in the harbour of Ravensund");
        properties.put("research.repeatCount", "1");
        properties.put("research.period", "1000");
        return properties;
    }

    private boolean run(Database database, GeminiEmulator emulator) throws Exception {
        terminal.print("Back end   the emulator inside this process; nothing leaves this machine");
        terminal.print("Database   %s, inside this process", database.url());
        terminal.print("Topic      %s%n", topic);
        try (NodeProcess a = start("A", database, emulator)) {
            Terminal.await("the runs", PATIENCE, () -> {
                a.requireAlive();
                return emulator.ledger().creates() == repeat && openRuns(database) == repeat;
            });
            terminal.say("%d of %d runs started in the background, each has its row", repeat, repeat);
            a.kill();
        }
        terminal.say("node A was killed (SIGKILL); no node runs, the service goes on with the research");
        emulator.gate(HALF).release();
        try (NodeProcess b = start("B", database, emulator)) {
            Terminal.await("the reports", PATIENCE, () -> {
                b.requireAlive();
                return openRuns(database) == 0 && database.number("select count(*) from report") >= repeat;
            });
            terminal.say("the runs have ended and their reports are written");
        }
        return report(database.rows(Written.class, "select * from report order by report"), emulator.ledger());
    }

    /** Rows of the repository; the first node makes its table. */
    static long openRuns(Database database) {
        String table =
                "select count(*) from information_schema.tables where table_name = 'CAMEL_GEMINI_INTERACTIONS_RUNS'";
        return database.number(table) == 0 ? 0 : database.number("select count(*) from camel_gemini_interactions_runs");
    }

    private NodeProcess start(String name, Database database, GeminiEmulator emulator) throws IOException {
        Map<String, String> properties = node(name, emulator, database, work);
        properties.put("research.topic", topic);
        properties.put("research.repeatCount", String.valueOf(repeat));
        NodeProcess node = NodeProcess.start(properties, work.resolve("node-" + name + ".log"));
        terminal.say("node %s starts: process %d, log %s", name, node.pid(), Terminal.fromHere(node.log()));
        return node;
    }

    private boolean report(List<Written> reports, Ledger ledger) {
        Table table = new Table(4, "report", "status", "started by", "written by", "tokens");
        for (Written report : reports) {
            table.row(
                    report.report(),
                    report.status(),
                    report.startedBy(),
                    report.writtenBy(),
                    Terminal.number(report.totalTokens()));
        }
        terminal.print("%n%s%n", table);
        boolean files = true;
        for (Written report : reports) {
            for (String ending : List.of(".html", ".pdf")) {
                Path file = work.resolve("report-" + report.report() + ending)
                        .toAbsolutePath()
                        .normalize();
                files &= Files.isRegularFile(file);
                terminal.print("%s", file.toUri());
            }
        }
        boolean complete = files
                && reports.size() == repeat
                && reports.stream().allMatch(DeepResearch::isAsItHasToBe)
                && ledger.creates() == repeat
                && ledger.cancels() == 0;
        terminal.print(
                "%n%s: %d of %d reports as HTML and PDF, started by A, written by B; %d creates, %d cancels.",
                complete ? "Complete" : "NOT COMPLETE", reports.size(), repeat, ledger.creates(), ledger.cancels());
        return complete;
    }

    private static boolean isAsItHasToBe(Written report) {
        return report.status().equals("completed")
                && report.startedBy().equals("A")
                && report.writtenBy().equals("B");
    }
}
