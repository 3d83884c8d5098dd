// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import io.github.camelgemini.interactions.state.TestPostgres;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** Two processes take turns in the conversations of one PostgreSQL. */
class ConversationNodesTest extends GeminiEmulatorTestSupport {

    private static final int TURNS = 5;

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private final String url = TestPostgres.newSchema();

    @AfterEach
    void endProcesses() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void aHundredTurnsFromTwoProcessesAreChainsWithoutAGapOrAFork() throws Exception {
        turnsFromTwoProcessesAreChainsWithoutAGapOrAFork(10);
    }

    @Test
    @Tag("long")
    void aThousandTurnsFromTwoProcessesAreChainsWithoutAGapOrAFork() throws Exception {
        turnsFromTwoProcessesAreChainsWithoutAGapOrAFork(100);
    }

    private void turnsFromTwoProcessesAreChainsWithoutAGapOrAFork(int keys) throws Exception {
        Process first = node("A", keys, TURNS);
        Process second = node("B", keys, TURNS);
        assertThat(first.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(second.waitFor(10, TimeUnit.MINUTES)).isTrue();

        Map<String, String> idOfTurn = new HashMap<>();
        for (String node : List.of("A", "B"))
            for (String line : Files.readAllLines(folder.resolve(node)))
                idOfTurn.put(line.split("\t")[0], line.split("\t")[1]);
        assertThat(idOfTurn).hasSize(2 * keys * TURNS);
        assertThat(idOfTurn.values()).allMatch(id -> id.startsWith("v1_")).doesNotHaveDuplicates();
        assertThat(emulator().ledger().creates()).isEqualTo(2 * keys * TURNS);
        assertThat(emulator().ledger().createsWithEqualInput()).isZero();
        int changes = 0;
        for (int key = 0; key < keys; key++) changes += checkedChain("key " + key + " ", idOfTurn);
        System.out.printf(
                "%d turns of %d conversations from two processes: none lost, none twice; the turn went from one process to the other %d times%n",
                idOfTurn.size(), keys, changes);
    }

    /** Follows a conversation from its first turn to its last; gives back how often the next was another node's. */
    private int checkedChain(String key, Map<String, String> idOfTurn) {
        Map<String, String> continuation = new HashMap<>();
        for (RecordedRequest create : emulator().requests(Operation.CREATE)) {
            String text = create.at("/input/0/content/0/text").asText();
            if (!text.startsWith(key)) continue;
            String before = create.at("/previous_interaction_id").asText("");
            assertThat(continuation.put(before, text))
                    .as("a second continuation of one interaction")
                    .isNull();
        }
        List<String> chain = new ArrayList<>();
        for (String text = continuation.get(""); text != null; text = continuation.get(idOfTurn.get(text)))
            chain.add(text);
        assertThat(chain).hasSize(2 * TURNS);
        for (String node : List.of("node A", "node B"))
            assertThat(chain.stream().filter(text -> text.contains(node))).isSorted();
        int changes = 0;
        for (int i = 1; i < chain.size(); i++)
            if (chain.get(i).contains("node A") != chain.get(i - 1).contains("node A")) changes++;
        return changes;
    }

    @Test
    @Tag("long")
    void whenAProcessIsKilledInItsTurnAnotherGoesOnFromTheTurnBefore() throws Exception {
        context.getRegistry().bind("conversations", ConversationNode.conversations(url));
        String before = ask("Hello from here.")
                .getMessage()
                .getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
        emulator().script(onCreate().contains("node A").text("late").gate("held"));
        Process killed = node("A", 1, 1);
        emulator().gate("held").awaitReached(Duration.ofMinutes(3));
        killed.destroyForcibly();
        assertThat(killed.waitFor(1, TimeUnit.MINUTES)).isTrue();

        Exchange next = ask("Are you there?"); // waits until the lease is over

        assertThat(next.getException()).isNull();
        List<RecordedRequest> creates = emulator().requests(Operation.CREATE);
        assertThat(creates)
                .extracting(create -> create.at("/previous_interaction_id").asText(""))
                .containsExactly("", before, before);
        assertThat(emulator().ledger().creates()).isEqualTo(3);
    }

    private Exchange ask(String text) {
        return fluentTemplate
                .to("gemini-interactions:create?model=" + MODEL + "&conversationRepository=#conversations")
                .withBody(text)
                .withHeader(GeminiInteractionsConstants.CONVERSATION_ID, "key 0")
                .send();
    }

    private Process node(String name, int keys, int turns) throws IOException {
        Process process = ChildJvm.builder(
                        List.of("-Xmx256m"),
                        ConversationNode.class,
                        emulator().baseUrl(),
                        url,
                        name,
                        Integer.toString(keys),
                        Integer.toString(turns),
                        folder.resolve(name).toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("process-" + name + ".log").toFile())
                .start();
        started.add(process);
        return process;
    }
}
