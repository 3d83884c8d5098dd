// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A script that came over HTTP reads no files, makes no objects, and takes neither the thread nor the memory for ever. */
class ReceivedScriptTest {
    private static final String MARK = "MARKED-SECRET-51";

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @TempDir
    private Path folder;

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(EMULATOR.baseUrl());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bodyFile", "sseFile"})
    void itReadsNoFile(String word) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "\"" + MARK + "\"");

        for (String name : new String[] {file.toString(), "/etc/passwd", "../secret", "secret", "file:" + file}) {
            HttpResponse<String> refused = post("- answer: {" + word + ": '" + name + "'}");

            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body())
                    .contains("Rule 1: '" + word + "' names a file", "--script", "'" + word.replace("File", "") + "'")
                    .doesNotContain(MARK, "root:");
        }
        assertThat(Api.text(api.ask("x"))).startsWith("Emulator answer");
    }

    @Test
    void aScriptOfTheOwnersReadsFilesAsBefore() throws Exception {
        Files.writeString(folder.resolve("body.json"), "{\"from\":\"file\"}");
        Path script = Files.writeString(folder.resolve("script.yaml"), "- answer: {bodyFile: body.json}");

        EMULATOR.emulator().script(Script.file(script));

        assertThat(api.ask("x").path("from").asText()).isEqualTo("file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- answer: !!javax.script.ScriptEngineManager [x]",
                "- !!java.net.URL [http://127.0.0.1:1/]",
                "- answer: {text: !<tag:yaml.org,2002:java.io.File> x}",
                "- answer: {text: !include /etc/passwd}",
                "a: &a [x]\nb: *a",
                "- &a {answer: {text: &b xxxx}}\n- *a",
                "- answer: {delay: 25h}",
                "- answer: {delay: PT-1S}",
                "- answer: {delay: P99999999999D}",
                "- answer: {eventDelay: 1000000h}",
                "- answer: {text: x, fault: {stall: {after: 1, for: 10000h}}}",
                "- answer: {text: x, fault: {slowBytes: {bytes: 1, pause: 10000h}}}",
                "- answer: {text: x, fault: {keepAlive: 10000h}}",
                "- answer: {text: x, continuation: {hops: 2000000000}}",
                "- answer: {text: x, headers: {\"a b\": c}}",
                "- answer: {text: x, headers: {a: \"b\\r\\nc: d\"}}",
                "- when: {prompt: \"(\"}",
                "- answer: x\n---\n- answer: {bodyFile: /etc/passwd}",
                "- answer: x\n---\nx",
            })
    void whatIsNoScriptIsRefused(String script) throws Exception {
        HttpResponse<String> refused = post(script);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"error\":{").doesNotContain("The emulator failed");
        EMULATOR.emulator().assertExhausted();
    }

    @Test
    void aTooDeepOrTooLongOneIsRefused() throws Exception {
        assertThat(post("[".repeat(100_000)).statusCode()).isEqualTo(400);
        assertThat(post("- answer: {body: " + "{a: ".repeat(5000) + "1" + "}".repeat(5000) + "}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("- when: {prompt: '" + "(".repeat(20_000) + "a" + ")".repeat(20_000) + "'}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("- answer: " + "x".repeat(2 << 20)).statusCode()).isEqualTo(413);
        assertThat(post("- answer: x\n".repeat(10_001)).statusCode()).isEqualTo(400);
        EMULATOR.emulator().assertExhausted();
    }

    @Test
    void rulesThatWaitAreBounded() throws Exception {
        String many = "- answer: x\n".repeat(10_000);

        assertThat(post(many).statusCode()).isEqualTo(200);
        assertThat(post(many).statusCode()).isEqualTo(200);
        assertThat(post("- answer: x\n").statusCode()).isEqualTo(429);
        EMULATOR.emulator().reset();
        assertThat(post("- answer: x\n").statusCode()).isEqualTo(200);
        EMULATOR.emulator().reset();
    }

    @ParameterizedTest
    @ValueSource(strings = {"^(a+)+$", "(a|aa)+b", "(a|b|ab)*c", "(?:a?){30}a{30}!x", "(.*a){20}"})
    void aPatternThatTakesTooLongRefusesTheRequestAndNothingElse(String pattern) throws Exception {
        assertThat(post("- {when: {prompt: '" + pattern + "'}, answer: x}").statusCode())
                .isEqualTo(200);

        HttpResponse<String> refused = api.post(Api.body("a".repeat(10_000) + "!", "\"store\":false"));
        assertThat(refused.statusCode()).isIn(200, 500);
        if (refused.statusCode() == 500) {
            assertThat(refused.body()).contains("takes too long").contains("write a simpler one");
        }
        EMULATOR.emulator().reset();
        assertThat(Api.text(api.ask("x"))).startsWith("Emulator answer");
    }

    @Test
    void aNameWithManyStarsTakesNoTime() throws Exception {
        assertThat(post("- {when: {model: '" + "*a".repeat(200) + "*b'}, answer: x}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(api.create("{\"model\":\"" + "a".repeat(5000) + "\",\"input\":\"x\"}")
                        .path("status")
                        .asText())
                .isEqualTo("completed");
        assertThat(Api.text(api.create("{\"model\":\"" + "a".repeat(5000) + "b\",\"input\":\"x\"}")))
                .isEqualTo("x");
    }

    @Test
    void anAnswerThatDoesNotFitInMemoryIsRefused() throws Exception {
        assertThat(post("- answer: {manyDeltas: {count: 1000000000, text: xxxxxxxxxxxxxxxxxxxx}}")
                        .statusCode())
                .isEqualTo(200);

        assertThat(api.post(Api.body("x", "\"store\":true")).statusCode()).isEqualTo(501);
        assertThat(Api.text(api.ask("x"))).startsWith("Emulator answer");
    }

    private HttpResponse<String> post(String script) throws Exception {
        return api.send(api.request("/_emulator/script").POST(BodyPublishers.ofString(script)));
    }
}
