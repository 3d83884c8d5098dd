// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What the emulator's page is made of: one file with a strict policy, and an event stream that follows the emulator. */
class PageFeedTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

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
    void thePageIsOneFileThatLoadsNothingElse() throws Exception {
        HttpResponse<String> page = api.send(api.request("/_emulator/"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=UTF-8");
        assertThat(page.headers().firstValue("cache-control")).hasValue("no-store");
        assertThat(page.headers().firstValue("x-content-type-options")).hasValue("nosniff");
        assertThat(page.body()).doesNotContain("src=", "@import", "innerHTML", "javascript:");
        Matcher links = Pattern.compile("href=\"([^\"]*)").matcher(page.body());
        while (links.find()) {
            assertThat(links.group(1)).matches("#.*|data:image/svg.*");
        }
    }

    @Test
    void thePolicyAllowsTheScriptAndTheStyleOfTheFileAlone() throws Exception {
        HttpResponse<String> page = api.send(api.request("/_emulator/"));

        assertThat(page.headers().allValues("content-security-policy"))
                .singleElement()
                .asString()
                .startsWith("default-src 'none'; script-src " + hash(page.body(), "script") + "; style-src "
                        + hash(page.body(), "style") + ";")
                .contains("connect-src 'self';", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
    }

    private static String hash(String html, String element) throws Exception {
        String content = html.split("<" + element + ">", 2)[1].split("</" + element + ">", 2)[0];
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    }

    @Test
    void theFolderWithoutItsSlashLeadsToThePage() throws Exception {
        HttpResponse<String> answer = api.send(api.request("/_emulator"));

        assertThat(answer.statusCode()).isEqualTo(308);
        assertThat(answer.headers().firstValue("location")).hasValue("/_emulator/");
    }

    @Test
    void aPageThatIsOpenedLateSeesWhatTheEmulatorHolds() throws Exception {
        JsonNode first = api.ask("Hello");
        api.send(api.authorized("/interactions")
                .header("x-passcode", "open-sesame")
                .POST(BodyPublishers.ofString(Api.body(
                        "And again",
                        "\"previous_interaction_id\":\"" + first.path("id").asText() + "\""))));
        api.get("v1_unknown");

        try (Feed feed = new Feed(api, "")) {
            JsonNode frame = feed.next();

            assertThat(frame.toString()).doesNotContain("open-sesame", "test-key");
            assertThat(frame.path("interactions"))
                    .extracting(one -> one.path("prompt").asText())
                    .containsExactly("And again", "Hello");
            JsonNode second = frame.path("interactions").path(0);
            assertThat(second.path("previous")).isEqualTo(first.path("id"));
            assertThat(second.path("status").asText()).isEqualTo("completed");
            assertThat(second.at("/tokens/total").asInt()).isPositive();
            assertThat(frame.path("requests"))
                    .extracting(one -> one.path("status").asInt())
                    .containsExactly(404, 200, 200);
            assertThat(frame.at("/requests/1/headers/x-passcode").asText()).isEqualTo("***");
            assertThat(frame.at("/requests/1/interaction")).isEqualTo(second.path("number"));
            assertThat(frame.at("/figures/ledger/creates").asInt()).isEqualTo(2);
        }
    }

    @Test
    void theWatchedInteractionIsSentWhileItStreams() throws Exception {
        Gate gate = emulator.gate("half");
        emulator.script(Script.onCreate()
                .deltas("Words appear ", "before the end")
                .thought("")
                .gateAfter(8, gate));
        var answer = api.postAndWait(Api.body("Tell me", "\"stream\":true"));
        gate.awaitReached(MINUTE);

        try (Feed all = new Feed(api, "");
                Feed feed = new Feed(
                        api,
                        "?interaction="
                                + all.await("interactions", "prompt", "Tell me").path("number"))) {
            JsonNode part = feed.next().path("watched");
            assertThat(part.at("/input/0/content/0/text").asText()).isEqualTo("Tell me");
            assertThat(part.path("frames").toString()).contains("Words appear").doesNotContain("before the end");
            assertThat(part.path("over").asBoolean()).isFalse();

            gate.release();

            List<JsonNode> frames =
                    feed.until(frame -> frame.at("/watched/over").asBoolean());
            assertThat(frames.toString()).contains("before the end");
            assertThat(frames.get(0).at("/watched/input").isMissingNode()).isTrue();
        }
        assertThat(answer.get().body()).contains("before the end");
    }

    @Test
    void aRequestHasItsRuleItsFaultAndTheMomentAtWhichItWasPlayed() throws Exception {
        emulator.script(
                Script.onCreate().contains("Cut").text("Never whole").cutAfter(3),
                Script.onCreate().contains("Busy").httpStatus(503, Duration.ofSeconds(2)),
                Script.onCreate().contains("Late").text("Short").fault(Fault.stallAfter(99)));
        RawStream.create(EMULATOR.baseUrl(), Api.body("Cut", "\"stream\":true"));
        api.post(Api.body("Busy", "\"store\":true"));
        api.stream("Late", "");

        try (Feed feed = new Feed(api, "")) {
            JsonNode requests = feed.next().path("requests");

            JsonNode cut = requests.path(2);
            assertThat(cut.path("rule").asText()).isEqualTo("create containing 'Cut' answered 'Never whole'");
            assertThat(cut.at("/faults/0/text").asText()).isEqualTo("cut after event 3");
            assertThat(cut.at("/faults/0/events").asInt()).isEqualTo(3);
            assertThat(cut.path("whole").asBoolean()).isFalse();
            JsonNode busy = requests.path(1);
            assertThat(busy.at("/faults/0/text").asText()).isEqualTo("status 503, retry after 2 s");
            assertThat(busy.at("/faults/0").has("at")).isTrue();
            assertThat(busy.path("interaction").isNull()).isTrue();
            JsonNode late = requests.path(0);
            assertThat(late.at("/faults/0/text").asText()).isEqualTo("stall after event 99");
            assertThat(late.at("/faults/0").has("at")).isFalse();
            assertThat(late.path("whole").asBoolean()).isTrue();
        }
    }

    @Test
    void aCreateWithEqualInputIsMarked() throws Exception {
        api.ask("Pay me");
        api.ask("Pay me");

        try (Feed feed = new Feed(api, "")) {
            JsonNode frame = feed.next();
            assertThat(frame.path("requests"))
                    .extracting(one -> one.path("again").asBoolean())
                    .containsExactly(true, false);
            assertThat(frame.at("/figures/ledger/creates_with_equal_input").asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void aFeedResumesBehindTheLastFrameThatThePageHas() throws Exception {
        api.ask("Before");
        String id;
        String number;
        try (Feed feed = new Feed(api, "")) {
            number = feed.await("interactions", "prompt", "Before")
                    .path("number")
                    .asText();
        }
        try (Feed feed = new Feed(api, "?interaction=" + number)) {
            assertThat(feed.next().at("/watched/frames").size()).isGreaterThan(3);
            id = feed.lastId();
        }
        api.ask("After");

        for (Feed feed : List.of(
                new Feed(api, "?interaction=" + number, "Last-Event-ID", id),
                new Feed(api, "?interaction=" + number + "&after=" + id))) {
            try (feed) {
                JsonNode frame = feed.next();
                assertThat(frame.path("interactions"))
                        .extracting(one -> one.path("prompt").asText())
                        .containsExactly("After");
                assertThat(frame.at("/watched/frames").size()).isZero();
                assertThat(frame.at("/watched/from").asInt()).isGreaterThan(3);
            }
        }
    }

    @Test
    void anIdOfAnotherBoardOrOfNoneGetsAll() throws Exception {
        api.ask("Here");

        for (String id : List.of("other/9/9/0/0", "", "%00", "9", "a/b/c/d/e", "////", "1/99999999999/1/1/1")) {
            try (Feed feed = new Feed(api, "?interaction=x&after=" + id)) {
                assertThat(feed.next().path("interactions")).hasSize(1);
            }
        }
    }

    @Test
    void aResetLeavesThePageOpenAndEmptiesIt() throws Exception {
        api.ask("Before");
        try (Feed feed = new Feed(api, "")) {
            JsonNode before = feed.next();
            emulator.reset();
            api.ask("After");

            List<JsonNode> after = feed.until(
                    frame -> frame.at("/interactions/0/prompt").asText().equals("After"));
            assertThat(after.get(after.size() - 1).path("epoch")).isNotEqualTo(before.path("epoch"));
            assertThat(after.toString()).doesNotContain("Before");
        }
    }

    @Test
    void theBoardIsBounded() throws Exception {
        for (int i = 0; i < 1_100; i++) {
            api.ask("Number " + i);
        }

        try (Feed feed = new Feed(api, "")) {
            List<JsonNode> frames = feed.until(frame -> entries(frame) < 200);
            Set<String> prompts = new HashSet<>();
            frames.forEach(frame -> frame.path("interactions")
                    .forEach(one -> prompts.add(one.path("prompt").asText())));

            assertThat(prompts).hasSize(1_000).contains("Number 1099").doesNotContain("Number 99");
            assertThat(frames.get(0).path("unlisted").asInt()).isEqualTo(100);
            assertThat(frames.get(0).at("/interactions/0/prompt").asText()).isEqualTo("Number 1099");
            assertThat(frames).allMatch(frame -> entries(frame) <= 200);
        }
    }

    private static int entries(JsonNode frame) {
        return frame.path("interactions").size() + frame.path("requests").size();
    }

    @Test
    void aPageThatDoesNotReadHoldsNothingUp() throws Exception {
        try (RawClient page = new RawClient(emulator)) {
            page.write("GET /_emulator/events HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n");
            page.readUntil("event: board");
            String longText = "x".repeat(20_000);
            for (int i = 0; i < 300; i++) {
                assertThat(api.ask(i + longText).path("status").asText()).isEqualTo("completed");
            }

            assertThat(emulator.openStreams()).isZero();
            assertThat(emulator.blockedStreams()).isZero();
        }
    }

    @Test
    void soManyPagesAreOpenAndNoMore() throws Exception {
        List<Feed> open = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                open.add(new Feed(api, ""));
                open.get(i).next();
            }
            HttpResponse<String> refused = api.send(api.request("/_emulator/events"));

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.body()).contains("20 pages of the emulator are open already");
        } finally {
            for (Feed feed : open) {
                feed.close();
            }
        }
    }

    @Test
    void ofAMediumItsSizeIsSent() throws Exception {
        String data = Base64.getEncoder().encodeToString(new byte[90_000]);
        emulator.script(Script.onCreate()
                .steps(
                        "[{\"type\":\"model_output\",\"content\":[{\"type\":\"image\",\"mime_type\":\"image/png\",\"data\":\""
                                + data + "\"}]}]"));
        api.create("{\"model\":\"m\",\"input\":[{\"type\":\"image\",\"mime_type\":\"image/png\",\"data\":\"" + data
                + "\"},{\"type\":\"text\",\"text\":\"A picture\"}]}");

        try (Feed all = new Feed(api, "");
                Feed feed = new Feed(
                        api,
                        "?interaction="
                                + all.await("interactions", "prompt", "A picture")
                                        .path("number"))) {
            JsonNode part = feed.next().path("watched");
            assertThat(part.toString()).doesNotContain("AAAAAAAA");
            assertThat(part.at("/input/0/content/0/data_characters").asInt()).isEqualTo(120_000);
            assertThat(part.path("frames").toString()).contains("data_characters\\\":120000");
        }
    }

    @Test
    void aVeryLongRunIsSentInPartsAndNotToItsEnd() throws Exception {
        emulator.script(Script.onCreate().manySteps(100_000));
        api.stream("Very long", "");

        try (Feed all = new Feed(api, "");
                Feed feed = new Feed(
                        api,
                        "?interaction="
                                + all.await("interactions", "prompt", "Very long")
                                        .path("number"))) {
            List<JsonNode> frames =
                    feed.until(frame -> frame.at("/watched/over").asBoolean());
            int sent = frames.stream()
                    .mapToInt(frame -> frame.at("/watched/frames").size())
                    .sum();

            assertThat(sent).isEqualTo(20_000);
            assertThat(frames.get(frames.size() - 1).at("/watched/not_shown").asInt())
                    .isEqualTo(300_004 - 20_000);
            assertThat(frames).allMatch(frame -> frame.at("/watched/frames").size() <= 500);
        }
    }

    @Test
    void anInteractionThatIsNotStoredCanBeSeenForAWhile() throws Exception {
        api.ask("In passing", "\"store\":false");
        for (int i = 0; i < 20; i++) {
            try (Feed all = new Feed(api, "")) {
                JsonNode shown = all.await("interactions", "prompt", "In passing");
                assertThat(shown.path("held").asBoolean()).isTrue();
                assertThat(shown.path("left").asText()).isEqualTo("not stored");
            }
            api.ask("Other " + i, "\"store\":false");
        }

        try (Feed all = new Feed(api, "")) {
            JsonNode shown = all.await("interactions", "prompt", "In passing");
            assertThat(shown.path("held").asBoolean()).isFalse();
            try (Feed feed = new Feed(api, "?interaction=" + shown.path("number"))) {
                assertThat(feed.next().at("/watched/gone").asBoolean()).isTrue();
            }
        }
    }

    @Test
    void aDeletedInteractionIsListedAsSuch() throws Exception {
        String id = api.ask("Delete me").path("id").asText();
        try (Feed feed = new Feed(api, "")) {
            feed.await("interactions", "prompt", "Delete me");
            api.send(api.authorized("/interactions/" + id).DELETE());

            assertThat(feed.await("interactions", "left", "deleted")
                            .path("held")
                            .asBoolean())
                    .isFalse();
        }
    }

    @Test
    void whatAnEarlierRunHasStoredIsListed(@TempDir Path folder) throws Exception {
        try (GeminiEmulator first = GeminiEmulator.builder().data(folder).start()) {
            new Api(first.baseUrl()).ask("Survive");
        }
        try (GeminiEmulator second = GeminiEmulator.builder().data(folder).start();
                Feed feed = new Feed(new Api(second.baseUrl()), "?interaction=1")) {
            JsonNode frame = feed.next();
            assertThat(frame.at("/interactions/0/prompt").asText()).isEqualTo("Survive");
            assertThat(frame.at("/interactions/0/restored").asBoolean()).isTrue();
            assertThat(frame.at("/watched/frames").toString()).contains("interaction.completed");
        }
    }

    @Test
    void gatesAndWaitingRulesAreShownUntilTheyAreDone() throws Exception {
        Gate gate = emulator.gate("door");
        emulator.script(
                Script.onCreate().text("Held").gate(gate), Script.onCreate().text("Later"));
        try (Feed feed = new Feed(api, "")) {
            assertThat(feed.next().at("/figures/waiting/0").asText()).isEqualTo("create answered 'Held', 1 more");
            var answer = api.postAndWait(Api.body("Knock", "\"store\":true"));
            feed.until(frame -> frame.at("/figures/gates/0").asText().equals("door"));
            api.send(api.request("/_emulator/gates/door").POST(BodyPublishers.noBody()));

            feed.until(frame -> frame.at("/figures/gates").isEmpty()
                    && frame.at("/figures/rules").asInt() == 1);
            assertThat(answer.get().body()).contains("Held");
        }
    }
}
