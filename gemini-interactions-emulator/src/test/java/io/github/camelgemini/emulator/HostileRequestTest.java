// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;

import io.github.camelgemini.emulator.internal.http.RequestLimits;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Requests that are half, too long or no HTTP end, with an answer where one can be given, and the next one is served. */
class HostileRequestTest {
    private static final Duration FAR = Duration.ofMinutes(10);
    private static final Duration SOON = Duration.ofMillis(50);
    private static final String HEAD =
            "POST /v1beta/interactions HTTP/1.1\r\nHost: localhost:PORT\r\nx-goog-api-key: k\r\n";
    private static final String BODY = "{\"model\":\"m\",\"input\":\"Hi\"}";
    private static final String CREATE = HEAD + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY;

    private GeminiEmulator emulator = start(new RequestLimits(FAR, FAR, FAR, FAR, 1000, 1 << 20, 1 << 22));

    private static GeminiEmulator start(RequestLimits limits) {
        return GeminiEmulator.builder().limits(limits).start();
    }

    private void restart(RequestLimits limits) {
        emulator.close();
        emulator = start(limits);
    }

    @AfterEach
    void theNextRequestIsServed() throws Exception {
        try (GeminiEmulator same = emulator) {
            assertThat(RawClient.ask(same, "GET /_emulator/health HTTP/1.1", "Host: localhost:PORT"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "POST /v1be", "POST /v1beta/interactions HTTP/1.1\r\nHost: x\r\nA: "})
    void aConnectionWithoutAWholeHeadEnds(String half) throws Exception {
        restart(new RequestLimits(SOON, FAR, FAR, FAR, 1000, 1 << 20, 1 << 22));

        assertThat(RawClient.answer(emulator, half)).isEmpty();
    }

    @Test
    void aConnectionThatIsUsedNoMoreEnds() throws Exception {
        restart(new RequestLimits(FAR, SOON, FAR, FAR, 1000, 1 << 20, 1 << 22));

        assertThat(RawClient.answer(emulator, CREATE + "POST /v1be")).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 100\r\n\r\n{",
                "Content-Length: 100\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\n{"
            })
    void aBodyThatPausesIsAnsweredWith408(String half) throws Exception {
        restart(new RequestLimits(FAR, FAR, SOON, FAR, 1000, 1 << 20, 1 << 22));

        assertThat(RawClient.answer(emulator, HEAD + half))
                .startsWith("HTTP/1.1 408 ")
                .contains("\"code\":\"request_timeout\"");
        assertThat(emulator.requests()).isEmpty();
    }

    @Test
    void aBodyThatTricklesIsAnsweredWith408() throws Exception {
        restart(new RequestLimits(FAR, FAR, FAR, SOON, 1000, 1 << 20, 1 << 22));
        try (RawClient client = new RawClient(emulator)) {
            client.write(HEAD + "Content-Length: 1000\r\n\r\n{");
            client.write("\"");

            assertThat(client.readAll()).startsWith("HTTP/1.1 408 ");
        }
    }

    /** The limits of what may still run are over before the silence is: timers of one thread end in their order. */
    @Test
    void silenceThatAScriptWantsIsNotEnded() throws Exception {
        Duration silence = SOON.multipliedBy(4);
        restart(new RequestLimits(FAR, SOON, SOON, SOON, 1000, 1 << 20, 1 << 22));
        emulator.script(
                Script.onCreate().text("Late").delay(silence),
                Script.onCreate().stream(true).deltas("Slow").fault(Fault.stallAfter(2, silence)));

        assertThat(RawClient.answer(emulator, CREATE.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")))
                .contains("Late");
        String body = "{\"model\":\"m\",\"input\":\"Hi\",\"stream\":true}";
        assertThat(RawClient.answer(
                        emulator, HEAD + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body))
                .contains("Slow", "[DONE]");
    }

    @Test
    void connectionsBeyondTheLimitEnd() throws Exception {
        restart(new RequestLimits(FAR, FAR, FAR, FAR, 3, 1 << 20, 1 << 22));
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                RawClient client = new RawClient(emulator);
                clients.add(client);
                client.write(CREATE);
                client.readUntil("Emulator answer");
            }
            assertThat(RawClient.answer(emulator, CREATE)).isEmpty();
            clients.get(0).write(CREATE);
            assertThat(clients.get(0).readUntil("Emulator answer")).contains("HTTP/1.1 200 ");
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
            emulator.close();
            emulator = start(RequestLimits.USUAL);
        }
    }

    @Test
    void aBodyThatIsTooLongIsAnsweredWith413() throws Exception {
        try (RawClient client = new RawClient(emulator)) {
            client.write(HEAD + "Content-Length: 2000000000000\r\n\r\n{");
            assertThat(client.readUntil("send less"))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("\"error\":{");
        }
        try (RawClient client = new RawClient(emulator)) {
            client.write(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 17; i++) {
                client.write("10000\r\n" + "x".repeat(1 << 16) + "\r\n");
            }
            assertThat(client.readUntil("send less")).startsWith("HTTP/1.1 413 ");
        }
        assertThat(emulator.requests()).isEmpty();
    }

    /** Neither body ends before one is refused: which of the two the emulator reads first is open. */
    @Test
    void bodiesThatAreTooMuchTogetherAreAnsweredWith503() throws Exception {
        restart(new RequestLimits(FAR, FAR, FAR, FAR, 1000, 1 << 20, 1 << 20));
        try (RawClient one = new RawClient(emulator);
                RawClient other = new RawClient(emulator)) {
            String most = HEAD + "Content-Length: 1000000\r\n\r\n" + "x".repeat(800_000);
            one.write(most);
            other.write(most);

            assertThat(CompletableFuture.anyOf(statusOf(one), statusOf(other)).get(1, TimeUnit.MINUTES))
                    .isEqualTo("503");
        }
    }

    private static CompletableFuture<String> statusOf(RawClient client) {
        CompletableFuture<String> status = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try {
                status.complete(status(client));
            } catch (Exception e) {
                status.completeExceptionally(e);
            }
        });
        reader.setDaemon(true);
        reader.start();
        return status;
    }

    private static String status(RawClient client) throws Exception {
        String answer = client.readUntil("\r\n");
        return answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3);
    }

    @Test
    void aLineOrHeadersThatAreTooLongAreAnsweredInTheApisShape() throws Exception {
        try (RawClient client = new RawClient(emulator)) {
            client.write("GET /" + "x".repeat(300_000));
            assertThat(client.readUntil("}}"))
                    .containsPattern("^HTTP/1.[01] 414 ")
                    .contains("\"error\":{");
        }
        try (RawClient client = new RawClient(emulator)) {
            client.write("GET / HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(300_000));
            assertThat(client.readUntil("}}"))
                    .containsPattern("^HTTP/1.[01] 431 ")
                    .contains("\"error\":{");
        }
        try (RawClient client = new RawClient(emulator)) {
            client.write("GET / HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n".repeat(200_000));
            assertThat(client.readUntil("}}")).containsPattern("^HTTP/1.[01] 431 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}",
                "Content-Length: -1\r\n\r\n",
                "Content-Length: 1e3\r\n\r\n",
                "Content-Length: 99999999999999999999999\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello",
                "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
                "Bad Header: x\r\n\r\n",
            })
    void brokenFramingEndsTheConnection(String rest) throws Exception {
        String answer = RawClient.answer(emulator, HEAD + rest);

        assertThat(answer).satisfiesAnyOf(text -> assertThat(text).startsWith("HTTP/1.1 4"), text -> assertThat(text)
                .isEmpty());
        assertThat(emulator.ledger().creates()).isZero();
    }

    /** RFC 9112, 6.3: chunked wins, so what follows the chunks is a request of its own, and what is in them is none. */
    @Test
    void noRequestHidesInABodyOfTwoLengths() throws Exception {
        String hidden = "GET /v1beta/interactions/hidden HTTP/1.1\r\nHost: x\r\nx-goog-api-key: k\r\n\r\n";
        String answer = RawClient.answer(
                emulator,
                HEAD + "Connection: close\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n0\r\n\r\n" + hidden);

        assertThat(answer.split("HTTP/1.1 ", -1)).hasSizeLessThanOrEqualTo(2);
        assertThat(emulator.requests()).noneMatch(request -> request.path().contains("hidden"));
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        emulator.script(
                Script.onCreate().text("One").delay(SOON), Script.onCreate().text("Two"));

        String answers =
                RawClient.answer(emulator, CREATE + CREATE.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));

        assertThat(answers.indexOf("One")).isPositive().isLessThan(answers.indexOf("Two"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"//", "///", "/", "/v1//", "/v1beta1/projects//", "/upload/", "/upload//", "/.well-known//"})
    void aPathOfEmptySegmentsIsAnswered(String path) throws Exception {
        assertThat(RawClient.ask(emulator, "GET " + path + " HTTP/1.1", "Host: localhost:PORT", "x-goog-api-key: k"))
                .containsPattern("^HTTP/1.1 (404|501) ");
    }

    @Test
    void anotherProtocolIsNotSpoken() throws Exception {
        String upgrade = RawClient.ask(
                emulator,
                "GET /_emulator/health HTTP/1.1",
                "Host: localhost:PORT",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA");
        assertThat(upgrade).startsWith("HTTP/1.1 200 ");
        for (String other : List.of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\u0016\u0003\u0001\u0002\u0000\r\n\r\n")) {
            assertThat(RawClient.answer(emulator, other)).doesNotContain(" 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[[[",
                "{\"model\":\"m\",\"input\":DEEP}",
                "{\"model\":\"m\",\"input\":[{\"type\":\"function_result\",\"call_id\":\"c\",\"result\":DEEP}]}",
                "{\"model\":\"m\",\"input\":\"x\",\"generation_config\":{\"max_output_tokens\":1e999999999}}",
                "{\"model\":\"m\",\"input\":\"x\",\"generation_config\":{\"max_output_tokens\":-1e999999999}}",
                "{\"model\":\"m\",\"input\":\"x\",\"tools\":[DEEP]}",
                "{\"model\":\"m\",\"input\":\"x\",\"model\":{}}",
                "{\"model\":\"\\ud800\",\"input\":\"\\udfff\"}",
                "{\"model\":\"m\",\"input\":\"x\",\"response_format\":{\"type\":\"number\",\"minimum\":1e999999999}}",
                "{\"model\":\"m\",\"input\":\"9\",\"response_format\":{\"type\":\"number\",\"multipleOf\":1e-999999999}}",
                "{\"model\":\"m\",\"input\":\"9\",\"response_format\":{\"type\":\"integer\",\"multipleOf\":1e-100000}}",
                "{\"model\":\"m\",\"input\":\"x\",\"response_format\":{\"type\":\"string\",\"minLength\":2000000000}}",
                "{\"model\":\"m\",\"input\":\"x\",\"response_format\":{\"type\":\"array\",\"minItems\":2000000000}}",
                "{\"model\":\"m\",\"input\":\"x\",\"response_format\":{\"allOf\":[REF,REF,REF,REF,REF,REF]}}",
                "{\"model\":\"m\",\"input\":\"x\",\"response_format\":{\"type\":\"object\",\"properties\":"
                        + "{\"a\":REF,\"b\":REF,\"c\":REF,\"d\":REF,\"e\":REF,\"f\":REF,\"g\":REF}}}",
                "{\"model\":\"m\",\"input\":\"LONG\",\"response_format\":{\"type\":\"string\",\"pattern\":\"^(a+)+$\"}}",
                "{\"model\":\"m\",\"input\":\"LONG\",\"response_format\":{\"type\":\"string\",\"pattern\":\"(a|aa)*b\"}}",
                "{\"model\":\"m\",\"input\":\"LONG\",\"response_format\":{\"type\":\"string\",\"format\":\"email\"}}",
                "{\"model\":\"m\",\"input\":\"x\",\"response_format\":{\"type\":\"object\",\"properties\":7,\"required\":8}}",
                "{\"model\":\"m\",\"input\":\"x\",\"response_format\":{\"properties\":{},\"allOf\":[{\"properties\":3}]}}",
                "{\"model\":\"m\",\"continuation_token\":\"emulator_BOMB\"}",
            })
    void aHostileBodyIsAnswered(String body) throws Exception {
        String deep = "[".repeat(990) + "]".repeat(990);
        String whole = body.replace("DEEP", deep)
                .replace("REF", "{\"$ref\":\"#\"}")
                .replace("LONG", "a".repeat(15_000) + "!")
                .replace("BOMB", body.contains("BOMB") ? bomb() : "");

        String answer = RawClient.answer(
                emulator, HEAD + "Connection: close\r\nContent-Length: " + whole.length() + "\r\n\r\n" + whole);

        assertThat(answer).startsWith("HTTP/1.1 ").doesNotStartWith("HTTP/1.1 5");
    }

    /** Deflated: a text of 200 MB. */
    private static String bomb() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
            deflater.write("{\"hop\":2,\"target\":\"".getBytes(StandardCharsets.US_ASCII));
            byte[] megabyte = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 200; i++) {
                deflater.write(megabyte);
            }
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    @Test
    void aHeaderThatHttpDoesNotAllowIsTheScriptsMistake() {
        for (String[] header : List.of(
                new String[] {"a b", "x"}, new String[] {"", "x"}, new String[] {"x-a", "b\r\nset-cookie: c"})) {
            assertThatThrownBy(() -> Script.onCreate().header(header[0], header[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("header");
        }
    }
}
