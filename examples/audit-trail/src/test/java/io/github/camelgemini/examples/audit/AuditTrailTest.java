// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.audit;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.examples.audit.Trail.Row;
import io.github.camelgemini.examples.audit.Trail.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** What is in the trail, and that it is what the service has counted. */
class AuditTrailTest {

    private static final String PAYMENT = "Make a payment of 25.50 from account 4711.";

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @TempDir
    Path folder;

    private final GeminiEmulator emulator = EMULATOR.emulator();
    private RunningNode node;
    private Trail trail;

    @BeforeEach
    void start() throws Exception {
        node = new RunningNode(emulator, folder, Map.of());
        trail = node.trail;
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    @Test
    void aQuestionIsWhatWasSentItsStepsAndItsEnd() throws Exception {
        emulator.script(onCreate()
                .text("Two percent.")
                .usage("{\"total_input_tokens\": 1000, \"total_cached_tokens\": 200, \"total_output_tokens\": 30,"
                        + " \"total_thought_tokens\": 7, \"total_tokens\": 1037}"));
        trail.send("M-1", "What does it yield?");
        node.settle();

        List<Row> rows = trail.rows();
        String id = emulator.interactionIds().get(0);
        assertThat(rows).extracting(Row::kind).containsExactly("sent", "step", "step", "ended");
        assertThat(rows).extracting(Row::position).containsExactly(1L, 2L, 3L, 4L);
        assertThat(rows.get(0).model()).isEqualTo("gemini-3.5-flash");
        assertThat(rows.get(0).content()).isEqualTo("What does it yield?");
        assertThat(rows.get(0).contentHash()).isEqualTo(sha256("What does it yield?"));
        assertThat(rows.subList(1, 3)).extracting(Row::entryKey).containsExactly(id + "/0", id + "/1");
        assertThat(rows.get(2).content()).isEqualTo("Two percent.");
        assertThat(rows.get(3).status()).isEqualTo("completed");
        assertThat(rows.get(3).totalTokens()).isEqualTo(1037);
        // 800 for 0.50, 200 cached for 0.05, 37 for 3.00, each per million
        assertThat(rows.get(3).cost()).isEqualByComparingTo(new BigDecimal("0.000521"));
        assertThat(rows.get(3).currency()).isEqualTo("USD");
        assertThat(node.chain.findings()).isEmpty();
    }

    @Test
    void aFunctionLoopHasAllRoundsAndTheResultThatTheModelGot() {
        trail.send("M-1", "What is the balance of account 4711?");
        node.settle();

        assertThat(trail.rows("M-1", "result")).singleElement().satisfies(result -> {
            assertThat(result.type()).isEqualTo("get_balance");
            assertThat(result.content()).contains("812.40");
        });
        assertThat(trail.rows("M-1", "step"))
                .extracting(Row::type)
                .containsExactly("thought", "function_call", "thought", "model_output");
        assertThatTheTrailHasTheBill(2);
    }

    @Test
    void anApprovalSaysWhoAllowedWhatAndOnlyTheFirstDecisionCounts() {
        trail.send("M-1", PAYMENT);
        node.settle();
        assertThat(trail.payments()).isZero();

        trail.send("M-1", "decision", "approve", Map.of("by", "R. Smith"));
        node.settle();
        trail.send("M-1", "decision", "reject", Map.of("by", "M. Reed"));
        node.settle();

        assertThat(trail.payments()).isEqualTo(1);
        assertThat(trail.rows("M-1", "decision")).singleElement().satisfies(decision -> {
            assertThat(decision.actor()).isEqualTo("R. Smith");
            assertThat(decision.status()).isEqualTo("approve");
            assertThat(decision.type()).isEqualTo("make_payment");
            assertThat(decision.content()).contains("25.5", "4711");
            assertThat(decision.interactionId())
                    .isEqualTo(emulator.interactionIds().get(0));
        });
        assertThat(trail.rows("M-1", "failed")).isEmpty();
        assertThatTheTrailHasTheBill(2);
    }

    @Test
    void aRejectionIsRecordedWithItsReasonAndPaysNothing() {
        trail.send("M-1", PAYMENT);
        node.settle();

        trail.send("M-1", "decision", "reject: not today", Map.of("by", "R. Smith"));
        node.settle();

        assertThat(trail.rows("M-1", "decision")).extracting(Row::status).containsExactly("reject: not today");
        assertThat(trail.payments()).isZero();
        assertThatTheTrailHasTheBill(2);
    }

    @Test
    void aTurnAndARunInTheBackgroundAreRecordedAlike() {
        trail.send("M-1", "question", "I have an account.", Map.of("conversation", "Jones"));
        node.settle();
        trail.send("M-2", "question", "What did I say?", Map.of("conversation", "Jones"));
        trail.send("M-3", "research", "Compare yields.", Map.of());
        node.settle();

        assertThat(trail.rows("M-2", "step")).last().satisfies(step -> assertThat(step.content())
                .contains("I have an account."));
        assertThat(trail.rows("M-3", "step"))
                .extracting(Row::type)
                .containsExactly("thought", "google_search_call", "google_search_result", "thought", "model_output");
        assertThat(trail.rows("M-3", "ended")).singleElement().satisfies(end -> {
            assertThat(end.model()).isEqualTo("deep-research-preview-04-2026");
            assertThat(end.cost()).isPositive();
        });
        assertThatTheTrailHasTheBill(3);
    }

    @Test
    void aMessageThatIsDeliveredAgainAddsNoRow() {
        trail.send("M-1", "What is the balance of account 4711?");
        node.settle();
        List<Row> rows = trail.rows();

        trail.send("M-1", "What is the balance of account 4711?");
        node.settle();

        assertThat(trail.rows()).isEqualTo(rows);
        assertThatTheTrailHasTheBill(2);
    }

    @Test
    void aFailedInteractionHasItsReasonAndItsCost() {
        emulator.script(onCreate().text("No").error("safety", "Blocked").status("failed"));
        trail.send("M-1", "Tell me a secret.");
        node.settle();

        assertThat(trail.rows("M-1", "failed")).singleElement().satisfies(failure -> {
            assertThat(failure.type()).isEqualTo("InteractionEndedException");
            assertThat(failure.reason()).isEqualTo("blocked");
            assertThat(failure.interactionId())
                    .isEqualTo(emulator.interactionIds().get(0));
        });
        assertThat(trail.rows("M-1", "ended")).extracting(Row::status).containsExactly("failed");
        assertThatTheTrailHasTheBill(1);
    }

    /** The service has accepted it, and its answer is lost. */
    @Test
    void anInteractionInDoubtIsRecordedAsSuchAndNotSentAgain() {
        emulator.script(onCreate().fault(Fault.cutBeforeHeaders()));
        trail.send("M-1", "Hello");
        node.settle();
        trail.send("M-1", "Hello");
        node.settle();

        assertThat(trail.rows()).extracting(Row::kind).containsExactly("sent", "failed", "failed");
        assertThat(trail.rows()).last().satisfies(failure -> {
            assertThat(failure.reason()).isEqualTo("in_doubt");
            assertThat(failure.interactionId()).isEqualTo("M-1");
        });
        assertThat(emulator.requests(Operation.CREATE)).hasSize(1);
    }

    @Test
    void aRefusalHasItsHttpStatus() {
        emulator.script(onCreate().httpStatus(400).always());
        trail.send("M-1", "Hello");
        node.settle();

        assertThat(trail.rows()).extracting(Row::kind).containsExactly("sent", "failed");
        assertThat(node.database.number("select http_status from audit where kind = 'failed'"))
                .isEqualTo(400);
        assertThat(emulator.ledger().creates()).isZero();
    }

    /** No row, no answer, and the model gets no failure of a function instead: the message is delivered again. */
    @ParameterizedTest
    @ValueSource(strings = {"step", "result", "ended"})
    void whileARowCannotBeWrittenTheMessageIsNotDone(String kind) {
        node.database.update("alter table audit add constraint disk_full check (kind <> '" + kind + "')");
        trail.send("M-1", "What is the balance of account 4711?");
        RunningNode.until(() -> emulator.ledger().gets() > 1); // of later deliveries
        assertThat(trail.isIdle()).isFalse();
        node.database.update("alter table audit drop constraint disk_full");
        node.settle();

        assertThat(trail.rows())
                .extracting(Row::kind)
                .containsExactly("sent", "step", "step", "result", "step", "step", "ended", "ended");
        assertThat(trail.rows("M-1", "step")).last().satisfies(step -> assertThat(step.content())
                .contains("812.40"));
        assertThat(node.chain.findings()).isEmpty();
        assertThatTheTrailHasTheBill(2);
    }

    @Test
    void anEndThatWasMissedIsRecordedLater() throws Exception {
        try (RunningNode late = new RunningNode(emulator, folder, Map.of("audit.late", "100"))) {
            late.trail.send("M-1", "Hello");
            late.settle();

            late.database.update("delete from audit where kind = 'ended'");
            late.database.update("update audit set recorded_at = recorded_at - interval '2' minute");
            RunningNode.until(() -> !late.trail.rows("M-1", "ended").isEmpty());

            assertThat(late.trail.rows("M-1", "ended"))
                    .extracting(Row::totalTokens)
                    .containsExactly(emulator.ledger().totalTokens());
            assertThat(emulator.ledger().creates()).isEqualTo(1);
        }
    }

    @Test
    void withHashesOnlyNothingThatWasSaidIsStored() throws Exception {
        try (RunningNode discreet = new RunningNode(emulator, folder, Map.of("audit.content", "hash"))) {
            discreet.trail.send("M-1", "My password is swordfish");
            discreet.settle();

            List<Row> rows = discreet.trail.rows();
            assertThat(rows).hasSize(4).extracting(Row::content).containsOnlyNulls();
            assertThat(rows.get(0).contentHash()).isEqualTo(sha256("My password is swordfish"));
            assertThat(rows.toString()).doesNotContain("swordfish");
        }
    }

    private void assertThatTheTrailHasTheBill(long interactions) {
        assertThat(emulator.ledger().creates()).isEqualTo(interactions);
        assertThat(trail.tasks().stream().mapToLong(Task::interactions).sum()).isEqualTo(interactions);
        assertThat(trail.tasks().stream().mapToLong(Task::tokens).sum())
                .isEqualTo(emulator.ledger().totalTokens());
        assertThat(emulator.ledger().createsWithEqualInput()).isZero();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
