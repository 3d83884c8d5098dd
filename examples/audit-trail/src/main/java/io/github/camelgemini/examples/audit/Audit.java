// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.examples.support.Broker;
import io.github.camelgemini.examples.support.Database;
import io.github.camelgemini.examples.support.LocalSite;
import io.github.camelgemini.examples.support.Node;
import io.github.camelgemini.examples.support.Terminal;
import org.apache.camel.main.Main;

import static io.github.camelgemini.emulator.script.Script.onCreate;

/** The command: work of each kind is recorded, the trail is compared with the service's bill, and a changed row is found. */
public final class Audit {

    static final String QUEUE = "work";

    private static final String STAY = "--stay";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Terminal terminal = new Terminal(new PrintWriter(System.out, true));
    private final Trail trail;
    private final GeminiEmulator emulator;

    private Audit(Trail trail, GeminiEmulator emulator) {
        this.trail = trail;
        this.emulator = emulator;
    }

    /** Arguments: the folder for the page and the keys; {@code --stay} to look at the page while the program runs. */
    public static void main(String... arguments) throws Exception {
        List<String> options = List.of(arguments).subList(1, arguments.length);
        if (!List.of(STAY).containsAll(options))
            throw new IllegalArgumentException("The only argument there is: " + STAY);
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Path page = folder.resolve("audit.html");
        boolean complete;
        try (Broker broker = Broker.onLoopback(QUEUE);
                Database database = Database.at("jdbc:h2:mem:audit;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=60000");
                GeminiEmulator emulator = GeminiEmulator.startOnFreePort()) {
            Path key = key();
            LocalSite site = LocalSite.onFreePort();
            Main camel = Node.camel(node(emulator, database.url(), broker.url(), site, key, prices(folder)));
            try {
                camel.start();
                Trail trail = new Trail(database, broker);
                Audit audit = new Audit(trail, emulator);
                Bill bill = audit.work();
                Files.writeString(page, site.get("").body());
                if (!options.isEmpty()) {
                    audit.terminal.print("Open %s and press Enter when you have seen it.", site.url());
                    System.in.read();
                }
                complete = audit.report(bill, new HashChain(database.connections(), key.toString()), page);
            } finally {
                camel.stop();
            }
        }
        System.exit(complete ? 0 : 1);
    }

    /** Properties of a node, which needs nothing else. */
    static Map<String, String> node(
            GeminiEmulator emulator, String database, String broker, LocalSite site, Path key, Path prices) {
        Map<String, String> properties = Node.emulator(emulator);
        properties.put(Node.ROUTES, "classpath:camel/*.camel.yaml");
        properties.put("camel.component.gemini-interactions.approval-key", "file:" + key);
        properties.put("work.broker", broker);
        properties.put("audit.database", database);
        properties.put("work.model", "gemini-3.5-flash");
        properties.put("work.agent", "deep-research-preview-04-2026");
        properties.put("audit.key", key.toString());
        properties.put("audit.prices", prices.toString());
        properties.put("audit.content", "text");
        properties.put("audit.port", String.valueOf(site.port()));
        return properties;
    }

    /** A file that is its owner's alone. It signs rows and rounds here; yours are two keys, in a secret store. */
    static Path key() throws IOException {
        Path file = Files.createTempFile("audit-trail", ".key");
        file.toFile().deleteOnExit();
        return Files.writeString(file, UUID.randomUUID() + "/" + UUID.randomUUID());
    }

    /** The price list of the demonstration, as a file; one that is there already is left as it is. */
    static Path prices(Path folder) throws IOException {
        Path file = folder.resolve("prices.csv");
        if (Files.exists(file)) return file;
        try (InputStream list = Objects.requireNonNull(Audit.class.getResourceAsStream("/prices.csv"))) {
            Files.copy(list, file);
        }
        return file;
    }

    /** Sends the work and waits for it. */
    private Bill work() throws Exception {
        terminal.print("Back end   the emulator inside this process; nothing leaves this machine");
        trail.open();
        // Accepted, and its answer lost: no client can know what it has cost.
        emulator.script(onCreate().contains("rate").fault(Fault.cutBeforeHeaders()));
        trail.send("M-1", "What is the exchange rate of today?");
        done("M-1 was sent, and its connection broke");
        trail.send("M-1", "What is the exchange rate of today?");
        done("M-1 was delivered again: in doubt, and not sent a second time");
        Bill unseen = Bill.of(emulator.ledger());

        emulator.script(onCreate()
                .contains("secret")
                .text("")
                .error("safety", "Blocked")
                .status("failed"));
        trail.send("M-2", "What does a savings account yield?");
        trail.send("M-3", "question", "I have an account.", Map.of("conversation", "Jones"));
        done("M-2 was answered, M-3 has begun a conversation");
        trail.send("M-4", "question", "What did I say?", Map.of("conversation", "Jones"));
        trail.send("M-5", "What is the balance of account 4711?");
        trail.send("M-6", "Tell me a secret.");
        trail.send("M-7", "research", "Compare the yields of savings accounts.", Map.of());
        trail.send("M-8", "Make a payment of 25.50 from account 4711.");
        trail.send("M-9", "Make a payment of 99000 from account 4712.");
        done("a turn, a function, a failure, a run in the background; two payments wait");
        trail.send("M-8", "decision", "approve", Map.of("by", "R. Smith"));
        trail.send("M-9", "decision", "reject: more than the account has", Map.of("by", "R. Smith"));
        done("R. Smith has approved one and rejected the other");
        trail.send("M-8", "decision", "reject", Map.of("by", "M. Reed"));
        done("M. Reed decides about M-8 as well: too late");
        return unseen;
    }

    private void done(String what) throws Exception {
        Terminal.await("the work", PATIENCE, trail::isIdle);
        terminal.say("%s", what);
    }

    private boolean report(Bill unseen, HashChain chain, Path page) {
        Report report = new Report(trail.tasks(), trail.rows(), trail.payments(), unseen, emulator.ledger());
        terminal.print("%n%s%n", report.table());
        List<String> before = chain.findings();
        terminal.print("The chain: %s", before.isEmpty() ? "unchanged" : before);
        long changed = report.decision().position();
        trail.database().update("update audit set actor = 'M. Reed' where position = ?", changed);
        List<String> found = chain.findings();
        terminal.print("Somebody with access to the table makes M. Reed the one who decided. The chain: %s", found);
        trail.database().update("update audit set actor = 'R. Smith' where position = ?", changed);
        boolean complete = report.isComplete()
                && before.isEmpty()
                && found.equals(List.of("Row " + changed + " was changed."))
                && chain.findings().isEmpty();
        terminal.print("The page: %s%n", Terminal.fromHere(page));
        terminal.print("%s: %s", complete ? "Complete" : "NOT COMPLETE", report);
        return complete;
    }
}
