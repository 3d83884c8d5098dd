// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.ResponseFault;
import io.github.camelgemini.emulator.script.ResponseFault.Framing.LineEnd;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** The same events in other bytes: slowly, torn apart, with other line ends, with comments between. */
class BytesTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(EMULATOR.baseUrl());
    }

    @Test
    void charactersAreTornApart() throws Exception {
        EMULATOR.script(Script.onCreate().deltas("Grüße 😀").fault(Fault.slowBytes(1, SHORT)));

        RawStream stream = open();

        assertThat(stream.complete()).isTrue();
        assertThat(stream.pieces()).hasSizeGreaterThan(500).allSatisfy(piece -> assertThat(piece)
                .hasSize(1));
        assertThat(Api.text(Api.events(stream.body()))).isEqualTo("Grüße 😀");
    }

    @Test
    void aWholeBodyComesInPieces() throws Exception {
        EMULATOR.script(Script.onCreate().text("Grüße 😀").fault(Fault.slowBytes(7, SHORT)));
        long start = System.nanoTime();

        assertThat(Api.text(api.ask("x"))).isEqualTo("Grüße 😀");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(40));
    }

    @Test
    void aSlowStreamIsCutBehindAllItSaid() throws Exception {
        EMULATOR.script(
                Script.onCreate().text("Hello").fault(Fault.slowBytes(9, SHORT)).cutAfter(3));

        RawStream stream = open();

        assertThat(stream.complete()).isFalse();
        assertThat(Api.events(stream.body())).hasSize(3);
    }

    @Test
    void linesEndAsOnOtherSystems() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").fault(Fault.lineEnds(LineEnd.CRLF)));
        EMULATOR.script(Script.onCreate().text("Hello").fault(Fault.lineEnds(LineEnd.CR)));

        assertThat(open().body())
                .startsWith("event: interaction.created\r\ndata: {")
                .endsWith("\r\n\r\nevent: done\r\ndata: [DONE]\r\n\r\n");
        assertThat(open().body())
                .startsWith("event: interaction.created\rdata: {")
                .doesNotContain("\n")
                .endsWith("\r\revent: done\rdata: [DONE]\r\r");
    }

    @Test
    void aByteOrderMarkComesFirst() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").fault(ResponseFault.Framing.USUAL.withByteOrderMark()));

        assertThat(open().body()).startsWith("\uFEFFevent: ").containsOnlyOnce("\uFEFF");
    }

    @Test
    void aCommentComesBeforeEachFrame() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").fault(ResponseFault.Framing.USUAL.withComments()));

        String body = open().body();

        assertThat(body).startsWith(": keep-alive\n\nevent: interaction.created\n");
        assertThat(body.split(": keep-alive\n\nevent: "))
                .hasSize(Api.events(body).size() + 2);
    }

    @Test
    void commentsKeepASilentStreamAlive() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").stallAfter(1).fault(Fault.keepAlive(Duration.ofMillis(20))));

        try (BufferedReader lines = lines()) {
            assertThat(lines.readLine()).isEqualTo("event: interaction.created");
            assertThat(lines.readLine()).startsWith("data: ");
            assertThat(lines.readLine()).isEmpty();
            for (int comment = 0; comment < 3; comment++) {
                assertThat(lines.readLine()).isEqualTo(": keep-alive");
                assertThat(lines.readLine()).isEmpty();
            }
        }
    }

    @Test
    void commentsNeverFallInsideASlowFrame() throws Exception {
        EMULATOR.script(Script.onCreate()
                .text("Hello")
                .fault(Fault.slowBytes(20, SHORT))
                .fault(Fault.keepAlive(SHORT)));

        assertThat(open().body().split("\n\n"))
                .allMatch(frame -> frame.equals(": keep-alive") || frame.startsWith("event: "))
                .filteredOn(frame -> frame.startsWith("event: "))
                .allMatch(frame -> frame.lines().count() == 2);
    }

    private static RawStream open() throws Exception {
        return RawStream.create(EMULATOR.baseUrl(), Api.body("x", "\"stream\":true"));
    }

    private BufferedReader lines() throws Exception {
        var response = api.open(
                api.authorized("/interactions").POST(BodyPublishers.ofString(Api.body("x", "\"stream\":true"))));
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }
}
