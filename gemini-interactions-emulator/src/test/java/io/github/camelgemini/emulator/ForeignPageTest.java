// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.internal.http.RequestLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a web page of another site makes a browser send is refused, and changes nothing. */
class ForeignPageTest {
    private static final Duration FAR = Duration.ofMinutes(10);
    private static final String OWN = "Host: 127.0.0.1:PORT";

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    static Stream<String> adminRequests() {
        return Stream.of(
                "GET /_emulator/health",
                "GET /_emulator/requests",
                "GET /_emulator/interactions",
                "GET /_emulator/ledger",
                "GET /_emulator/script",
                "POST /_emulator/script",
                "DELETE /_emulator/script",
                "POST /_emulator/gates/g",
                "POST /_emulator/reset",
                "POST /_emulator/token",
                "GET /_emulator",
                "GET /_emulator/",
                "GET /_emulator/events",
                "GET /_emulator/what",
                "HEAD /_emulator/health",
                "OPTIONS /_emulator/script",
                "PUT /_emulator/script",
                "POST /%5Femulator/reset",
                "POST /_emulato%72/reset",
                "POST /%255Femulator/reset",
                "POST //_emulator/reset",
                "POST /./_emulator/reset",
                "POST /v1beta/../_emulator/reset",
                "POST /v1beta%2F..%2F_emulator/reset",
                "POST /\\_emulator/reset",
                "POST /_emulator;x/reset",
                "POST /_EMULATOR/reset");
    }

    @ParameterizedTest
    @MethodSource("adminRequests")
    void everyAdminRequestNeedsTheEmulatorsHostAndNoForeignOrigin(String line) throws Exception {
        for (List<String> headers : List.of(
                List.of("Host: evil.example:PORT"),
                List.of(OWN, "Origin: http://evil.example"),
                List.of(OWN, "Sec-Fetch-Site: cross-site"))) {
            String answer = RawClient.ask(emulator(), line + " HTTP/1.1", headers.toArray(String[]::new));

            assertThat(answer).startsWith("HTTP/1.1 403 ").doesNotContainIgnoringCase("access-control-");
            if (!line.startsWith("HEAD")) {
                assertThat(answer)
                        .contains("\"code\":\"permission_denied\"")
                        .contains("content-type: application/json");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example:PORT",
                "evil.example",
                "127.0.0.1",
                "127.0.0.1:1",
                "localhost:PORT.evil.example",
                "localhost.evil.example:PORT",
                "127.0.0.1.evil.example:PORT",
                "evil@localhost:PORT",
                "localhost:PORT@evil.example",
                "192.0.2.7:PORT",
                "0x7f000001:PORT",
                "2130706433:PORT",
                "127.1:PORT",
                "[2001:db8::1]:PORT",
                "[::1:PORT",
                "localhost:PORT/x",
                "localhost:0PORT",
                "localhost, localhost:PORT",
                ":PORT",
                ""
            })
    void aHostThatIsNotTheEmulatorsIsRefused(String host) throws Exception {
        assertThat(RawClient.ask(emulator(), "GET /_emulator/health HTTP/1.1", "Host: " + host))
                .startsWith("HTTP/1.1 403 ")
                .contains("--admin-host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:PORT",
                "localhost:PORT",
                "LOCALHOST:PORT",
                "127.0.0.9:PORT",
                "[::1]:PORT",
                "[0:0:0:0:0:0:0:1]:PORT"
            })
    void aNameOrAddressOfTheLoopbackInterfaceIsTheEmulators(String host) throws Exception {
        assertThat(RawClient.ask(emulator(), "GET /_emulator/health HTTP/1.1", "Host: " + host))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aMissingOrSecondHostAndAWholeUrlAreRefused() throws Exception {
        assertThat(RawClient.ask(emulator(), "GET /_emulator/health HTTP/1.1")).startsWith("HTTP/1.1 40");
        assertThat(RawClient.ask(emulator(), "GET /_emulator/health HTTP/1.0")).startsWith("HTTP/1.0 403 ");
        assertThat(RawClient.ask(emulator(), "GET /_emulator/health HTTP/1.1", OWN, OWN))
                .startsWith("HTTP/1.1 40");
        assertThat(RawClient.ask(emulator(), "GET /_emulator/health HTTP/1.1", OWN, "Host: evil.example:PORT"))
                .startsWith("HTTP/1.1 40");
        assertThat(RawClient.ask(emulator(), "GET http://evil.example/_emulator/health HTTP/1.1", OWN))
                .startsWith("HTTP/1.1 403 ");
        assertThat(RawClient.ask(
                        emulator(),
                        "GET /_emulator/health HTTP/1.1",
                        "Host: evil.example:PORT",
                        "X-Forwarded-Host: localhost:PORT",
                        "Forwarded: host=\"localhost:PORT\""))
                .startsWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "http://evil.example",
                "http://evil.example:PORT",
                "http://localhost:1",
                "http://localhost",
                "https://localhost:PORT",
                "http://localhost:PORT.evil.example",
                "http://localhost:PORT/",
                "file://",
                "chrome-extension://abcdefgh",
                "localhost:PORT"
            })
    void anotherOriginIsRefusedOnAllPaths(String origin) throws Exception {
        for (String line : List.of(
                "POST /_emulator/reset HTTP/1.1",
                "POST /v1beta/interactions?key=x HTTP/1.1",
                "OPTIONS /v1beta/interactions HTTP/1.1",
                "GET / HTTP/1.1")) {
            assertThat(RawClient.ask(emulator(), line, OWN, "Origin: " + origin))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("The Origin '")
                    .doesNotContainIgnoringCase("access-control-");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "CROSS-SITE", "same-origin, cross-site", "", "what"})
    void aSiteThatIsNotTheEmulatorsIsRefusedOnAllPaths(String site) throws Exception {
        for (String line : List.of(
                "GET /_emulator/requests HTTP/1.1", "POST /v1beta/interactions?key=x HTTP/1.1", "GET / HTTP/1.1")) {
            assertThat(RawClient.ask(emulator(), line, OWN, "Sec-Fetch-Site: " + site))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("Sec-Fetch-Site");
        }
        assertThat(RawClient.ask(
                        emulator(),
                        "GET /_emulator/health HTTP/1.1",
                        OWN,
                        "Sec-Fetch-Site: none",
                        "Sec-Fetch-Site: cross-site"))
                .startsWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "same-origin", "Same-Origin"})
    void aBrowserOfTheEmulatorsOwnPagesIsServed(String site) throws Exception {
        assertThat(RawClient.ask(
                        emulator(),
                        "GET /_emulator/health HTTP/1.1",
                        OWN,
                        "Sec-Fetch-Site: " + site,
                        "Origin: http://localhost:PORT"))
                .startsWith("HTTP/1.1 200 ")
                .doesNotContainIgnoringCase("access-control-");
    }

    /** A page whose name leads to this machine is at home in the browser's eyes: its Origin and its Host agree. */
    @Test
    void aBrowserThatWasLedHereByAForeignNameIsRefusedOnAllPaths() throws Exception {
        assertThat(RawClient.ask(
                        emulator(),
                        "POST /v1beta/interactions?key=x HTTP/1.1",
                        "Host: evil.example:PORT",
                        "Origin: http://evil.example:PORT"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(RawClient.ask(
                        emulator(),
                        "GET /v1beta/interactions/x?key=x HTTP/1.1",
                        "Host: evil.example:PORT",
                        "Sec-Fetch-Site: same-origin"))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aRefusedRequestChangesNothing() throws Exception {
        new Api(EMULATOR.baseUrl()).ask("Stay");

        RawClient.ask(emulator(), "POST /_emulator/reset HTTP/1.1", OWN, "Origin: null");
        RawClient.answer(
                emulator(),
                "POST /v1beta/interactions?key=x HTTP/1.1\r\n" + OWN
                        + "\r\nOrigin: http://evil.example\r\nContent-Type: text/plain\r\nConnection: close\r\n"
                        + "Content-Length: 28\r\n\r\n{\"model\":\"m\",\"input\":\"Evil\"}");
        RawClient.answer(
                emulator(),
                "POST /_emulator/script HTTP/1.1\r\nHost: evil.example:PORT\r\nConnection: close\r\nContent-Length: 11\r\n\r\n"
                        + "- answer: x");

        assertThat(emulator().requests()).hasSize(1);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
        emulator().assertExhausted();
    }

    /** No limit of the body ends it. */
    @ParameterizedTest
    @ValueSource(strings = {"Host: evil.example:PORT", "Host: localhost:PORT\r\nOrigin: http://evil.example"})
    void aRefusedRequestWithoutTheEndOfItsBodyEndsItsConnection(String headers) throws Exception {
        RequestLimits far = new RequestLimits(FAR, FAR, FAR, FAR, 1000, 1 << 20, 1 << 22);
        try (GeminiEmulator patient = GeminiEmulator.builder().limits(far).start()) {
            assertThat(RawClient.answer(
                            patient,
                            "POST /_emulator/script HTTP/1.1\r\n" + headers + "\r\nContent-Length: 100\r\n\r\n-"))
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void aWebSocketIsNotOpened() throws Exception {
        String upgrade =
                "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                        + "Connection: Upgrade";
        assertThat(RawClient.ask(
                        emulator(), "GET /_emulator/requests HTTP/1.1", OWN, "Origin: http://evil.example", upgrade))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aProgramMayCallTheApiByAnyName() throws Exception {
        assertThat(RawClient.ask(
                        emulator(), "GET /v1beta/interactions/x HTTP/1.1", "Host: gemini.test", "x-goog-api-key: k"))
                .startsWith("HTTP/1.1 404 ");
    }

    @Test
    void furtherNamesAreTheOwnersChoice() throws Exception {
        try (GeminiEmulator named = GeminiEmulator.builder()
                .adminHosts("emulator.test", "mapped.test:9000", "[fd00::7]:9000")
                .start()) {
            for (String host : List.of("emulator.test:PORT", "MAPPED.test:9000", "[fd00::7]:9000", "localhost:PORT")) {
                assertThat(RawClient.ask(named, "GET /_emulator/health HTTP/1.1", "Host: " + host))
                        .startsWith("HTTP/1.1 200 ");
            }
            for (String host : List.of("emulator.test:9000", "mapped.test:PORT", "other.test:PORT")) {
                assertThat(RawClient.ask(named, "GET /_emulator/health HTTP/1.1", "Host: " + host))
                        .startsWith("HTTP/1.1 403 ");
            }
        }
    }

    @Test
    void anEmulatorForAllInterfacesIsCalledByTheAddressThatTheClientUses() throws Exception {
        try (GeminiEmulator open = GeminiEmulator.builder().host("0.0.0.0").start()) {
            assertThat(RawClient.ask(open, "GET /_emulator/health HTTP/1.1", "Host: 127.0.0.1:PORT"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(RawClient.ask(open, "GET /_emulator/health HTTP/1.1", "Host: 192.0.2.7:PORT"))
                    .startsWith("HTTP/1.1 403 ");
            assertThat(RawClient.ask(open, "GET /_emulator/health HTTP/1.1", "Host: evil.example:PORT"))
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /_emulator/health HTTP/1.1",
                "GET /_emulator/what HTTP/1.1",
                "PUT /_emulator/health HTTP/1.1",
                "GET /<script>alert(1)</script> HTTP/1.1",
                "GET /v1beta/interactions/<script> HTTP/1.1"
            })
    void noAnswerIsAPageThatRunsScriptsOrLivesInAFrame(String line) throws Exception {
        assertThat(RawClient.ask(emulator(), line, OWN, "x-goog-api-key: k").replace("\r\n", "\n"))
                .contains("x-content-type-options: nosniff\n")
                .contains("content-security-policy: default-src 'none'; frame-ancestors 'none'; sandbox\n")
                .contains("x-frame-options: DENY\n")
                .doesNotContain("text/html; charset=UTF-8\n\n<script>")
                .satisfies(answer -> assertThat(answer.contains("text/html") && answer.contains("<script>"))
                        .isFalse());
    }

    private static GeminiEmulator emulator() {
        return EMULATOR.emulator();
    }
}
