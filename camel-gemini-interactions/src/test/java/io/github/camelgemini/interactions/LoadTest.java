// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** Much at once, in a process of its own so that its memory and its threads are the component's. */
@Tag("long")
class LoadTest {

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private static GeminiEmulator emulator() {
        return EMULATOR.emulator();
    }

    private static final long MIB = 1 << 20;
    private static final int STREAMS = 5_000;

    /** Asked for at a time, so that each is connected in time on a machine that is busy. */
    private static final int WAVE = 500;

    /** As many as an answer may have: 300,002 events, since each step has a start, a delta and a stop. */
    private static final int STEPS = 100_000;

    @Test
    void aSlowRouteSlowsTheServiceAndTakesNoMemory() throws Exception {
        emulator().script(onCreate().manySteps(STEPS));
        try (ChildJvm routes = program("-Xmx256m", "-XX:+UseSerialGC")) {
            long before = routes.askNumber("heap");

            routes.ask("follow");
            await().atMost(Duration.ofSeconds(60)).until(() -> routes.askNumber("steps") >= 40);
            await().until(() -> emulator().blockedStreams() == 1);
            assertThat(health()).contains("\"blocked_streams\":1");
            long slow = routes.askNumber("heap") - before;
            System.out.printf(
                    "A route of 100 ms a step, after %d steps: heap %+d KiB%n", routes.askNumber("steps"), slow / 1024);
            assertThat(slow).isLessThan(32 * MIB);

            long started = System.nanoTime();
            routes.ask("hurry");
            AtomicLong most = new AtomicLong();
            await().atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        long steps = routes.askNumber("steps");
                        long grown = routes.askNumber("heap") - before;
                        most.accumulateAndGet(grown, Math::max);
                        return steps >= STEPS;
                    });
            long end = routes.askNumber("heap") - before;
            System.out.printf(
                    "300,002 events in %d ms: heap at most %+d KiB, at the end %+d KiB%n",
                    Duration.ofNanos(System.nanoTime() - started).toMillis(), most.get() / 1024, end / 1024);

            assertThat(most.get()).isLessThan(32 * MIB);
            assertThat(end).as("what is kept of so many steps").isLessThan(8 * MIB);
            assertThat(routes.askNumber("steps")).isEqualTo(STEPS);
            assertThat(routes.askNumber("out of order")).isZero();
        }
        assertThat(emulator().ledger().creates()).isEqualTo(1);
        assertThat(emulator().ledger().gets()).isZero();
    }

    @Test
    void fiveThousandOpenStreamsFitInto512MegabytesAndHoldNoThreadEach() throws Exception {
        assumeThat(filesAllowed())
                .as("open files that the system allows: each stream needs one")
                .isGreaterThan(STREAMS + 1_000);
        emulator()
                .script(onCreate()
                        .thought("Hm.")
                        .text("late")
                        .gateAfter(6, "held")
                        .times(STREAMS));
        try (ChildJvm routes = program("-Xmx512m")) {
            long before = routes.askNumber("heap");

            long started = System.nanoTime();
            for (int open = WAVE; open <= STREAMS; open += WAVE) {
                int expected = open;
                routes.ask("ask");
                await().atMost(Duration.ofMinutes(1)).until(() -> routes.askNumber("first steps") == expected);
            }
            assertThat(emulator().openStreams()).isEqualTo(STREAMS);
            System.out.printf(
                    "%d streams open after %d ms: %d threads, at most %d; heap +%d KiB%n",
                    STREAMS,
                    Duration.ofNanos(System.nanoTime() - started).toMillis(),
                    routes.askNumber("threads"),
                    routes.askNumber("most threads"),
                    (routes.askNumber("heap") - before) / 1024);
            assertThat(routes.askNumber("second steps")).isZero();
            assertThat(routes.askNumber("most threads")).isLessThan(100);

            emulator().gate("held").release();
            await().atMost(Duration.ofMinutes(2)).until(() -> routes.askNumber("answers") == STREAMS);
            System.out.printf("When all had ended: at most %d threads%n", routes.askNumber("most threads"));
            assertThat(routes.askNumber("second steps")).isEqualTo(STREAMS);
        }
        assertThat(emulator().ledger().creates()).isEqualTo(STREAMS);
    }

    private static long filesAllowed() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    private static ChildJvm program(String... options) throws Exception {
        return ChildJvm.start(List.of(options), LoadProgram.class, emulator().baseUrl(), Integer.toString(WAVE));
    }

    private static String health() throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(emulator().baseUrl() + "/_emulator/health"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
