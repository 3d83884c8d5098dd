// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.camelk;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** The Integration {@code chat}: each turn continues the one before, whichever replica had it. */
@Timeout(120)
class ChatTest {

    @RegisterExtension
    final Cluster cluster = new Cluster();

    @Test
    void theSecondTurnContinuesTheFirst() throws Exception {
        Pod pod = cluster.start("Integration", "chat");

        say(pod, "anna", "My name is Anna");
        String answer = say(pod, "anna", "Who am I?");

        assertThat(answer).contains("My name is Anna");
        assertOneChain(2);
    }

    @Test
    void theSecondTurnContinuesTheFirstOnAnotherReplica() throws Exception {
        Pod a = cluster.start("Integration", "chat");
        Pod b = cluster.start("Integration", "chat");

        say(a, "anna", "My name is Anna");
        String answer = say(b, "anna", "Who am I?");

        assertThat(answer).contains("My name is Anna");
        assertOneChain(2);
    }

    @Test
    void aConversationContinuesAfterItsReplicaHasStopped() throws Exception {
        Pod a = cluster.start("Integration", "chat");
        say(a, "anna", "My name is Anna");
        a.close();

        String answer = say(cluster.start("Integration", "chat"), "anna", "Who am I?");

        assertThat(answer).contains("My name is Anna");
        assertOneChain(2);
    }

    @Test
    void turnsAtTheSameTimeOnTwoReplicasBecomeOneChain() throws Exception {
        List<Pod> pods = List.of(cluster.start("Integration", "chat"), cluster.start("Integration", "chat"));

        List<CompletableFuture<String>> turns = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    try {
                        return say(pods.get(i % 2), "anna", "Turn " + i);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .toList();
        turns.forEach(CompletableFuture::join);

        assertOneChain(6);
    }

    @Test
    void twoConversationsKnowNothingOfEachOther() throws Exception {
        Pod pod = cluster.start("Integration", "chat");

        say(pod, "anna", "My name is Anna");
        String answer = say(pod, "bert", "Who am I?");

        assertThat(answer).doesNotContain("Anna");
        assertThat(previous()).containsExactly("", "");
    }

    @Test
    void aConversationThatIsForgottenBeginsAgain() throws Exception {
        Pod pod = cluster.start("Integration", "chat");
        say(pod, "anna", "My name is Anna");

        assertThat(pod.send("DELETE", "/chat/anna", "").statusCode()).isEqualTo(200);
        String answer = say(pod, "anna", "Who am I?");

        assertThat(answer).doesNotContain("My name is Anna");
        assertThat(cluster.emulator().ledger().deletes()).isEqualTo(1);
    }

    private static String say(Pod pod, String conversation, String text) throws Exception {
        HttpResponse<String> answer = pod.send("POST", "/chat/" + conversation, text);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("camel"));
        return answer.body();
    }

    private List<String> previous() {
        return cluster.emulator().requests(Operation.CREATE).stream()
                .map(ChatTest::previous)
                .toList();
    }

    private static String previous(RecordedRequest create) {
        return create.at("/previous_interaction_id").asText("");
    }

    /** The ledger has so many creates, and each continues the one before. */
    private void assertOneChain(int turns) {
        List<String> ids = cluster.emulator().interactionIds();
        assertThat(cluster.emulator().ledger().creates()).isEqualTo(turns);
        assertThat(previous()).hasSize(turns).startsWith("");
        assertThat(previous().subList(1, turns)).containsExactlyElementsOf(ids.subList(0, turns - 1));
    }
}
