// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.camelk;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The Integration {@code research}: a run that was started ends in one report, whichever replica is there to see it. */
@Timeout(120)
class ResearchTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    record Report(String interactionId, String topic, String status, String text) {}

    @RegisterExtension
    final Cluster cluster = new Cluster();

    @Test
    void aRunEndsInAReportThatCanBeRead() throws Exception {
        Pod pod = cluster.start("Integration", "research");

        String id = start(pod, "Harbours of the North Sea");

        await().atMost(PATIENCE).until(() -> reports().size() == 1);
        assertThat(reports()).singleElement().satisfies(report -> {
            assertThat(report.interactionId()).isEqualTo(id);
            assertThat(report.topic()).isEqualTo("Harbours of the North Sea");
            assertThat(report.status()).isEqualTo("completed");
        });
        HttpResponse<String> read = pod.send("GET", "/research/" + id, "");
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.body()).isEqualTo(reports().get(0).text());
        assertPaidOnce();
    }

    @Test
    void aRunEndsAfterItsReplicaHasStoppedAndIsPaidOnce() throws Exception {
        cluster.emulator().script(Script.onCreate().text("Three harbours").gateAfter(1, "held"));
        Pod first = cluster.start("Integration", "research");
        String id = start(first, "Harbours");
        assertThat(first.send("GET", "/research/" + id, "").statusCode()).isEqualTo(404);
        first.close();
        assertThat(reports()).isEmpty();

        cluster.start("Integration", "research");
        cluster.emulator().gate("held").release();

        await().atMost(PATIENCE).until(() -> !reports().isEmpty() && openRuns() == 0);
        assertThat(reports()).containsExactly(new Report(id, "Harbours", "completed", "Three harbours"));
        assertPaidOnce();
    }

    @Test
    void aRunThatFailsIsReportedToo() throws Exception {
        cluster.emulator().script(Script.onCreate().text("Half of it").status("failed"));

        String id = start(cluster.start("Integration", "research"), "Harbours");

        await().atMost(PATIENCE).until(() -> !reports().isEmpty() && openRuns() == 0);
        assertThat(reports()).singleElement().satisfies(report -> {
            assertThat(report.interactionId()).isEqualTo(id);
            assertThat(report.status()).isEqualTo("failed");
        });
        assertPaidOnce();
    }

    private static String start(Pod pod, String topic) throws Exception {
        HttpResponse<String> answer = pod.send("POST", "/research", topic);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer.body();
    }

    private List<Report> reports() {
        return cluster.database().rows(Report.class, "select interaction_id, topic, status, text from report");
    }

    private long openRuns() {
        return cluster.database().number("select count(*) from camel_gemini_interactions_runs");
    }

    private void assertPaidOnce() {
        assertThat(cluster.emulator().ledger().creates()).isEqualTo(1);
        assertThat(cluster.emulator().ledger().cancels()).isZero();
    }
}
