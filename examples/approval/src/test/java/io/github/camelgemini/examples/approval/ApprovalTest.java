// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.approval;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.examples.approval.Tickets.FunctionRun;
import io.github.camelgemini.examples.approval.Tickets.Ticket;
import org.apache.camel.main.Main;
import org.apache.commons.dbcp2.BasicDataSource;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a model wants and a person allows is done once, whoever is killed and however often it is allowed. */
class ApprovalTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String BROKEN = "The kettle of order %s came broken. Please issue a refund of 49.90.";

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @TempDir
    Path logs;

    private final GeminiEmulator emulator = EMULATOR.emulator();
    private final BasicDataSource database = new BasicDataSource();
    private final Tickets tickets = new Tickets(database);
    private final List<Main> nodes = new ArrayList<>();
    private final List<NodeProcess> processes = new ArrayList<>();
    private Server server;
    private Desk desk;

    @BeforeEach
    void openTheShop() throws Exception {
        System.setProperty("h2.bindAddress", "127.0.0.1");
        server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-tcpDaemon")
                .start();
        database.setUrl(
                "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:shop;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=120000");
        tickets.makeTables();
        desk = new Desk(database);
    }

    @AfterEach
    void closeTheShop() throws Exception {
        for (NodeProcess process : processes) process.kill();
        nodes.forEach(Main::stop);
        desk.close();
        tickets.update("shutdown");
        database.close();
        server.stop();
    }

    @Test
    void aRoundOutlivesItsNodeAndIsFinishedOnceByAnother() throws Exception {
        List<String> ids = List.of("T-1", "T-2", "T-3", "T-4", "T-5", "T-6");
        for (String id : ids) tickets.file(id, id.replace('T', 'A'), BROKEN);
        NodeProcess a = startProcess("A");
        until(() -> tickets.all().stream().allMatch(Ticket::isWaiting));
        a.kill();

        for (Ticket ticket : tickets.all()) {
            String decision = ticket.id().equals("T-6") ? "reject" : "approve";
            CompletableFuture<Integer> first = desk.decide(ticket.interactionId(), decision, "too late");
            CompletableFuture<Integer> second = desk.decide(ticket.interactionId(), decision, "too late");
            assertThat(List.of(first.get(), second.get())).containsExactlyInAnyOrder(303, 409);
        }
        startProcess("B");
        until(() -> tickets.all().stream().allMatch(Ticket::isOver));

        assertThat(tickets.all()).allSatisfy(ticket -> {
            boolean approved = !ticket.id().equals("T-6");
            assertThat(ticket.state()).isEqualTo("done");
            assertThat(ticket.askedBy()).isEqualTo("A");
            assertThat(ticket.finishedBy()).isEqualTo("B");
            assertThat(ticket.refunds()).isEqualTo(approved ? 1 : 0);
            assertThat(ticket.answer())
                    .contains(
                            approved
                                    ? "issue_refund returned [{\"order\":\""
                                            + ticket.id().replace('T', 'A') + "\",\"refunded\":49.90}]"
                                    : "issue_refund failed with The call was rejected by a person: too late");
            assertThat(functionsOf(ticket))
                    .containsExactlyElementsOf(
                            approved ? List.of("find_order", "issue_refund") : List.of("find_order"));
        });
        assertThat(emulator.ledger().creates()).isEqualTo(2 * ids.size());
        assertThat(emulator.ledger().createsWithEqualInput()).isZero();
        assertThat(emulator.requests(Operation.CREATE).subList(ids.size(), 2 * ids.size()))
                .allSatisfy(sent -> assertThat(sent.at("/input"))
                        .extracting(result -> result.path("name").asText())
                        .containsExactly("find_order", "issue_refund"));
    }

    @Test
    void ofTwoNodesThatSeeADecisionAtTheSameTimeOneTakesIt() throws Exception {
        tickets.file("T-1", "A-1", BROKEN);
        Main a = startNode("A");
        until(() -> ticket("T-1").isWaiting());
        a.stop();
        decide("T-1", "approve");
        try (Connection other = database.getConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("select * from ticket for update");
            startNode("B");
            startNode("C");
            until(() -> count("information_schema.sessions where blocker_id is not null") == 2);
            other.rollback();
            other.setAutoCommit(true);
        }
        until(() -> ticket("T-1").isOver());

        assertThat(ticket("T-1").finishedBy()).isIn("B", "C");
        assertThat(ticket("T-1").refunds()).isEqualTo(1);
        assertThat(functionsOf(ticket("T-1"))).containsExactly("find_order", "issue_refund");
        assertThat(emulator.ledger().creates()).isEqualTo(2);
        assertThat(emulator.ledger().gets()).isEqualTo(1); // of the round, by the one that took it
    }

    @Test
    void aTicketThatANodeIsAtIsLeftToIt() throws Exception {
        emulator.script(onCreate().text("held").gate("held"));
        tickets.file("T-1", "First");
        startNode("B");
        emulator.awaitRequests(1);
        startNode("C");
        tickets.file("T-2", "Second");
        until(() -> ticket("T-2").isOver());
        emulator.gate("held").release();
        until(() -> ticket("T-1").isOver());

        assertThat(ticket("T-2").finishedBy()).isEqualTo("C");
        assertThat(ticket("T-1").finishedBy()).isEqualTo("B");
        assertThat(emulator.ledger().creates()).isEqualTo(2);
    }

    /** As a node that is killed after the answer has come, and before it is in the table. */
    @Test
    void whatWasNotWrittenDownIsTakenUpAndNotPaidForAgain() throws Exception {
        tickets.file("T-1", "A-1", BROKEN);
        startNode("B");
        until(() -> ticket("T-1").isWaiting());
        String round = ticket("T-1").interactionId();

        tickets.update("update ticket set state = 'new', interaction_id = null, round = null, taken_by = 'A',"
                + " taken_until = current_timestamp - interval '1' second");
        until(() -> ticket("T-1").isWaiting());
        assertThat(ticket("T-1").interactionId()).isEqualTo(round);
        assertThat(emulator.ledger().creates()).isEqualTo(1);

        decide("T-1", "approve");
        until(() -> ticket("T-1").isOver());
        String answer = ticket("T-1").answer();
        tickets.update("update ticket set state = 'decided', answer = null");
        until(() -> ticket("T-1").isOver());

        assertThat(ticket("T-1").answer()).isEqualTo(answer);
        assertThat(ticket("T-1").refunds()).isEqualTo(1);
        assertThat(functionsOf(ticket("T-1"))).containsExactly("find_order", "issue_refund");
        assertThat(emulator.ledger().creates()).isEqualTo(2);
    }

    @Test
    void aDecisionThatCouldNotBeDeliveredIsDeliveredByAnotherNodeAndWritesOnce() throws Exception {
        tickets.file("T-1", "A-1", BROKEN);
        Main b = startNode("B");
        until(() -> ticket("T-1").isWaiting());
        emulator.script(onCreate().httpStatus(500));
        decide("T-1", "approve");
        until(() -> ticket("T-1").isOver());

        assertThat(ticket("T-1").state()).isEqualTo("failed");
        assertThat(ticket("T-1").answer()).contains("500");
        b.stop();
        startNode("C");
        tickets.update("update ticket set state = 'decided', answer = null");
        until(() -> ticket("T-1").isOver());

        assertThat(ticket("T-1").state()).isEqualTo("done");
        assertThat(ticket("T-1").refunds()).isEqualTo(1);
        assertThat(functionsOf(ticket("T-1"))).containsExactly("find_order", "issue_refund");
        assertThat(emulator.ledger().creates()).isEqualTo(2);
    }

    /** As a node that is killed behind the write, and before the component has kept the function's result. */
    @Test
    void aCallThatRunsAgainWritesNothingAgain() throws Exception {
        tickets.file("T-1", "A-1", BROKEN);
        startNode("B");
        until(() -> ticket("T-1").isWaiting());
        decide("T-1", "approve");
        until(() -> ticket("T-1").isOver());
        String answer = ticket("T-1").answer();

        tickets.update("delete from camel_gemini_interactions_state");
        tickets.update("update ticket set state = 'decided', answer = null");
        until(() -> ticket("T-1").isOver());

        assertThat(functionsOf(ticket("T-1"))).containsExactly("find_order", "issue_refund", "issue_refund");
        assertThat(ticket("T-1").refunds()).isEqualTo(1);
        assertThat(ticket("T-1").answer()).isEqualTo(answer).contains("\"refunded\":49.90");
    }

    /** It waits for what the other node has begun: that one lives, although its ten minutes are over. */
    @Test
    void aNodeThatStopsGivesBackTheTicketThatItWaitsFor() throws Exception {
        emulator.script(onCreate().text("held").gate("held"));
        tickets.file("T-1", "First");
        startNode("B");
        emulator.awaitRequests(1);
        tickets.update("update ticket set taken_until = current_timestamp - interval '1' second");
        Main c = startNode("C");
        until(() -> count("ticket where taken_by = 'C'") == 1);
        c.stop();

        assertThat(count("ticket where state = 'new' and taken_until is null")).isEqualTo(1);
        emulator.gate("held").release();
        until(() -> ticket("T-1").isOver());
        assertThat(ticket("T-1").state()).isEqualTo("done");
        assertThat(ticket("T-1").answer()).isEqualTo("held");
        assertThat(emulator.ledger().creates()).isEqualTo(1);
    }

    @Test
    void whatMayNotBeIsNotWrittenAlthoughItWasApproved() throws Exception {
        tickets.file("T-1", "A-1", BROKEN);
        tickets.file("T-2", BROKEN.formatted("A-1"));
        tickets.file("T-3", "A-3", BROKEN.replace("49.90", "49.91"));
        tickets.file("T-4", BROKEN.formatted("A-4"));
        startNode("B");
        until(() -> tickets.all().stream().allMatch(Ticket::isWaiting));
        for (Ticket ticket : tickets.all()) decide(ticket.id(), "approve");
        until(() -> tickets.all().stream().allMatch(Ticket::isOver));

        assertThat(tickets.all()).extracting(Ticket::state).containsOnly("done");
        assertThat(tickets.all()).extracting(Ticket::refunds).containsExactly(1, 0, 0, 0);
        assertThat(tickets.all().subList(1, 4))
                .extracting(Ticket::answer)
                .allMatch(answer -> answer.contains("Nothing was refunded"));
    }

    @Test
    void thePageShowsWhatIsAskedAndNothingOnItRuns() throws Exception {
        tickets.file("T-1", "A-1", BROKEN + "<script>alert('hi')</script>");
        emulator.script(
                onCreate().call("c1", "issue_refund", "{\"order\":\"<img src=x>\",\"amount\":5.25,\"notes\":[\"a\"]}"));
        startNode("B");
        until(() -> ticket("T-1").isWaiting());

        HttpResponse<String> page = desk.look();

        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.body())
                .contains("&lt;script&gt;", "<b>issue_refund</b>", "<dt>order</dt><dd>&lt;img src=x&gt;</dd>")
                .contains("<dt>amount</dt><dd>5.25</dd>", "<dt>notes</dt><dd>[&quot;a&quot;]</dd>")
                .contains("name=\"round\" value=\"" + ticket("T-1").interactionId() + "\"")
                .doesNotContain("<script", "<img");
        assertThat(decided("perhaps", ticket("T-1").interactionId())).isEqualTo(400);
        assertThat(decided("approve", "somebody else's")).isEqualTo(409);
        assertThat(ticket("T-1").isWaiting()).isTrue();
        assertThat(decided("reject", ticket("T-1").interactionId())).isEqualTo(303);
        assertThat(ticket("T-1").decision()).isEqualTo("reject: 5% & more + ä");
    }

    private void decide(String id, String decision) throws Exception {
        assertThat(decided(decision, ticket(id).interactionId())).isEqualTo(303);
    }

    private int decided(String decision, String round) throws Exception {
        return desk.decide(round, decision, "5% & more + ä").get();
    }

    private int count(String rows) throws Exception {
        try (Connection connection = database.getConnection();
                ResultSet count = connection.createStatement().executeQuery("select count(*) from " + rows)) {
            count.next();
            return count.getInt(1);
        }
    }

    private Ticket ticket(String id) throws Exception {
        return tickets.all().stream()
                .filter(ticket -> ticket.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private List<String> functionsOf(Ticket ticket) throws Exception {
        return tickets.functionRuns().stream()
                .filter(run -> run.ticket().equals(ticket.id()))
                .map(FunctionRun::function)
                .toList();
    }

    private NodeProcess startProcess(String name) throws IOException {
        NodeProcess process = NodeProcess.start(
                Node.properties(name, emulator.baseUrl(), database.getUrl()), logs.resolve(name + ".log"));
        processes.add(process);
        return process;
    }

    private Main startNode(String name) {
        Main node = Node.camel(Node.properties(name, emulator.baseUrl(), database.getUrl()));
        nodes.add(node);
        node.start();
        return node;
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
    }
}
