// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.approval;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.traffic.Ledger;
import io.github.camelgemini.examples.approval.Tickets.FunctionRun;
import io.github.camelgemini.examples.approval.Tickets.Ticket;
import io.github.camelgemini.examples.support.Database;
import io.github.camelgemini.examples.support.Node;
import io.github.camelgemini.examples.support.NodeProcess;
import io.github.camelgemini.examples.support.Table;
import io.github.camelgemini.examples.support.Terminal;

/** The command: one node asks and is killed while a person decides, another one finishes; then the outcome is printed. */
public final class Approval {

    /** A file with the key that signs the rounds that wait; all nodes have the same. Yours is in a secret store. */
    private static final String APPROVAL_KEY = "file:" + approvalKey();

    private static final String BY_HAND = "--by-hand";
    private static final String REASON = "this one came whole";
    private static final int TICKETS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PATIENCE_WITH_PEOPLE = Duration.ofHours(1);

    private final Terminal terminal = new Terminal(new PrintWriter(System.out, true));
    private final Path work;
    private final Tickets tickets;
    private final Desk desk;
    private final GeminiEmulator emulator;

    private Approval(Path work, Tickets tickets, Desk desk, GeminiEmulator emulator) {
        this.work = work;
        this.tickets = tickets;
        this.desk = desk;
        this.emulator = emulator;
    }

    /** Arguments: the folder for the database and the logs of the nodes; {@code --by-hand} to decide in a browser. */
    public static void main(String... arguments) throws Exception {
        List<String> options = List.of(arguments).subList(1, arguments.length);
        if (!List.of(BY_HAND).containsAll(options))
            throw new IllegalArgumentException("The only argument there is: " + BY_HAND);
        Path work = Path.of(arguments[0]);
        boolean complete;
        try (Database database = Database.shared(work, "approval");
                GeminiEmulator emulator = GeminiEmulator.startOnFreePort();
                Desk desk = new Desk(database.connections())) {
            complete = new Approval(work, new Tickets(database), desk, emulator).run(!options.isEmpty());
        }
        System.exit(complete ? 0 : 1);
    }

    /** The file is its owner's alone. A property with the key itself would be in the log: Camel masks known names only. */
    private static Path approvalKey() {
        try {
            Path file = Files.createTempFile("approval", ".key");
            file.toFile().deleteOnExit();
            return Files.writeString(file, UUID.randomUUID() + "/" + UUID.randomUUID());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Properties of a node, which needs nothing else. */
    static Map<String, String> node(String name, GeminiEmulator emulator, String database) {
        Map<String, String> properties = Node.emulator(emulator);
        properties.put(Node.ROUTES, "classpath:camel/node.camel.yaml,classpath:camel/functions.camel.yaml");
        properties.put("camel.component.gemini-interactions.approval-key", APPROVAL_KEY);
        properties.put("node.name", name);
        properties.put("node.database", database);
        return properties;
    }

    private boolean run(boolean byHand) throws Exception {
        terminal.print("Back end   the emulator inside this process; nothing leaves this machine");
        terminal.print("Database   %s, inside this process", tickets.database().url());
        terminal.print("Desk       %s, inside this process", desk.url());
        tickets.file("T-1", "A-1001", "The kettle of order %s came broken. Please issue a refund of 49.90.");
        tickets.file("T-2", "A-1002", "I do not like order %s. Please issue a refund of 49.90.");
        tickets.file("T-3", "A-1003", "When did I buy order %s?");
        try (NodeProcess a = start("A")) {
            Terminal.await("the tickets", PATIENCE, () -> {
                a.requireAlive();
                return tickets.all().stream().allMatch(ticket -> ticket.isWaiting() || ticket.isOver());
            });
            long waiting = tickets.all().stream().filter(Ticket::isWaiting).count();
            terminal.say("%d tickets asked: %d answered, %d wait for a person", TICKETS, TICKETS - waiting, waiting);
            a.kill();
        }
        terminal.say("node A was killed (SIGKILL); no node runs");

        if (byHand) waitForAPerson();
        else decide();

        try (NodeProcess b = start("B")) {
            Terminal.await("the answers", PATIENCE, () -> {
                b.requireAlive();
                return tickets.all().stream().allMatch(Ticket::isOver);
            });
            terminal.say("all tickets are answered");
        }
        return report(tickets.all(), tickets.functionRuns(), emulator.ledger());
    }

    private NodeProcess start(String name) throws Exception {
        NodeProcess node = NodeProcess.start(
                node(name, emulator, tickets.database().url()), work.resolve("node-" + name + ".log"));
        terminal.say("node %s starts: process %d, log %s", name, node.pid(), Terminal.fromHere(node.log()));
        return node;
    }

    private void decide() throws Exception {
        for (Ticket ticket : tickets.all()) {
            if (ticket.interactionId() == null) continue;
            boolean approve = ticket.id().equals("T-1");
            String decision = approve ? "approve" : "reject";
            int first = desk.decide(ticket.interactionId(), decision, approve ? "" : REASON)
                    .get();
            int again = desk.decide(ticket.interactionId(), "approve", "").get();
            terminal.say(
                    "%s: a person presses %s, HTTP %d; then approve, HTTP %d", ticket.id(), decision, first, again);
        }
    }

    private void waitForAPerson() throws Exception {
        terminal.say("open %s and decide", desk.url());
        Terminal.await("your decisions", PATIENCE_WITH_PEOPLE, () -> tickets.all().stream()
                .noneMatch(Ticket::isWaiting));
        terminal.say("all is decided");
    }

    private boolean report(List<Ticket> all, List<FunctionRun> runs, Ledger ledger) {
        Table table = new Table(5, "ticket", "decision", "asked by", "finished by", "functions by", "refunds");
        for (Ticket ticket : all) {
            table.row(
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
        terminal.print("%n%s%n", table);
        for (Ticket ticket : all) terminal.print("%s: %s", ticket.id(), ticket.answer());
        long calls =
                runs.stream().map(run -> run.ticket() + run.callId()).distinct().count();
        long again = runs.size() - calls;
        boolean complete = all.size() == TICKETS
                && all.stream().allMatch(Approval::isAsDecided)
                && again == 0
                && ledger.creates() == 2 * TICKETS
                && ledger.createsWithEqualInput() == 0;
        terminal.print(
                "%n%s: %d tickets; refunds: %d allowed, %d written; %d function calls, %d of them run again; %d creates, %d of them twice.",
                complete ? "Complete" : "NOT COMPLETE",
                all.size(),
                all.stream()
                        .filter(ticket -> "approve".equals(ticket.decision()))
                        .count(),
                all.stream().mapToLong(Ticket::refunds).sum(),
                runs.size(),
                again,
                ledger.creates(),
                ledger.createsWithEqualInput());
        return complete;
    }

    /** True if an approval led to one refund, anything else to no refund, and the model knows about a rejection. */
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
}
