// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.emulator.script.Moment;
import io.github.camelgemini.emulator.script.MomentFault;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Rules, in Java and in YAML. */
class ScriptTest {
    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private GeminiEmulator emulator;
    private Api api;

    @BeforeEach
    void connect() {
        emulator = EMULATOR.emulator();
        api = new Api(EMULATOR.baseUrl());
    }

    @Test
    void rulesWithoutConditionsAreAQueue() throws Exception {
        emulator.script(Script.onCreate().text("One"), Script.onCreate().text("Two"));

        assertThat(Api.text(api.ask("x"))).isEqualTo("One");
        assertThat(Api.text(api.ask("x"))).isEqualTo("Two");
        assertThat(Api.text(api.ask("x"))).startsWith("Emulator answer");
        emulator.assertExhausted();
    }

    @Test
    void rulesMatchByTargetPromptAndMode() throws Exception {
        emulator.script(
                Script.onCreate().target("other-*").text("target").always(),
                Script.onCreate().prompt("(?i)WEATHER in \\w+").text("prompt").always(),
                Script.onCreate().contains("Hello").text("words").always(),
                Script.onCreate().stream(true).text("stream").always());

        assertThat(Api.text(api.create("{\"model\":\"other-1\",\"input\":\"x\"}")))
                .isEqualTo("target");
        assertThat(Api.text(api.ask("The weather in Bonn"))).isEqualTo("prompt");
        assertThat(Api.text(api.ask("oh hello"))).isEqualTo("words");
        assertThat(Api.text(api.stream("x", ""))).isEqualTo("stream");
        assertThat(Api.text(api.ask("x"))).startsWith("Emulator answer");
    }

    @Test
    void whatWasNotAskedForIsReported() {
        emulator.script(Script.onCreate().text("Two").times(2));

        assertThatThrownBy(emulator::assertExhausted)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("create answered 'Two', 2 more");
    }

    @Test
    void aGateHoldsAnAnswerUntilTheTestLetsGo() throws Exception {
        Gate gate = emulator.gate("g");
        emulator.script(Script.onCreate().text("Free").gate(gate));

        CompletableFuture<JsonNode> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return api.ask("x");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        gate.awaitReached(Duration.ofMinutes(1));
        assertThat(answer).isNotDone();
        assertThat(emulator.ledger().running()).isEqualTo(1);
        gate.release();

        assertThat(Api.text(answer.get())).isEqualTo("Free");
        assertThat(emulator.ledger().running()).isZero();
    }

    @Test
    void whatAResetForgotStaysForgottenWhenItsGateOpens() throws Exception {
        Gate gate = emulator.gate("g");
        emulator.script(Script.onCreate().text("Held").gateAfter(3, gate));
        String id = api.ask("x", "\"background\":true").path("id").asText();
        gate.awaitReached(Duration.ofMinutes(1));

        emulator.reset();
        gate.release();

        assertThat(api.get(id).statusCode()).isEqualTo(404);
        assertThat(emulator.ledger().running()).isZero();
    }

    @Test
    void aThoughtAloneIsPutOverTheStandIns() throws Exception {
        emulator.script(Script.onCreate().thought("Pondering"));

        JsonNode answer = api.ask("x");

        assertThat(answer.at("/steps/0/summary/0/text").asText()).isEqualTo("Pondering");
        assertThat(Api.text(answer)).startsWith("Emulator answer");
    }

    @Test
    void aDelayedAnswerTakesItsTime() throws Exception {
        emulator.script(Script.onCreate().text("Late").delay(Duration.ofMillis(150)));
        long start = System.nanoTime();

        api.ask("x");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(140));
    }

    @Test
    void aBodyIsAnsweredWordByWord() throws Exception {
        emulator.script(Script.onCreate().body("{\"id\":\"i1\",\"outputs\":[{\"type\":\"text\",\"text\":\"old\"}]}"));

        assertThat(api.ask("x").at("/outputs/0/text").asText()).isEqualTo("old");
        assertThat(api.read("i1").at("/outputs/0/text").asText()).isEqualTo("old");
    }

    @Test
    void numbersOfABodyKeepTheirDigits() throws Exception {
        emulator.script(Script.onCreate().body("{\"n\":1.2300,\"big\":12345678901234567890123}"));

        assertThat(api.post(Api.body("x", "\"store\":true")).body())
                .isEqualTo("{\"n\":1.2300,\"big\":12345678901234567890123}");
    }

    @Test
    void aGetShowsTheStatusTheScriptSays() throws Exception {
        emulator.script(Script.onGet().status("queued"));
        String id = api.ask("x").path("id").asText();

        assertThat(api.read(id).path("status").asText()).isEqualTo("queued");
        assertThat(api.read(id).path("status").asText()).isEqualTo("completed");
    }

    @Test
    void yamlSaysTheSameAsJava(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("body.json"), "{\"from\":\"file\"}");
        Files.writeString(
                folder.resolve("script.yaml"),
                """
                - answer: Hello
                - when: {model: "gemini-*", prompt: "(?i)stocks?"}
                  answer:
                    thought: Looking it up
                    calls:
                      - {id: c1, name: get_stock_price, arguments: {ticker: GOOG}}
                    usage: {total_tokens: 9}
                - answer: {deltas: [a, b, c], status: incomplete, headers: {x-gemini-service-tier: flex}}
                - answer: {steps: [{type: model_output, content: [{type: text, text: as is}]}], usage: false}
                - answer: {bodyFile: body.json}
                - on: get
                  when: {stream: false}
                  times: 2
                  answer:
                    fault: {status: 429, retryAfter: 3s, code: quota_exceeded, message: Slowly}
                """);
        emulator.script(Script.file(folder.resolve("script.yaml")));

        assertThat(Api.text(api.ask("x"))).isEqualTo("Hello");
        JsonNode call = api.ask("My stocks");
        assertThat(call.path("status").asText()).isEqualTo("requires_action");
        assertThat(call.at("/steps/0/summary/0/text").asText()).isEqualTo("Looking it up");
        assertThat(call.at("/steps/1/arguments/ticker").asText()).isEqualTo("GOOG");
        assertThat(call.path("usage").toString()).isEqualTo("{\"total_tokens\":9}");
        var streamed = api.post(Api.body("x", "\"stream\":true"));
        assertThat(streamed.headers().firstValue("x-gemini-service-tier")).hasValue("flex");
        assertThat(Api.events(streamed.body()).stream()
                        .filter(event -> event.at("/delta/type").asText().equals("text"))
                        .map(event -> event.at("/delta/text").asText()))
                .containsExactly("a", "b", "c");
        JsonNode verbatim = api.ask("x");
        assertThat(Api.text(verbatim)).isEqualTo("as is");
        assertThat(verbatim.has("usage")).isFalse();
        assertThat(api.ask("x").path("from").asText()).isEqualTo("file");
        for (int i = 0; i < 2; i++) {
            var refused = api.get("v1_x");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("retry-after")).hasValue("3");
            assertThat(refused.body()).contains("quota_exceeded", "Slowly");
        }
        emulator.assertExhausted();
    }

    @Test
    void yamlNamesEveryFault() {
        List<Rule> rules = Script.parse(
                        """
                rules:
                  - answer: {fault: {status: 429, retryDelay: 12s}}
                  - answer: {fault: {cut: headers}}
                  - answer: {fault: {cut: {after: 3}}}
                  - answer: {fault: {cut: {after: e3, clean: true}}}
                  - answer: {fault: {cut: {inside: 3, bytes: 10}}}
                  - answer: {faults: [{stall: headers}, {stall: {after: 3, for: 2s}}]}
                """)
                .rules();

        assertThat(rules.stream().flatMap(rule -> rule.faults().stream()))
                .containsExactly(
                        Fault.quota(Duration.ofSeconds(12)),
                        Fault.cutBeforeHeaders(),
                        Fault.cutAfter(3),
                        new MomentFault.Cut(Moment.afterEvent("e3"), true),
                        Fault.cutInsideFrame(3, 10),
                        Fault.stallBeforeHeaders(),
                        Fault.stallAfter(3, Duration.ofSeconds(2)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- answer: {txt: Hello} | 'answer' has no 'txt'; it knows",
                "- answr: Hello | a rule has no 'answr'",
                "- when: {modl: x} | 'when' has no 'modl'",
                "- on: put | 'on' is create, get",
                "- times: often | 'times' is a number or 'always'",
                "- answer: {fault: {duplicate: {after: 3, event: 2}}} | a duplicate has no 'event'",
                "- {on: get, answer: {fault: {lost: headers}}} | belongs to the rule of its create",
                "- answer: {fault: {replay: {fromStart: true}}} | belongs to the rule of a get",
                "- answer: {fault: {bareJson: headers}} | happens in a stream",
                "- answer: {fault: {nonsense: 1}} | a fault has no 'nonsense'",
                "- answer: {fault: {status: 200}} | between 400 and 599",
                "- answer: {fault: {cut: {when: 3}}} | a cut has no 'when'",
                "- answer: {delay: soon} | Not a duration",
                "- when: {hop: two} | 'hop' is a whole number, not \"two\"",
                "- when: {contains: [a]} | 'contains' is a text",
                "- answer: {text: [a]} | 'text' is a text, not [\"a\"]",
                "- answer: {manySteps: many} | 'manySteps' is a whole number",
                "- answer: {manyDeltas: {count: 1.5, text: x}} | 'count' is a whole number",
                "- answer: {deltas: Hello} | 'deltas' is a list",
                "- answer: {calls: {name: f}} | 'calls' is a list",
                "- answer: {calls: [{id: c}]} | 'name' is a text",
                "- answer: {checkPoints: 4} | 'checkPoints' is a list",
                "- answer: {text: x, gateAfter: 3} | 'gateAfter' needs a 'gate'",
                "- answer: {headers: x} | 'headers' is an object",
                "- answer: {raw: {status: ok}} | 'status' is a whole number",
                "- answer: {continuation: {hops: 3, sameToken: 'yes'}} | 'sameToken' is true or false",
                "- answer: {continuation: {parts: One}} | 'parts' is a list",
                "- answer: {faults: {cut: headers}} | 'faults' is a list",
                "- answer: {fault: [{cut: headers}]} | a fault has no",
                "- answer: {fault: {status: many}} | 'status' is a whole number",
                "- answer: {fault: {status: 500, form: xml}} | 'form' is one of [",
                "- answer: {fault: {cut: {after: 3, clean: 1}}} | 'clean' is true or false",
                "- answer: {fault: {cut: {inside: x, bytes: 1}}} | 'inside' is a whole number",
                "- answer: {fault: {framing: {lineEnd: lfcr}}} | 'lineEnd' is one of [",
                "- answer: {fault: {expired: {reads: all}}} | 'reads' is a whole number",
                "- answer: {fault: {torn: {event: 3, bytes: x}}} | 'bytes' is a whole number",
                "nothing | A script is a list of rules",
                "'- a: [' | The script is not YAML"
            })
    void whatAScriptCannotSayIsRefused(String yaml, String message) {
        assertThatThrownBy(() -> Script.parse(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{type: text, text: Hello}", "Hello", "[Hello]", "[{type: text, text: 7}]", "7", "null"})
    void aStepWithContentInAnyFormIsStreamedAsItIs(String content) throws Exception {
        String steps = "[{type: model_output, content: " + content + "}]";
        emulator.script(Script.parse(
                """
                - answer: {steps: STEPS}
                - answer: {steps: STEPS}
                - answer: {body: {id: v1_b, status: completed, steps: STEPS}}
                """
                        .replace("STEPS", steps)));

        assertThat(api.ask("x").path("status").asText()).isEqualTo("completed");
        assertThat(api.stream("x", "").toString()).contains("interaction.completed");
        assertThat(api.ask("x").path("status").asText()).isEqualTo("completed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"text\",\"text\":\"Hel\"}", "\"Hel\"", "7", "null"})
    void anEventStreamWithContentInAnyFormIsStored(String content) throws Exception {
        String stream =
                """
                data: {"event_type":"interaction.created","interaction":{"id":"v1_s","status":"in_progress"}}

                data: {"event_type":"step.start","index":0,"step":{"type":"model_output","content":CONTENT}}

                data: {"event_type":"step.delta","index":0,"delta":{"type":"text","text":"lo"}}

                data: {"event_type":"interaction.completed","interaction":{"id":"v1_s","status":"completed"}}

                """;
        emulator.script(Script.onCreate().sse(stream.replace("CONTENT", content)));

        assertThat(api.stream("x", "")).hasSize(4);
        assertThat(api.get("v1_s").body()).contains("lo\"}]}]");
    }
}
