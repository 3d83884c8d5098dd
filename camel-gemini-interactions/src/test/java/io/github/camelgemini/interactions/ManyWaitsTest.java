// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** Many exchanges wait at once, in a process of little memory and few threads. */
class ManyWaitsTest extends GeminiEmulatorTestSupport {

    private static final int CREATES_AT_ONCE = 50;

    @TempDir
    Path folder;

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:create")
                        .to("gemini-interactions:create?background=true&model=" + MODEL)
                        .to("mock:runs");
            }
        };
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aThousandExchangesWaitWithoutThreadsAndAllComplete() throws Exception {
        exchangesWaitWithoutThreadsAndAllComplete(1_000);
    }

    @Test
    @Tag("long")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void tenThousandExchangesWaitWithoutThreadsAndAllComplete() throws Exception {
        exchangesWaitWithoutThreadsAndAllComplete(10_000);
    }

    private void exchangesWaitWithoutThreadsAndAllComplete(int waits) throws Exception {
        emulator().script(onCreate().text("late").gate("held").times(waits));
        List<String> ids = createRuns(waits);
        Path list = Files.write(folder.resolve("ids.txt"), ids);

        Process process = ChildJvm.builder(
                        List.of("-Xmx256m"), RunsAwaiter.class, emulator().baseUrl(), list.toString())
                .redirectError(folder.resolve("errors.log").toFile())
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            Figures waiting = Figures.next(said);
            emulator().gate("held").release();
            Figures ended = Figures.next(said);
            System.out.printf(
                    "%d exchanges await: %d threads, %d MiB of heap; %d completed with at most %d threads, %d MiB%n",
                    waits, waiting.threads, waiting.heap, ended.answered, ended.threads, ended.heap);
            assertThat(waiting.answered).isZero();
            assertThat(waiting.threads).isLessThan(50);
            assertThat(ended.threads).isLessThan(50);
            assertThat(ended.answered)
                    .as(() -> said(folder.resolve("errors.log")))
                    .isEqualTo(waits);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(emulator().ledger().creates()).isEqualTo(waits);
        assertThat(emulator().ledger().cancels()).isZero();
    }

    /** What the process complained about, as far as one wants to read it. */
    private static String said(Path errors) {
        try (Stream<String> lines = Files.lines(errors)) {
            return lines.limit(20).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private record Figures(int answered, int threads, int heap) {
        static Figures next(BufferedReader said) throws IOException {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (!line.startsWith("figures ")) continue; // the log goes there, too
                String[] words = line.split(" ");
                return new Figures(Integer.parseInt(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3]));
            }
            throw new EOFException("The process ended without figures");
        }
    }

    private List<String> createRuns(int waits) throws Exception {
        template.setThreadedAsyncMode(false);
        Semaphore room = new Semaphore(CREATES_AT_ONCE);
        for (int run = 0; run < waits; run++) {
            assertThat(room.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
            int number = run;
            template.asyncSend(
                            "direct:create", exchange -> exchange.getMessage().setBody("run " + number))
                    .thenAccept(created -> {
                        if (created.getException() != null) return; // the permit stays away, and the test ends
                        room.release();
                    });
        }
        assertThat(room.tryAcquire(CREATES_AT_ONCE, 1, TimeUnit.MINUTES)).isTrue();
        return RouteKit.bodies(getMockEndpoint("mock:runs"));
    }
}
