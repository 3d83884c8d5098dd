// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.approval;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.examples.approval.Tickets.FunctionRun;
import io.github.camelgemini.examples.approval.Tickets.Ticket;
import io.github.camelgemini.examples.support.Database;
import io.github.camelgemini.examples.support.NodeProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Nodes in processes of their own, one of them killed. */
@Tag("long")
class KilledNodeTest {

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @TempDir
    Path work;

    @Test
    void aRoundOutlivesItsNodeAndIsFinishedOnceByAnother() throws Exception {
        List<String> ids = List.of("T-1", "T-2", "T-3", "T-4", "T-5", "T-6");
        try (Database database = Database.shared(work, "approval");
                Desk desk = new Desk(database.connections())) {
            Tickets tickets = new Tickets(database);
            for (String id : ids) tickets.file(id, id.replace('T', 'A'), ApprovalTest.BROKEN);
            try (NodeProcess a = start("A", database)) {
                until(tickets, Ticket::isWaiting);
                a.kill();
            }

            for (Ticket ticket : tickets.all()) {
                String decision = ticket.id().equals("T-6") ? "reject" : "approve";
                CompletableFuture<Integer> first = desk.decide(ticket.interactionId(), decision, "too late");
                CompletableFuture<Integer> second = desk.decide(ticket.interactionId(), decision, "too late");
                assertThat(List.of(first.get(), second.get())).containsExactlyInAnyOrder(303, 409);
            }
            try (NodeProcess b = start("B", database)) {
                until(tickets, Ticket::isOver);
                b.requireAlive();
            }

            assertThat(tickets.all()).hasSameSizeAs(ids).allSatisfy(ticket -> {
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
                assertThat(tickets.functionRuns())
                        .filteredOn(run -> run.ticket().equals(ticket.id()))
                        .extracting(FunctionRun::functionName)
                        .containsExactlyElementsOf(
                                approved ? List.of("find_order", "issue_refund") : List.of("find_order"));
            });
        }
        assertThat(EMULATOR.emulator().ledger().creates()).isEqualTo(2 * ids.size());
        assertThat(EMULATOR.emulator().ledger().createsWithEqualInput()).isZero();
        assertThat(EMULATOR.emulator().requests(Operation.CREATE).subList(ids.size(), 2 * ids.size()))
                .allSatisfy(sent -> assertThat(sent.at("/input"))
                        .extracting(result -> result.path("name").asText())
                        .containsExactly("find_order", "issue_refund"));
    }

    private NodeProcess start(String name, Database database) throws Exception {
        return NodeProcess.start(Approval.node(name, EMULATOR.emulator(), database.url()), work.resolve(name + ".log"));
    }

    private static void until(Tickets tickets, Predicate<Ticket> state) {
        await().atMost(Duration.ofMinutes(2)).until(() -> tickets.all().stream().allMatch(state));
    }
}
