// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.camelk;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

import jakarta.jms.JMSContext;
import jakarta.jms.Message;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.script.Script;
import io.github.camelgemini.emulator.traffic.Operation;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The Integration {@code documents}: each document is one call and one row, and no failure is lost. */
@Timeout(120)
class DocumentsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    record Document(
            String id, String outcome, @Nullable String vendor, @Nullable String total, @Nullable String reason) {}

    @RegisterExtension
    final Cluster cluster = new Cluster();

    @Test
    void eachDocumentIsPaidOnceAndIsOneRowHoweverOftenItComes() throws Exception {
        Pod a = cluster.start("Integration", "documents");
        Pod b = cluster.start("Integration", "documents");

        for (int i = 0; i < 6; i++)
            assertThat(put(i % 2 == 0 ? a : b, "invoice-" + i, i)).isEqualTo(202);
        put(b, "invoice-0", 0);

        await().atMost(PATIENCE).until(() -> documents().size() == 6 && queueIsEmpty());
        assertThat(documents())
                .contains(new Document("invoice-3", "done", "Mill-3", "103.50", null))
                .allMatch(document -> document.outcome().equals("done"));
        assertPaidOnce(6);
    }

    @Test
    void nothingOfARequestButItsDocumentReachesTheQueue() throws Exception {
        cluster.emulator().script(Script.onCreate().httpStatus(400));
        put(cluster.start("Integration", "documents"), "invoice-1", 1);

        await().atMost(PATIENCE).until(() -> documents().size() == 1);
        Message failed = failed();
        List<String> headers = new ArrayList<>();
        failed.getPropertyNames().asIterator().forEachRemaining(name -> headers.add(String.valueOf(name)));
        assertThat(headers)
                .filteredOn(name -> !name.startsWith("JMS") && !name.startsWith("_"))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .containsExactlyInAnyOrder("documentid", "content_hyphen_type");
    }

    @Test
    void aDocumentThatFailsIsKeptWithItsReasonAndTheOthersAreDone() throws Exception {
        cluster.emulator().script(Script.onCreate().contains("Mill-2").httpStatus(500));
        Pod pod = cluster.start("Integration", "documents");

        for (int i = 1; i <= 3; i++) put(pod, "invoice-" + i, i);

        await().atMost(PATIENCE).until(() -> documents().size() == 3 && queueIsEmpty());
        assertThat(documents())
                .filteredOn(document -> document.outcome().equals("done"))
                .hasSize(2);
        assertThat(documents())
                .filteredOn(document -> document.outcome().equals("failed"))
                .singleElement()
                .satisfies(document -> {
                    assertThat(document.id()).isEqualTo("invoice-2");
                    assertThat(document.reason()).contains("500");
                });
        assertThat(new String(failed().getBody(byte[].class), StandardCharsets.UTF_8))
                .isEqualTo(invoice(2));
    }

    @Test
    void aDocumentThatMeetsARateLimitComesAgain() throws Exception {
        // The component itself tries three times.
        cluster.emulator().script(Script.onCreate().times(3).httpStatus(429, Duration.ZERO));

        put(cluster.start("Integration", "documents"), "invoice-1", 1);

        await().atMost(PATIENCE).until(() -> documents().size() == 1 && queueIsEmpty());
        assertThat(documents()).extracting(Document::outcome).containsExactly("done");
        assertThat(cluster.emulator().requests(Operation.CREATE)).hasSize(4);
        assertPaidOnce(1);
    }

    @Test
    void aDocumentWhoseRowCannotBeWrittenComesAgainAndIsNotPaidAgain() throws Exception {
        cluster.database().update("alter table document add constraint sick check (id <> 'invoice-1')");
        put(cluster.start("Integration", "documents"), "invoice-1", 1);
        // The second delivery reads the stored interaction.
        await().atMost(PATIENCE)
                .until(() -> !cluster.emulator().requests(Operation.GET).isEmpty());

        cluster.database().update("alter table document drop constraint sick");

        await().atMost(PATIENCE).until(() -> documents().size() == 1 && queueIsEmpty());
        assertThat(documents()).containsExactly(new Document("invoice-1", "done", "Mill-1", "101.50", null));
        assertPaidOnce(1);
    }

    @Test
    void aPodThatStopsFinishesTheDocumentAtHand() throws Exception {
        GeminiEmulator emulator = cluster.emulator();
        emulator.script(Script.onCreate().gate("held"));
        Pod pod = cluster.start("Integration", "documents");
        put(pod, "invoice-1", 1);
        emulator.awaitRequests(1);

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(pod::close);
        await().atMost(PATIENCE).until(() -> pod.context().isStopping());
        emulator.gate("held").release();
        stopped.join();

        assertThat(documents()).extracting(Document::outcome).containsExactly("done");
        assertThat(cluster.broker().messages()).isZero();
        assertPaidOnce(1);
    }

    @Test
    void theKeyComesFromTheSecret() throws Exception {
        cluster.secret("camel.component.gemini-interactions.api-key", "invalid"); // the one key that it refuses
        put(cluster.start("Integration", "documents"), "invoice-1", 1);

        await().atMost(PATIENCE).until(() -> documents().size() == 1);
        assertThat(documents()).extracting(Document::outcome).containsExactly("failed");
        assertPaidOnce(0);
    }

    private static int put(Pod pod, String id, int number) throws Exception {
        return pod.send("PUT", "/documents/" + id, invoice(number)).statusCode();
    }

    private static String invoice(int number) {
        return "vendor: Mill-" + number + "\nnumber: 2026-" + number + "\ntotal: " + (100 + number) + ".50\n";
    }

    private List<Document> documents() {
        return cluster.database().rows(Document.class, "select id, outcome, vendor, total, reason from document");
    }

    private boolean queueIsEmpty() {
        return cluster.broker().messages() == 0;
    }

    private Message failed() {
        try (ActiveMQConnectionFactory factory =
                        new ActiveMQConnectionFactory(cluster.broker().url());
                JMSContext jms = factory.createContext()) {
            return jms.createConsumer(jms.createQueue("documents.failed")).receive(PATIENCE.toMillis());
        }
    }

    private void assertPaidOnce(int documents) {
        assertThat(cluster.emulator().ledger().creates()).isEqualTo(documents);
        assertThat(cluster.emulator().ledger().createsWithEqualInput()).isZero();
    }
}
