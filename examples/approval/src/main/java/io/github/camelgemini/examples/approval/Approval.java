// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.approval;

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

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.traffic.Ledger;
import io.github.camelgemini.examples.approval.Tickets.FunctionRun;
import io.github.camelgemini.examples.approval.Tickets.Ticket;
import org.apache.commons.dbcp2.BasicDataSource;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;

/** The command: lets a node ask, kills it while a person thinks, lets another one finish, and tells what was done. */
public final class Approval {

    private static final String BY_HAND = "--by-hand";
    private static final String REASON = "this one came whole";
    private static final int TICKETS = 3;
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PATIENCE_WITH_PEOPLE = Duration.ofHours(1);

    private final Path work;
    private final boolean byHand;
    private final PrintWriter out;
    private final Instant start = Instant.now();

    Approval(Path work, boolean byHand, PrintWriter out) {
        this.work = work;
        this.byHand = byHand;
        this.out = out;
    }

    /**
     * Arguments: the folder for the database and for the logs of the nodes; {@code --by-hand} to decide yourself, in a
     * browser.
     */
    public static void main(String... arguments) throws Exception {
        List<String> options = List.of(arguments).subList(1, arguments.length);
        if (!List.of(BY_HAND).containsAll(options))
            throw new IllegalArgumentException("The only argument there is: " + BY_HAND);
        PrintWriter out = new PrintWriter(System.out, true);
        System.exit(new Approval(Path.of(arguments[0]), !options.isEmpty(), out).run() ? 0 : 1);
    }

    /** @return true when what was allowed was written once, what was rejected was not, and nothing was paid for twice */
    boolean run() throws Exception {
        Files.createDirectories(work);
        Files.deleteIfExists(work.resolve("approval.mv.db")); // the last time's
        System.setProperty("h2.bindAddress", "127.0.0.1"); // H2 listens everywhere unless it is told
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", work.toString())
                .start();
        String url = "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/./approval";
        try (BasicDataSource database = new BasicDataSource();
                GeminiEmulator emulator = GeminiEmulator.startOnFreePort()) {
            database.setUrl(url);
            Tickets tickets = new Tickets(database);
            tickets.makeTables();
            out.printf("Back end   the emulator inside this process; nothing leaves this machine%n");
            out.printf("Database   %s, inside this process%n", url);
            try (Desk desk = new Desk(database)) {
                out.printf("Desk       %s, inside this process%n", desk.url());
                return work(emulator, url, tickets, desk);
            }
        } finally {
            server.stop();
        }
    }

    private boolean work(GeminiEmulator emulator, String database, Tickets tickets, Desk desk) throws Exception {
        tickets.file("T-1", "A-1001", "The kettle of order %s came broken. Please issue a refund of 49.90.");
        tickets.file("T-2", "A-1002", "I do not like order %s. Please issue a refund of 49.90.");
        tickets.file("T-3", "A-1003", "When did I buy order %s?");
        try (NodeProcess a = start("A", emulator, database)) {
            until(PATIENCE, "the tickets", a, () -> tickets.all().stream()
                    .allMatch(ticket -> ticket.isWaiting() || ticket.isOver()));
            long waiting = tickets.all().stream().filter(Ticket::isWaiting).count();
            say("%d tickets asked: %d answered, %d wait for a person", TICKETS, TICKETS - waiting, waiting);
            a.kill();
        }
        say("node A was killed (SIGKILL); no node runs");

        if (byHand) waitForAPerson(tickets, desk);
        else decide(tickets, desk);

        try (NodeProcess b = start("B", emulator, database)) {
            until(PATIENCE, "the answers", b, () -> tickets.all().stream().allMatch(Ticket::isOver));
            say("all tickets are answered");
        }
        return tell(tickets, emulator.ledger());
    }

    private NodeProcess start(String name, GeminiEmulator emulator, String database) throws Exception {
        NodeProcess node = NodeProcess.start(
                Node.properties(name, emulator.baseUrl(), database), work.resolve("node-" + name + ".log"));
        say("node %s starts: process %d, log %s", name, node.pid(), fromHere(node.log()));
        return node;
    }

    private static Path fromHere(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }

    private void decide(Tickets tickets, Desk desk) throws Exception {
        for (Ticket ticket : tickets.all()) {
            if (ticket.interactionId() == null) continue;
            boolean approve = ticket.id().equals("T-1");
            String decision = approve ? "approve" : "reject";
            int first = desk.decide(ticket.interactionId(), decision, approve ? "" : REASON)
                    .get();
            int again = desk.decide(ticket.interactionId(), "approve", "").get();
            say("%s: a person presses %s, HTTP %d; then approve, HTTP %d", ticket.id(), decision, first, again);
        }
    }

    private void waitForAPerson(Tickets tickets, Desk desk) throws Exception {
        say("open %s and decide", desk.url());
        until(PATIENCE_WITH_PEOPLE, "your decisions", null, () -> tickets.all().stream()
                .noneMatch(Ticket::isWaiting));
        say("all is decided");
    }

    private boolean tell(Tickets tickets, Ledger ledger) throws Exception {
        List<Ticket> all = tickets.all();
        List<FunctionRun> runs = tickets.functionRuns();
        out.printf(
                "%n%-6s  %-8s  %-8s  %-11s  %-12s  %7s%n",
                "ticket", "decision", "asked by", "finished by", "functions by", "refunds");
        for (Ticket ticket : all) {
            out.printf(
                    "%-6s  %-8s  %-8s  %-11s  %-12s  %7d%n",
                    ticket.id(),
                    ticket.decision() == null ? "-" : ticket.decision().replaceFirst(":.*", ""),
                    ticket.askedBy(),
                    ticket.finishedBy(),
                    runs.stream()
                            .filter(run -> run.ticket().equals(ticket.id()))
                            .map(FunctionRun::node)
                            .collect(Collectors.joining(", ")),
                    ticket.refunds());
        }
        out.println();
        for (Ticket ticket : all) out.printf("%s: %s%n", ticket.id(), ticket.answer());
        long again = runs.size()
                - runs.stream()
                        .map(run -> run.ticket() + run.callId())
                        .distinct()
                        .count();
        long refunds = all.stream().mapToLong(Ticket::refunds).sum();
        long allowed = all.stream()
                .filter(ticket -> "approve".equals(ticket.decision()))
                .count();
        boolean complete = all.size() == TICKETS
                && all.stream().allMatch(Approval::isAsDecided)
                && again == 0
                && ledger.creates() == 2 * TICKETS
                && ledger.createsWithEqualInput() == 0;
        out.printf(
                "%n%s: %d tickets; refunds: %d allowed, %d written; %d function calls, %d of them run again; %d creates, %d of them twice.%n",
                complete ? "Complete" : "NOT COMPLETE",
                all.size(),
                allowed,
                refunds,
                runs.size(),
                again,
                ledger.creates(),
                ledger.createsWithEqualInput());
        return complete;
    }

    /** One refund where a person said so, else none; and the model was told why not. */
    private static boolean isAsDecided(Ticket ticket) {
        String decision = ticket.decision() == null ? "" : ticket.decision();
        boolean rejected = decision.startsWith("reject");
        String why = rejected ? decision.replaceFirst("reject(: )?", "") : "";
        return ticket.state().equals("done")
                && ticket.refunds() == (decision.equals("approve") ? 1 : 0)
                && ticket.answer() != null
                && ticket.answer().contains(why)
                && ticket.answer().contains("rejected by a person") == rejected;
    }

    private void until(Duration patience, String what, @Nullable NodeProcess node, Callable<Boolean> condition)
            throws Exception {
        Instant last = Instant.now().plus(patience);
        while (!condition.call()) {
            if (node != null && !node.isAlive()) throw new IllegalStateException("The node is gone, see " + node.log());
            if (Instant.now().isAfter(last)) throw new TimeoutException("Waited in vain for " + what + ", see " + work);
            Thread.sleep(LOOK_EVERY.toMillis());
        }
    }

    private void say(String words, Object... values) {
        double seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;
        out.printf(Locale.ROOT, "%7.1f s  %s%n", seconds, String.format(Locale.ROOT, words, values));
    }
}
