// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.research;

import java.nio.file.Path;
import java.time.Duration;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.examples.research.DeepResearch.Written;
import io.github.camelgemini.examples.support.Database;
import io.github.camelgemini.examples.support.NodeProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Nodes in processes of their own, two of them killed. */
@Tag("long")
class KilledNodeTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private final GeminiEmulator emulator = EMULATOR.emulator();

    @TempDir
    Path work;

    @Test
    void aRunOutlivesTwoNodesAndIsReportedOnceByTheThird() throws Exception {
        DeepResearch.script(emulator);
        try (Database database = Database.shared(work, "deep-research")) {
            try (NodeProcess a = start("A", database)) {
                await().atMost(PATIENCE).until(() -> DeepResearch.openRuns(database) == 1);
                a.kill();
            }
            long gets = emulator.ledger().gets();
            try (NodeProcess b = start("B", database)) {
                await().atMost(PATIENCE).until(() -> emulator.ledger().gets() > gets + 1);
                b.kill();
            }
            assertThat(database.number("select count(*) from report")).isZero();
            emulator.gate(DeepResearch.HALF).release();
            try (NodeProcess c = start("C", database)) {
                await().atMost(PATIENCE)
                        .until(() -> database.number("select count(*) from report") == 1
                                && DeepResearch.openRuns(database) == 0);
                c.requireAlive();
            }
            assertThat(database.rows(Written.class, "select * from report"))
                    .singleElement()
                    .satisfies(report -> {
                        assertThat(report.status()).isEqualTo("completed");
                        assertThat(report.startedBy()).isEqualTo("A");
                        assertThat(report.writtenBy()).isEqualTo("C");
                        assertThat(report.totalTokens())
                                .isEqualTo(emulator.ledger().totalTokens());
                    });
        }
        assertThat(work.resolve("report-2026-48-1.html")).isNotEmptyFile();
        assertThat(work.resolve("report-2026-48-1.pdf")).isNotEmptyFile();
        assertThat(emulator.ledger().creates()).isEqualTo(1);
        assertThat(emulator.ledger().cancels()).isZero();
    }

    private NodeProcess start(String name, Database database) throws Exception {
        return NodeProcess.start(DeepResearch.node(name, emulator, database, work), work.resolve(name + ".log"));
    }
}
