// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.research;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.camelgemini.browser.Browser;
import io.github.camelgemini.browser.NeedsBrowser;
import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.emulator.script.Script;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.examples.research.DeepResearch.Written;
import io.github.camelgemini.examples.support.Database;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The routes of node A. Its timer fires once at each start of its route. */
class ResearchTest extends CamelMainTestSupport {

    private static final String HTML = "report-2026-48-1.html";
    private static final String PDF = "report-2026-48-1.pdf";

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private final GeminiEmulator emulator = EMULATOR.emulator();
    private final Database database = Database.at("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");

    @TempDir
    Path folder;

    @Override
    protected void setupResources() {
        Properties properties = new Properties();
        properties.putAll(DeepResearch.node("A", emulator, database, folder));
        properties.put("camel.main.auto-startup", "false");
        camelContextConfiguration().withUseOverridePropertiesWithPropertiesComponent(properties);
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        configuration.withAutoConfigurationEnvironmentVariablesEnabled(false);
    }

    @Override
    protected void cleanupResources() throws Exception {
        context.stop();
        database.update("shutdown");
        database.close();
    }

    @Test
    void aRunEndsInOneReportAsHtmlAndPdf() throws Exception {
        DeepResearch.script(emulator);
        NotifyBuilder ended = ended(1);
        start();
        emulator.gate(DeepResearch.HALF).release();
        finish(ended);

        assertThat(reports()).singleElement().satisfies(report -> {
            assertThat(report.status()).isEqualTo("completed");
            assertThat(report.totalTokens()).isEqualTo(emulator.ledger().totalTokens());
        });
        assertThat(files()).containsExactlyInAnyOrder(HTML, PDF);
        assertThat(folder.resolve(HTML))
                .content()
                .contains("<h1>Shore power in the harbour of Ravensund</h1>", "74,740 tokens", "<table>")
                .contains(
                        "<a href=\"https://grid.example/krakvik?doc=permit&amp;page=4\"",
                        "contract-electricity-2021.pdf");
        assertThat(emulator.requests(Operation.CREATE)).singleElement().satisfies(sent -> {
            assertThat(sent.at("/agent").textValue()).isEqualTo("deep-research-preview-04-2026");
            assertThat(sent.at("/background").booleanValue()).isTrue();
            assertThat(sent.at("/input").toString()).contains("topic: Shore power in the harbour of Ravensund");
        });
    }

    @Test
    @NeedsBrowser
    void aBrowserShowsTheReportInBothColoursAndOnAPhone() throws Exception {
        DeepResearch.script(emulator);
        NotifyBuilder ended = ended(1);
        start();
        emulator.gate(DeepResearch.HALF).release();
        finish(ended);

        try (Browser browser = Browser.open()) {
            browser.size(860, 1560).go(folder.resolve(HTML).toUri()).picture(Path.of("target/report/report.png"));
            assertThat(browser.find("h1").getText()).isEqualTo("Shore power in the harbour of Ravensund");
            assertThat(browser.all("main table tbody tr")).hasSize(3);
            assertThat(browser.all(".sources li")).hasSize(4);
            assertThat(browser.all(".sources a")).hasSize(3);
            browser.dark(true).picture(Path.of("target/report/dark.png"));
            assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(20, 24, 28)");
            browser.dark(false).size(390, 1200).picture(Path.of("target/report/narrow.png"));
            assertThat(browser.scrollsToTheSide()).isFalse();
            assertThat(browser.errors()).isEmpty();
        }
    }

    @Test
    void aTimerThatFiresAgainFindsTheRunThatExists() throws Exception {
        DeepResearch.script(emulator);
        NotifyBuilder ended = ended(1);
        start();
        start();
        assertThat(emulator.ledger().creates()).isEqualTo(1);
        assertThat(DeepResearch.openRuns(database)).isEqualTo(1);

        emulator.gate(DeepResearch.HALF).release();
        finish(ended);
        start();

        assertThat(emulator.ledger().creates()).isEqualTo(1);
        assertThat(DeepResearch.openRuns(database)).isZero();
        assertThat(reports()).hasSize(1);
    }

    /** As after a node that is killed behind the report's row. */
    @Test
    void anEndWhoseReportIsWrittenChangesNothing() throws Exception {
        DeepResearch.script(emulator);
        NotifyBuilder ended = ended(1);
        start();
        database.update(
                "insert into report (report, interaction_id, status, written_by, total_tokens)"
                        + " values ('2026-48-1', ?, 'completed', 'Z', 1)",
                emulator.interactionIds().get(0));
        emulator.gate(DeepResearch.HALF).release();
        finish(ended);

        assertThat(reports()).extracting(Written::writtenBy).containsExactly("Z");
        assertThat(files()).isEmpty();
    }

    @Test
    void aRunThatFailsHasARowAndNoFiles() throws Exception {
        emulator.script(Script.onCreate().text("Half of it").status("failed"));
        NotifyBuilder ended = ended(1);
        start();
        finish(ended);

        assertThat(reports()).extracting(Written::status).containsExactly("failed");
        assertThat(files()).isEmpty();
    }

    /** Starts the routes, or the timer again, and waits until the timer's exchange is done. */
    private void start() throws Exception {
        NotifyBuilder started =
                new NotifyBuilder(context).fromRoute("start").whenDone(1).create();
        context.getRouteController().stopRoute("start");
        context.getRouteController().startAllRoutes();
        finish(started);
    }

    private NotifyBuilder ended(int runs) {
        return new NotifyBuilder(context).fromRoute("ended").whenCompleted(runs).create();
    }

    /** A run's row is removed behind its exchange. */
    private void finish(NotifyBuilder work) {
        assertThat(work.matches(2, TimeUnit.MINUTES)).isTrue();
    }

    private List<Written> reports() {
        await().atMost(Duration.ofMinutes(2)).until(() -> DeepResearch.openRuns(database) == 0);
        return database.rows(Written.class, "select * from report order by report");
    }

    private List<String> files() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
