// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.emulator.traffic.Operation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Runs the program as a user does, in a process of its own with a key in the environment; an emulator stands for Google. */
class LiveTest {

    private static final String KEY = "key-from-the-environment";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @RegisterExtension
    static final GeminiEmulatorExtension GOOGLE = new GeminiEmulatorExtension();

    private record Ended(int code, String said) {}

    @TempDir
    Path folder;

    private Path inbox;

    @BeforeEach
    void dropADocument() throws IOException {
        inbox = Files.createDirectory(folder.resolve("inbox"));
        Files.writeString(inbox.resolve("a.txt"), "twelve bytes");
    }

    @Test
    void aKeyInTheEnvironmentChangesNothing() throws Exception {
        Ended ended =
                run(Map.of("GEMINI_API_KEY", KEY, "GOOGLE_GENAI_USE_ENTERPRISE", "true", "GOOGLE_CLOUD_PROJECT", "p"));

        assertThat(ended.code()).isZero();
        assertThat(ended.said()).contains("nothing leaves this machine", "Complete: 1 documents, 1 rows;");
        assertThat(GOOGLE.emulator().requests()).isEmpty();
    }

    @Test
    void goingLiveIsTypedAndSaysFirstWhatItSendsWhere() throws Exception {
        Ended ended = run(Map.of("GEMINI_API_KEY", KEY), "--live", "--model", "gemini-9-test");

        assertThat(ended.code()).isZero();
        assertThat(ended.said())
                .containsSubsequence(
                        "Back end",
                        "Gemini Developer API",
                        GOOGLE.emulator().baseUrl(),
                        "GEMINI_API_KEY",
                        "Project",
                        "Model",
                        "gemini-9-test",
                        "Documents",
                        "1 files, 12 bytes",
                        "a.txt, 12 bytes",
                        "1 of 1",
                        "Complete: 1 documents, 1 rows;")
                .doesNotContain(KEY);
        assertThat(GOOGLE.emulator().requests(Operation.CREATE)).hasSize(2).allSatisfy(request -> assertThat(
                        request.at("/model").textValue())
                .isEqualTo("gemini-9-test"));
    }

    @Test
    void goesNowhereWithoutAKey() throws Exception {
        Ended ended = run(Map.of(), "--live");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.said()).contains("--live needs an API key in GEMINI_API_KEY, or --enterprise");
        assertThat(inbox.resolve("a.txt")).exists();
    }

    @Test
    void anInterruptedRunFinishesWhatIsInWorkAndWritesItsReport() throws Exception {
        for (int i = 0; i < 20; i++) Files.writeString(inbox.resolve(i + ".txt"), "document " + i);
        GOOGLE.emulator()
                .script(onCreate().stream(false).text("{}").gate("facts").times(21));
        Process program = start(Map.of("GEMINI_API_KEY", KEY), "--live");
        GOOGLE.emulator().awaitRequests(1, PATIENCE);
        program.destroy(); // SIGTERM
        await().atMost(PATIENCE).until(() -> said().contains("interrupted") || !program.isAlive());
        GOOGLE.emulator().gate("facts").release();
        program.waitFor();

        int done = Office.names(inbox.resolve("done")).size();
        int left = Office.names(inbox).size();
        assertThat(done).isPositive();
        assertThat(left).isPositive();
        assertThat(done + left).isEqualTo(21);
        assertThat(Office.names(inbox.resolve("failed"))).isEmpty();
        assertThat(GOOGLE.emulator().ledger().creates()).isEqualTo(2 * done);
        Path report = folder.resolve("work/report.html");
        assertThat(said())
                .containsSubsequence("Report: " + report.toUri(), "NOT COMPLETE: 21 documents, " + done + " rows");
        assertThat(report).content().contains("Interrupted.", done + " done, 0 failed, " + left + " not begun");
    }

    private Ended run(Map<String, String> environment, String... arguments) throws Exception {
        return new Ended(start(environment, arguments).waitFor(), said());
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("said.txt"));
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DocumentPipeline.class.getName(),
                "--inbox",
                inbox.toString(),
                "--work",
                folder.resolve("work").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder program = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile());
        program.environment().keySet().removeIf(name -> name.startsWith("GOOGLE_") || name.startsWith("GEMINI_"));
        program.environment().put("GOOGLE_GEMINI_BASE_URL", GOOGLE.emulator().baseUrl());
        program.environment().put("GOOGLE_VERTEX_BASE_URL", GOOGLE.emulator().baseUrl());
        program.environment()
                .put(
                        "CAMEL_COMPONENT_GEMINI_INTERACTIONS_BASE_URL",
                        GOOGLE.emulator().baseUrl());
        program.environment().putAll(environment);
        return program.start();
    }
}
