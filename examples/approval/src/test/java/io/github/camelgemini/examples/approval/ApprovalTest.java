// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.approval;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.examples.approval.Tickets.FunctionRun;
import io.github.camelgemini.examples.approval.Tickets.Ticket;
import io.github.camelgemini.examples.support.Database;
import io.github.camelgemini.examples.support.Node;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The routes of node B, with the desk and, where a test needs it, a node C in the same process. */
class ApprovalTest extends CamelMainTestSupport {

    static final String BROKEN = "The kettle of order %s came broken. Please issue a refund of 49.90.";

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private final GeminiEmulator emulator = EMULATOR.emulator();
    private final Database database =
            Database.at("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=120000");
    private final Tickets tickets = new Tickets(database);
    private final List<Main> others = new ArrayList<>();
    private Desk desk;

    @Override
    protected void setupResources() throws Exception {
        desk = new Desk(database.connections());
        Properties properties = new Properties();
        properties.putAll(Approval.node("B", emulator, database.url()));
        camelContextConfiguration().withUseOverridePropertiesWithPropertiesComponent(properties);
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        configuration.withAutoConfigurationEnvironmentVariablesEnabled(false);
    }

    @Override
    protected void cleanupResources() throws Exception {
        context.stop();
        others.forEach(Main::stop);
        desk.close();
        database.update("shutdown");
        database.close();
    }

    @Test
    void ofTwoNodesThatSeeADecisionAtTheSameTimeOneTakesIt() throws Exception {
        NotifyBuilder seenByB =
                new NotifyBuilder(context).fromRoute("tickets").whenDone(2).create();
        NotifyBuilder seenByC;
        fileAndWait("A-1");
        context.getRouteController().stopRoute("tickets");
        decide("T-1", "approve");
        try (Connection other = database.connections().getConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("select * from ticket for update");
            context.getRouteController().startRoute("tickets");
            CamelContext c = startNode("C");
            until(() -> count("information_schema.sessions where blocker_id is not null") == 2);
            seenByC = new NotifyBuilder(c).fromRoute("tickets").whenDone(1).create();
            other.rollback();
            other.setAutoCommit(true);
        }
        finish(seenByB);
        finish(seenByC);

        assertThat(ticket("T-1").isOver()).isTrue();
        assertThat(ticket("T-1").finishedBy()).isIn("B", "C");
        assertThat(ticket("T-1").refunds()).isEqualTo(1);
        assertThat(functionsOf("T-1")).containsExactly("find_order", "issue_refund");
        assertThat(emulator.ledger().creates()).isEqualTo(2);
        assertThat(emulator.ledger().gets()).isEqualTo(1); // of the round, by the one that took it
    }

    @Test
    void aTicketInWorkIsLeftToItsNode() throws Exception {
        emulator.script(onCreate().text("held").gate("held"));
        NotifyBuilder byB = work(context, 1);
        tickets.file("T-1", "First");
        emulator.awaitRequests(1);
        NotifyBuilder byC = work(startNode("C"), 1);
        tickets.file("T-2", "Second");
        finish(byC);
        emulator.gate("held").release();
        finish(byB);

        assertThat(ticket("T-2").finishedBy()).isEqualTo("C");
        assertThat(ticket("T-1").finishedBy()).isEqualTo("B");
        assertThat(tickets.all()).allMatch(Ticket::isOver);
        assertThat(emulator.ledger().creates()).isEqualTo(2);
    }

    /** As after a node that is killed between the answer and its row. */
    @Test
    void anAnswerThatWasNotWrittenIsFoundAgainAndNotPaidForTwice() throws Exception {
        NotifyBuilder asked = work(context, 2);
        NotifyBuilder answered = work(context, 3);
        NotifyBuilder again = work(context, 4);
        fileAndWait("A-1");
        String round = ticket("T-1").interactionId();

        database.update("update ticket set state = 'new', interaction_id = null, round = null, taken_by = 'A',"
                + " taken_until = current_timestamp - interval '1' second");
        finish(asked);
        assertThat(ticket("T-1").isWaiting()).isTrue();
        assertThat(ticket("T-1").interactionId()).isEqualTo(round);
        assertThat(emulator.ledger().creates()).isEqualTo(1);

        decide("T-1", "approve");
        finish(answered);
        String answer = ticket("T-1").answer();
        database.update("update ticket set state = 'decided', answer = null");
        finish(again);

        assertThat(ticket("T-1").isOver()).isTrue();
        assertThat(ticket("T-1").answer()).isEqualTo(answer);
        assertThat(ticket("T-1").refunds()).isEqualTo(1);
        assertThat(functionsOf("T-1")).containsExactly("find_order", "issue_refund");
        assertThat(emulator.ledger().creates()).isEqualTo(2);
    }

    @Test
    void aDecisionThatFailedIsDeliveredByAnotherNodeAndWritesOnce() throws Exception {
        NotifyBuilder byB = work(context, 2);
        fileAndWait("A-1");
        emulator.script(onCreate().httpStatus(500));
        decide("T-1", "approve");
        finish(byB);

        assertThat(ticket("T-1").state()).isEqualTo("failed");
        assertThat(ticket("T-1").answer()).contains("500");
        context.stop();
        NotifyBuilder byC = work(startNode("C"), 1);
        database.update("update ticket set state = 'decided', answer = null");
        finish(byC);

        assertThat(ticket("T-1").state()).isEqualTo("done");
        assertThat(ticket("T-1").refunds()).isEqualTo(1);
        assertThat(functionsOf("T-1")).containsExactly("find_order", "issue_refund");
        assertThat(emulator.ledger().creates()).isEqualTo(2);
    }

    /** As after a node that is killed behind the write, before the component has stored the function's result. */
    @Test
    void aCallThatRunsAgainWritesNothingAgain() throws Exception {
        NotifyBuilder answered = work(context, 2);
        NotifyBuilder again = work(context, 3);
        fileAndWait("A-1");
        decide("T-1", "approve");
        finish(answered);
        assertThat(ticket("T-1").isOver()).isTrue();
        String answer = ticket("T-1").answer();

        database.update("delete from camel_gemini_interactions_state");
        database.update("update ticket set state = 'decided', answer = null");
        finish(again);

        assertThat(ticket("T-1").isOver()).isTrue();
        assertThat(functionsOf("T-1")).containsExactly("find_order", "issue_refund", "issue_refund");
        assertThat(ticket("T-1").refunds()).isEqualTo(1);
        assertThat(ticket("T-1").answer()).isEqualTo(answer).contains("\"refunded\":49.90");
    }

    /** C waits for the interaction that B has begun: B lives, although its ten minutes are over. */
    @Test
    void aNodeThatStopsGivesBackTheTicketThatItWaitsFor() throws Exception {
        emulator.script(onCreate().text("held").gate("held"));
        NotifyBuilder byB = work(context, 2); // the second time for the ticket that C has given back
        tickets.file("T-1", "First");
        emulator.awaitRequests(1);
        database.update("update ticket set taken_until = current_timestamp - interval '1' second");
        startNode("C");
        until(() -> count("ticket where taken_by = 'C'") == 1);
        others.get(0).stop();

        assertThat(count("ticket where state = 'new' and taken_until is null")).isEqualTo(1);
        emulator.gate("held").release();
        finish(byB);
        assertThat(ticket("T-1").state()).isEqualTo("done");
        assertThat(ticket("T-1").answer()).isEqualTo("held");
        assertThat(emulator.ledger().creates()).isEqualTo(1);
    }

    @Test
    void aRefundThatIsNotDueIsNotWrittenAlthoughApproved() throws Exception {
        NotifyBuilder asked = work(context, 4);
        NotifyBuilder answered = work(context, 8);
        tickets.file("T-1", "A-1", BROKEN);
        tickets.file("T-2", BROKEN.formatted("A-1"));
        tickets.file("T-3", "A-3", BROKEN.replace("49.90", "49.91"));
        tickets.file("T-4", BROKEN.formatted("A-4"));
        finish(asked);
        assertThat(tickets.all()).allMatch(Ticket::isWaiting);
        for (Ticket ticket : tickets.all()) decide(ticket.id(), "approve");
        finish(answered);

        assertThat(tickets.all()).extracting(Ticket::state).containsOnly("done");
        assertThat(tickets.all()).extracting(Ticket::refunds).containsExactly(1, 0, 0, 0);
        assertThat(tickets.all().subList(1, 4))
                .extracting(Ticket::answer)
                .allMatch(answer -> answer.contains("Nothing was refunded"));
    }

    @Test
    void thePageShowsWhatIsAskedAndNothingOnItRuns() throws Exception {
        emulator.script(
                onCreate().call("c1", "issue_refund", "{\"order\":\"<img src=x>\",\"amount\":5.25,\"notes\":[\"a\"]}"));
        NotifyBuilder asked = work(context, 1);
        tickets.file("T-1", "A-1", BROKEN + "<script>alert('hi')</script>");
        finish(asked);

        HttpResponse<String> page = desk.page();

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

    /** Files T-1 and waits until a person has to decide. */
    private void fileAndWait(String order) {
        NotifyBuilder asked = work(context, 1);
        tickets.file("T-1", order, BROKEN);
        finish(asked);
        assertThat(ticket("T-1").isWaiting()).isTrue();
    }

    /** Matches when a node has taken and finished a ticket that many times. To be made before the first is filed. */
    private static NotifyBuilder work(CamelContext node, int tickets) {
        return new NotifyBuilder(node)
                .fromRoute("tickets")
                .wereSentTo("direct:work")
                .whenDone(tickets)
                .create();
    }

    private static void finish(NotifyBuilder work) {
        assertThat(work.matches(2, TimeUnit.MINUTES)).isTrue();
    }

    private void decide(String id, String decision) throws Exception {
        assertThat(decided(decision, ticket(id).interactionId())).isEqualTo(303);
    }

    private int decided(String decision, String round) throws Exception {
        return desk.decide(round, decision, "5% & more + ä").get();
    }

    private long count(String rows) {
        return database.number("select count(*) from " + rows);
    }

    private Ticket ticket(String id) {
        return tickets.all().stream()
                .filter(ticket -> ticket.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private List<String> functionsOf(String ticket) {
        return tickets.functionRuns().stream()
                .filter(run -> run.ticket().equals(ticket))
                .map(FunctionRun::functionName)
                .toList();
    }

    private CamelContext startNode(String name) {
        Main node = Node.camel(Approval.node(name, emulator, database.url()));
        others.add(node);
        node.start();
        return node.getCamelContext();
    }

    /** For what the database knows and no route does. */
    private static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }
}
