// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.chatweb;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import io.github.camelgemini.examples.chatweb.Question.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** What the server gives to whom, over HTTP. */
class ChatServerTest {

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @TempDir
    static Path work;

    private static ChatServer server;

    private final GeminiEmulator emulator = EMULATOR.emulator();
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        server = ChatServer.start(ChatWeb.settings("gemini-3.5-flash", EMULATOR.emulator(), null), work, 0);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) server.close();
    }

    @Test
    void aQuestionThatIsSentAgainIsTheSameInteraction() throws Exception {
        emulator.script(onCreate().deltas("Pa", "ris"));
        String conversation = Question.newKey();
        String key = Question.newKey();

        List<Event> first = ask(conversation, key);
        List<Event> again = ask(conversation, key);

        assertThat(first).extracting(Event::name).endsWith("delta", "delta", "step", "completed");
        assertThat(again).last().isEqualTo(first.get(first.size() - 1));
        assertThat(emulator.ledger().creates()).isEqualTo(1);
    }

    /** A key of a question that another conversation has used leads to nothing of it. */
    @Test
    void aConversationHasItsOwnQuestionsAndResults() throws Exception {
        emulator.script(
                onCreate().call("c1", "order_status", "{\"order\":\"A-1001\"}"),
                onCreate().text("Secret"),
                onCreate().text("Other"));
        String conversation = Question.newKey();
        String other = Question.newKey();
        String key = Question.newKey();

        List<Event> mine = ask(conversation, key);
        List<Event> theirs = ask(other, key);

        assertThat(mine).last().extracting(Event::data).asString().contains("Secret");
        assertThat(theirs).last().extracting(Event::data).asString().contains("Other");
        assertThat(theirs.toString()).doesNotContain("Secret");
        assertThat(question(conversation, key).results()).hasSize(1);
        assertThat(question(other, key).results()).isEmpty();
        RecordedRequest create = emulator.requests(Operation.CREATE).get(2);
        assertThat(create.at("/previous_interaction_id").isMissingNode()).isTrue();
    }

    @Test
    void whatIsNoQuestionIsRefusedAndNothingIsSent() throws Exception {
        String key = Question.newKey();

        assertThat(put(key, key, "").statusCode()).isEqualTo(400);
        assertThat(put(key, key, " \n").statusCode()).isEqualTo(400);
        assertThat(put("guess", key, "Hi").statusCode()).isEqualTo(400);
        assertThat(put(key, "1' or '1'='1".replace(" ", "%20").replace("'", "%27"), "Hi")
                        .statusCode())
                .isEqualTo(400);
        assertThat(put(key, key, "a".repeat(100_001)).statusCode()).isEqualTo(413);
        assertThat(emulator.requests()).isEmpty();
    }

    /** Bytes in the body would be read by what they look like. */
    @Test
    void aQuestionIsATextWhateverItsTypeAndItsFirstBytes() throws Exception {
        HttpRequest request = request(Question.newKey(), Question.newKey())
                .header("Content-Type", "application/pdf")
                .PUT(HttpRequest.BodyPublishers.ofString("%PDF-1.7 \u00e4\nwhat is that?"))
                .build();

        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .contains("event: completed");

        assertThat(emulator.lastRequest().at("/input").toString()).contains("%PDF-1.7 \u00e4\\nwhat is that?");
    }

    @Test
    void aClientCannotSetOptionsOfTheComponent() throws Exception {
        HttpRequest request = request(Question.newKey(), Question.newKey())
                .header("CamelGeminiInteractionsModel", "no-such-model")
                .header("CamelGeminiInteractionsPreviousInteractionId", "v1_other")
                .PUT(HttpRequest.BodyPublishers.ofString("Hi"))
                .build();

        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .contains("event: completed");

        assertThat(emulator.lastRequest().at("/model").asText()).isEqualTo("gemini-3.5-flash");
        assertThat(emulator.lastRequest().at("/previous_interaction_id").isMissingNode())
                .isTrue();
    }

    @Test
    void thePolicyOfThePageAllowsItsScriptAndNoOther() throws Exception {
        HttpResponse<String> page =
                http.send(HttpRequest.newBuilder(server.url()).build(), HttpResponse.BodyHandlers.ofString());

        Matcher script =
                Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL).matcher(page.body());
        assertThat(script.find()).isTrue();
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(script.group(1).getBytes(StandardCharsets.UTF_8));
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'")
                .contains("script-src 'sha256-" + Base64.getEncoder().encodeToString(digest) + "';");
        assertThat(script.find()).as("a second script").isFalse();
        assertThat(page.body()).doesNotContain("innerHTML", "http://", "https://");
    }

    private List<Event> ask(String conversation, String key) throws Exception {
        List<Event> events = new ArrayList<>();
        Event last = question(conversation, key).send(events::add);
        assertThat(last).isNotNull();
        return events;
    }

    private static Question question(String conversation, String key) {
        return new Question(server.url(), conversation, key, "Where is my kettle?");
    }

    private HttpResponse<String> put(String conversation, String key, String text) throws Exception {
        return http.send(
                request(conversation, key)
                        .PUT(HttpRequest.BodyPublishers.ofString(text))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String conversation, String key) {
        return HttpRequest.newBuilder(server.url().resolve("questions/" + key)).header("conversation", conversation);
    }
}
