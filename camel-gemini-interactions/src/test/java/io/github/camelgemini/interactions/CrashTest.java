// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.state.TestPostgres;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A process that follows background runs is killed in the midst of them, and another goes on with its cursors. */
class CrashTest extends GeminiEmulatorTestSupport {

    private static final int FEW_RUNS = 20;
    private static final int MANY_RUNS = 200;
    private static final int STEPS = 12;

    /** The run was created and goes on; then start, delta and stop of each step. */
    private static final int EVENTS_OF_HALF = 2 + 3 * STEPS / 2;

    @TempDir
    Path folder;

    private int runs;
    private final List<Process> started = new ArrayList<>();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:begin").to("gemini-interactions:create?background=true&model=" + MODEL);
            }
        };
    }

    @AfterEach
    void endProcesses() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void ofAFewRunsWithCursorsInAFile() throws Exception {
        everyStepOfEveryRunArrivesAndAtMostOneOfARunTwice(
                FEW_RUNS, folder.resolve("cursors").toString());
    }

    @Test
    @Tag("long")
    void ofManyRunsWithCursorsInAFile() throws Exception {
        everyStepOfEveryRunArrivesAndAtMostOneOfARunTwice(
                MANY_RUNS, folder.resolve("cursors").toString());
    }

    @Test
    @Tag("long")
    void ofManyRunsWithCursorsInPostgres() throws Exception {
        everyStepOfEveryRunArrivesAndAtMostOneOfARunTwice(MANY_RUNS, TestPostgres.newSchema());
    }

    private void everyStepOfEveryRunArrivesAndAtMostOneOfARunTwice(int number, String cursors) throws Exception {
        runs = number;
        List<String> ids = createRuns();
        Path received = folder.resolve("received.txt");
        Files.createFile(received);

        Process first = follow(ids, cursors, received);
        await().atMost(Duration.ofMinutes(2)).until(() -> lines(received).size() > runs * STEPS / 4);
        first.destroyForcibly();
        assertThat(first.waitFor(1, TimeUnit.MINUTES)).isTrue();
        int before = lines(received).size();
        emulator().gate("half").release();
        Process second = follow(ids, cursors, received);
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(
                        () -> assertThat(lines(received).stream().distinct()).hasSize(runs * STEPS));
        second.destroyForcibly();

        Map<String, Long> times =
                lines(received).stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        Map<String, Long> repeatsOfARun = times.entrySet().stream()
                .filter(step -> step.getValue() > 1)
                .collect(Collectors.groupingBy(
                        step -> step.getKey().substring(0, step.getKey().lastIndexOf('/')),
                        Collectors.summingLong(step -> step.getValue() - 1)));
        System.out.printf(
                "Cursors in %s: killed after %d of %d steps; %d of %d runs had a step twice%n",
                cursors.startsWith("jdbc:") ? "PostgreSQL" : "a file",
                before,
                runs * STEPS,
                repeatsOfARun.size(),
                runs);
        assertThat(before).isLessThan(runs * STEPS);
        assertThat(times.keySet())
                .containsExactlyInAnyOrderElementsOf(ids.stream()
                        .flatMap(id -> IntStream.range(0, STEPS).mapToObj(step -> id + "/" + step))
                        .toList());
        assertThat(repeatsOfARun.values()).allMatch(repeats -> repeats == 1);
        assertThat(emulator().ledger().creates()).isEqualTo(runs);
        assertThat(emulator().ledger().cancels()).isZero();
    }

    private List<String> createRuns() {
        String steps = IntStream.range(0, STEPS)
                .mapToObj(step ->
                        "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"step " + step + "\"}]}")
                .collect(Collectors.joining(",", "[", "]"));
        emulator()
                .script(onCreate()
                        .steps(steps)
                        .eventDelay(Duration.ZERO)
                        .gateAfter(EVENTS_OF_HALF, "half")
                        .times(runs));
        List<String> ids = new ArrayList<>();
        for (int run = 0; run < runs; run++) ids.add(template.requestBody("direct:begin", "run " + run, String.class));
        return ids;
    }

    private Process follow(List<String> ids, String cursors, Path received) throws IOException {
        Path list = Files.write(folder.resolve("ids.txt"), ids);
        Process process = ChildJvm.builder(
                        List.of("-Xmx256m"),
                        RunFollower.class,
                        emulator().baseUrl(),
                        list.toString(),
                        cursors,
                        received.toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        folder.resolve("process-" + started.size() + ".log").toFile())
                .start();
        started.add(process);
        return process;
    }

    /** Whole lines only: the last one may be under way. */
    private static List<String> lines(Path file) throws IOException {
        String text = Files.readString(file);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }
}
