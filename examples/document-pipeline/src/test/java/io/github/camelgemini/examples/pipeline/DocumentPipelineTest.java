// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.spi.Registry;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** The routes with their broker and database: what they leave of the documents in the inbox. */
class DocumentPipelineTest extends CamelMainTestSupport {

    private static final String FACTS =
            """
            {"title": "A letter", "kind": "letter", "language": "en", "gist": "Somebody wrote."}""";
    private static final List<String> SAMPLES = List.of(
            "invoice-2026-117.pdf",
            "letter-of-complaint.txt",
            "minutes-2026-03-12.txt",
            "rainfall-chart-2025.png",
            "recipe-chowder.md",
            "timetable-line-3.txt");

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private final GeminiEmulator emulator = EMULATOR.emulator();

    @TempDir
    Path folder;

    private Office office;
    private Pipeline pipeline;

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        super.configureContext(configuration);
        configuration.withMockEndpoints("jms:queue:steps");
    }

    @Override
    protected void setupResources() throws Exception {
        office = new Office(folder, emulator);
        pipeline = new Pipeline(office.places);
        Properties properties = new Properties();
        properties.putAll(pipeline.properties("test", office.settings()));
        camelContextConfiguration().withUseOverridePropertiesWithPropertiesComponent(properties);
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        configuration.withAutoConfigurationEnvironmentVariablesEnabled(false);
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        pipeline.bind(registry::bind);
    }

    @Override
    protected void cleanupResources() throws Exception {
        context.stop();
        pipeline.close();
    }

    @Test
    void everyDocumentHasItsRowAndEveryStepItsOwn() throws Exception {
        MockEndpoint queued = getMockEndpoint("mock:jms:queue:steps");
        queued.expectedMessageCount(2 * SAMPLES.size());
        queued.expectsNoDuplicates().header("stepKey");
        NotifyBuilder written = written(SAMPLES.size(), 2 * SAMPLES.size());
        SampleInbox.fill(office.places.inbox());
        finish(written);

        queued.assertIsSatisfied();
        assertThat(office.rows("select file, outcome from document order by file"))
                .isEqualTo(SAMPLES.stream()
                        .map(name -> Map.of("file", name, "outcome", "done"))
                        .toList());
        assertThat(Office.names(office.places.done())).containsExactlyElementsOf(SAMPLES);
        assertThat(Office.names(office.places.inbox())).isEmpty();
        assertThat(Office.names(office.places.failed())).isEmpty();

        long steps = 0;
        for (String name : SAMPLES) {
            Map<String, Object> row = office.document(name);
            JsonNode facts = new ObjectMapper().readTree(answer(generated(row.get("facts_interaction_id"))));
            assertThat(row)
                    .containsEntry("title", facts.get("title").textValue())
                    .containsEntry("kind", facts.get("kind").textValue())
                    .containsEntry("language", facts.get("language").textValue())
                    .containsEntry("gist", facts.get("gist").textValue())
                    .containsEntry("status", "completed")
                    .containsEntry("reason", null);

            List<JsonNode> sent = generated(row.get("summary_interaction_id"));
            List<Map<String, Object>> rows = office.steps(row);
            assertThat(rows).hasSize(sent.size());
            for (int i = 0; i < sent.size(); i++) {
                assertThat(rows.get(i))
                        .containsEntry("step_key", row.get("summary_interaction_id") + "/" + i)
                        .containsEntry("type", sent.get(i).get("type").textValue())
                        .containsEntry("text", text(sent.get(i)));
            }
            assertThat(row).containsEntry("summary", answer(sent)).containsEntry("steps_sent", sent.size());
            steps += sent.size();
        }
        assertThat(office.rows("select count(*) as n from step")).containsExactly(Map.of("n", steps));
        assertThat(office.rows("select cast(sum(total_tokens) as bigint) as n from document"))
                .containsExactly(Map.of("n", emulator.ledger().totalTokens()));
        assertThat(emulator.ledger().creates()).isEqualTo(2 * SAMPLES.size());
        assertThat(emulator.ledger().createsWithEqualInput()).isZero();
    }

    @Test
    void losesNoDocumentToARateLimitAndAnError() throws Exception {
        emulator.script(
                onCreate().contains("A. Lindqvist").httpStatus(429, Duration.ofMillis(100)),
                onCreate().contains("12 Ropewalk").fault(Fault.status(500).withCode("api_error")));
        NotifyBuilder written = written(SAMPLES.size(), 2 * (SAMPLES.size() - 1));
        SampleInbox.fill(office.places.inbox());
        finish(written);

        emulator.assertExhausted();
        assertThat(office.rows("select count(*) as n from document")).containsExactly(Map.of("n", 6L));
        assertThat(office.document("minutes-2026-03-12.txt")).containsEntry("outcome", "done");
        assertThat(office.document("letter-of-complaint.txt"))
                .containsEntry("outcome", "failed")
                .containsEntry(
                        "reason",
                        "facts: The Interactions API answered create with HTTP 500 (api_error): Scripted fault 500.")
                .containsEntry("http_status", 500)
                .containsEntry("facts_interaction_id", null)
                .containsEntry("status", null)
                .containsEntry("total_tokens", 0L)
                .containsEntry("steps_sent", 0);
        assertThat(Office.names(office.places.done())).hasSize(5).doesNotContain("letter-of-complaint.txt");
        assertThat(Office.names(office.places.failed()))
                .containsExactly("letter-of-complaint.txt", "letter-of-complaint.txt.reason.txt");
        assertThat(office.places.failed().resolve("letter-of-complaint.txt.reason.txt"))
                .content()
                .isEqualTo(
                        "facts: The Interactions API answered create with HTTP 500 (api_error): Scripted fault 500.\n");
        assertThat(office.places.failed().resolve("letter-of-complaint.txt"))
                .content()
                .contains("12 Ropewalk");
        assertThat(office.rows("select cast(sum(steps_sent) as bigint) as n from document"))
                .isEqualTo(office.rows("select count(*) as n from step"));
        assertThat(emulator.ledger().createsWithEqualInput()).isZero();
    }

    @Test
    void triesAgainLaterWhenARateLimitOutlastsTheComponent() throws Exception {
        emulator.script(onCreate()
                .contains("patience")
                .httpStatus(429, Duration.ofMillis(20))
                .times(4));
        NotifyBuilder written = written(1, 2);
        office.drop("a.txt", "patience");
        finish(written);

        emulator.assertExhausted();
        assertThat(office.document("a.txt")).containsEntry("outcome", "done");
        assertThat(emulator.ledger().creates()).isEqualTo(2);
    }

    @Test
    void keepsWhatIsKnownOfARunThatFails() throws Exception {
        emulator.script(
                onCreate().stream(false).text(FACTS).usage(100, 20, 3),
                onCreate().stream(true)
                        .text("Half a sum")
                        .error("safety", "blocked")
                        .usage(40, 5, 1));
        NotifyBuilder written = written(1, 1);
        office.drop("a.txt", "a document");
        finish(written);

        Map<String, Object> row = office.document("a.txt");
        assertThat(row)
                .containsEntry("outcome", "failed")
                .containsEntry("title", "A letter")
                .containsEntry("status", "failed")
                .containsEntry("input_tokens", 140L)
                .containsEntry("output_tokens", 25L)
                .containsEntry("thought_tokens", 4L)
                .containsEntry("total_tokens", 169L);
        assertThat((String) row.get("summary_interaction_id"))
                .isNotEmpty()
                .isNotEqualTo(row.get("facts_interaction_id"));
        assertThat((String) row.get("reason"))
                .startsWith("summary: ")
                .contains((String) row.get("summary_interaction_id"), "failed", "safety")
                .doesNotContain("Half a sum");
        assertThat(office.steps(row)).hasSize((int) row.get("steps_sent")).isNotEmpty();
        assertThat(Office.names(office.places.failed())).containsExactly("a.txt", "a.txt.reason.txt");
    }

    @Test
    void takesNothingOfTheFirstCallForTheSecond() throws Exception {
        emulator.script(
                onCreate().stream(false).text(FACTS).usage(100, 20, 3),
                onCreate().stream(true).httpStatus(500));
        NotifyBuilder done = done(1);
        office.drop("a.txt", "a document");
        finish(done);

        assertThat(office.document("a.txt"))
                .containsEntry("outcome", "failed")
                .containsEntry("summary_interaction_id", null)
                .containsEntry("status", null)
                .containsEntry("http_status", 500)
                .containsEntry("total_tokens", 123L);
    }

    @Test
    void sendsTextTheSecondTimeAlthoughTheFileIsAPdf() throws Exception {
        NotifyBuilder written = written(1, 2);
        try (InputStream pdf = getClass().getResourceAsStream("/samples/invoice-2026-117.pdf")) {
            Files.copy(pdf, office.places.inbox().resolve("invoice-2026-117.pdf"));
        }
        finish(written);

        List<RecordedRequest> requests = emulator.requests(Operation.CREATE);
        assertThat(requests).hasSize(2);
        assertThat(requests.get(0).body().toString())
                .contains("\"application/pdf\"", "\"response_format\"", "\"gist\"");
        RecordedRequest second = requests.get(1);
        assertThat(second.at("/input").findValuesAsText("type")).containsOnly("user_input", "text");
        assertThat(second.at("/input").findValuesAsText("text"))
                .singleElement()
                .asString()
                .startsWith("Summarise the document");
        assertThat(second.body().toString()).doesNotContain("application/pdf", "response_format");
        assertThat(second.at("/previous_interaction_id").textValue())
                .isEqualTo(office.document("invoice-2026-117.pdf").get("facts_interaction_id"));
        assertThat(second.at("/stream").booleanValue()).isTrue();
    }

    @Test
    void takesWhateverFileAUserDropsIn() throws Exception {
        NotifyBuilder done = done(4);
        office.drop("empty.txt", "").drop("Dr. Who & co #1 100%.txt", "x").drop("noext", "y");
        Files.write(office.places.inbox().resolve("noise.bin"), new byte[] {1, 2, (byte) 0xfe, (byte) 0xff, 0});
        finish(done);

        assertThat(office.rows("select count(*) as n from document where outcome <> 'running'"))
                .containsExactly(Map.of("n", 4L));
        assertThat(Office.names(office.places.inbox())).isEmpty();
        assertThat(Office.names(office.places.done())).contains("Dr. Who & co #1 100%.txt", "noext");
        assertThat(Office.names(office.places.failed())).contains("noise.bin", "noise.bin.reason.txt");
    }

    @Test
    void keepsBothDocumentsOfOneName() throws Exception {
        List<NotifyBuilder> done = List.of(done(1), done(2), done(3));
        office.drop("report.txt", "first");
        finish(done.get(0));
        office.drop("report.txt", "second");
        finish(done.get(1));
        office.drop("report.txt", "second");
        finish(done.get(2));

        assertThat(office.places.done().resolve("report.txt")).content().isEqualTo("first");
        assertThat(office.places.done().resolve("report-2.txt")).content().isEqualTo("second");
        assertThat(Office.names(office.places.done())).hasSize(2);
        assertThat(office.rows("select count(*) as n from document")).containsExactly(Map.of("n", 3L));
    }

    /** Matches when that many documents have left the inbox. To be made before the first is dropped. */
    private NotifyBuilder done(int documents) {
        return new NotifyBuilder(context).fromRoute("inbox").whenDone(documents).create();
    }

    /** Matches when moreover that many steps are in the database. */
    private NotifyBuilder written(int documents, int steps) {
        return new NotifyBuilder(context)
                .fromRoute("inbox")
                .whenDone(documents)
                .and()
                .fromRoute("steps-to-database")
                .whenCompleted(steps)
                .create();
    }

    private static void finish(NotifyBuilder work) {
        assertThat(work.matches(2, TimeUnit.MINUTES)).isTrue();
    }

    /** Steps of an interaction but the user's, as the emulator has them. */
    private List<JsonNode> generated(Object interactionId) throws Exception {
        HttpRequest get = HttpRequest.newBuilder(
                        URI.create(emulator.baseUrl() + "/v1beta/interactions/" + interactionId))
                .header("x-goog-api-key", "emulator")
                .build();
        String body = HttpClient.newHttpClient()
                .send(get, HttpResponse.BodyHandlers.ofString())
                .body();
        List<JsonNode> steps = new ArrayList<>();
        for (JsonNode step : new ObjectMapper().readTree(body).get("steps")) {
            if (!step.get("type").textValue().equals("user_input")) steps.add(step);
        }
        return steps;
    }

    private static String answer(List<JsonNode> steps) {
        return text(steps.get(steps.size() - 1));
    }

    private static String text(JsonNode step) {
        StringBuilder text = new StringBuilder();
        step.path("content").forEach(content -> text.append(content.get("text").textValue()));
        step.path("summary").forEach(content -> text.append(content.get("text").textValue()));
        return text.toString();
    }
}
