// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.audit;

import java.nio.file.Path;
import java.util.List;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.examples.audit.Trail.Row;
import io.github.camelgemini.examples.audit.Trail.Task;
import io.github.camelgemini.examples.support.Broker;
import io.github.camelgemini.examples.support.Database;
import io.github.camelgemini.examples.support.LocalSite;
import io.github.camelgemini.examples.support.NodeProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** A node in a process of its own, which is killed while it writes a row; another one gets the message again. */
@Tag("long")
class KilledNodeTest {

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @TempDir
    Path folder;

    private final GeminiEmulator emulator = EMULATOR.emulator();

    /** Rows of a question with a function: sent, thought, call, result, thought, answer, and the ends of two interactions. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
    void whatIsDeliveredAgainHasOneRow(int position) throws Exception {
        emulator.script(onCreate().call("c1", "get_balance", "{\"account\":\"4711\"}"));
        Path key = Audit.key();
        try (Broker broker = Broker.onLoopback(Audit.QUEUE);
                Database database = Database.shared(folder, "audit")) {
            Trail trail = new Trail(database, broker);
            trail.open();
            Hold.at(database, position);
            trail.send("M-1", "What about my account?");
            try (NodeProcess a = start("A", key, database, broker)) {
                Hold.awaitRow();
                // Before that, another delivery would send the results again: one more interaction
                // (docs/paying-once.adoc).
                RunningNode.until(() -> isIdStored(database));
                a.kill();
                Hold.release();
            }
            assertThat(trail.rows()).hasSize(position - 1);

            try (NodeProcess b = start("B", key, database, broker)) {
                RunningNode.until(trail::isIdle);
                b.requireAlive();
            }

            assertThat(trail.rows())
                    .extracting(Row::kind)
                    .containsExactly("sent", "step", "step", "result", "step", "step", "ended", "ended");
            assertThat(trail.rows("M-1", "step"))
                    .extracting(Row::type)
                    .containsExactly("thought", "function_call", "thought", "model_output");
            assertThat(trail.tasks().stream().mapToLong(Task::tokens).sum())
                    .isEqualTo(emulator.ledger().totalTokens());
            assertThat(emulator.ledger().creates()).isEqualTo(2);
            assertThat(emulator.ledger().createsWithEqualInput()).isZero();
            assertThat(new HashChain(database.connections(), key.toString()).findings())
                    .isEmpty();
        }
    }

    /** Whether the key of the message has the id of the latest interaction, which the component writes beside the stream. */
    private boolean isIdStored(Database database) {
        List<String> ids = emulator.interactionIds();
        return database.number(
                        "select count(*) from camel_gemini_interactions_state where state_value like ?",
                        "%" + ids.get(ids.size() - 1) + "%")
                > 0;
    }

    private NodeProcess start(String name, Path key, Database database, Broker broker) throws Exception {
        LocalSite site = LocalSite.onFreePort();
        return NodeProcess.start(
                Audit.node(emulator, database.url(), broker.url(), site, key, Audit.prices(folder)),
                folder.resolve(name + ".log"));
    }
}
