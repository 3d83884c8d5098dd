// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The emulator as a library, a bean and an extension. */
@ExtendWith(GeminiEmulatorExtension.class)
class GeminiEmulatorTest {

    @Test
    void theExtensionGivesTestsARunningEmulator(GeminiEmulator emulator) throws Exception {
        assertThat(emulator.requests()).isEmpty();
        assertThat(Api.text(new Api(emulator.baseUrl()).ask("Hello"))).contains("Hello");
    }

    @Test
    void isABeanWithSetters(@TempDir Path folder) throws Exception {
        Path script = Files.writeString(folder.resolve("script.yaml"), "- answer: From a file\n");
        GeminiEmulator bean = new GeminiEmulator();
        bean.setPort(0);
        bean.setScripts(List.of(script));
        bean.start();
        try {
            assertThat(bean.getBaseUrl()).startsWith("http://127.0.0.1:");
            assertThat(Api.text(new Api(bean.getBaseUrl()).ask("x"))).isEqualTo("From a file");
        } finally {
            bean.close();
        }
        assertThat(bean.isRunning()).isFalse();
        bean.close();
    }

    @Test
    void aTakenPortIsNamed(GeminiEmulator emulator) {
        GeminiEmulator second = GeminiEmulator.builder().port(emulator.port()).build();

        assertThatThrownBy(second::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Cannot listen on 127.0.0.1:" + emulator.port());
    }

    @Test
    void awaitingRequestsThatDoNotComeFails(GeminiEmulator emulator) {
        assertThatThrownBy(() -> emulator.awaitRequests(1, Duration.ofMillis(20)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("for 1 requests, but there were 0");
    }

    @Test
    void aResetLeavesIdleConnectionsAlone(GeminiEmulator emulator) throws Exception {
        byte[] request = ("GET /_emulator/health HTTP/1.1\r\nHost: localhost:" + emulator.port() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket("127.0.0.1", emulator.port())) {
            socket.setSoTimeout(60_000);
            for (int i = 0; i < 2; i++) {
                socket.getOutputStream().write(request);
                assertThat(new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 200 OK");
                socket.getInputStream().skipNBytes(socket.getInputStream().available());
                emulator.reset();
            }
        }
    }

    @Test
    void aResetBreaksAnAnswerThatIsUnderWay(GeminiEmulator emulator) throws Exception {
        Gate gate = emulator.gate("g");
        emulator.script(Script.onCreate().text("Held").gateAfter(2, gate));
        CompletableFuture<RawStream> stream = CompletableFuture.supplyAsync(() -> {
            try {
                return RawStream.create(emulator.baseUrl(), Api.body("x", "\"stream\":true"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        gate.awaitReached(Duration.ofMinutes(1));

        emulator.reset();

        assertThat(stream.get(1, TimeUnit.MINUTES).complete()).isFalse();
        assertThat(emulator.openStreams()).isZero();
    }

    @Test
    void spacesDeltasOut() throws Exception {
        try (GeminiEmulator slow =
                GeminiEmulator.builder().deltaDelay(Duration.ofMillis(40)).start()) {
            slow.script(Script.onCreate().deltas("a", "b", "c", "d", "e"));
            long start = System.nanoTime();
            new Api(slow.baseUrl()).stream("x", "");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(200));
        }
    }
}
