// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.codec.RequestJson;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.Step;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What of a text of the API is in the message of an exception, and that nothing of the request is. */
class RedactionTest {

    private static final String PROMPT =
            "My doctor says \"Wilson's disease\";\nwhat does\tthat mean, 100 % sure? C:\\new\\table äöü €";

    private static InteractionRequest request(String... inputs) {
        List<Step> steps = Arrays.stream(inputs)
                .map(text -> (Step) new Step.UserInput(List.of(text(text))))
                .toList();
        return new InteractionRequest("m", null, steps, null, List.of(), null, null, null, null, null, false, Map.of());
    }

    private static Content text(String text) {
        return InteractionJson.readContents("[{\"type\":\"text\",\"text\":" + InteractionJson.text(text) + "}]")
                .get(0);
    }

    private static String shown(String apiMessage, String... inputs) {
        return Redaction.ofExchange(Map::of).of(request(inputs)).shown(apiMessage, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Invalid: My doctor says \"Wilson's disease\" in part 1.",
                "Invalid: My doctor says \\\"Wilson's disease\\\" in part 1.",
                "Invalid: My doctor says \\\\\\\"Wilson's disease\\\\\\\" in part 1.",
                "Invalid: my DOCTOR   says\n\"wilson's disease\" in part 1.",
                "Invalid: Wilson's disease\";\\nwhat does\\tthat mean in part 1.",
                "Invalid: Wilson's disease\"; what does that mean in part 1.",
                "Invalid: sure? C:\\new\\table äöü € in part 1.",
                "Invalid: sure? C:\\\\new\\\\table \\u00e4\\u00f6\\u00fc \\u20AC in part 1."
            })
    void aQuotationIsReplaced(String apiMessage) {
        assertThat(shown(apiMessage, PROMPT)).isEqualTo("Invalid: […] in part 1.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Invalid: Tom &amp; Jerry &lt;cat&gt;, who ran in part 1.",
                "Invalid: Tom &#38; Jerry &#x3c;cat&#62;, who ran in part 1.",
                "Invalid: Tom &amp;amp; Jerry &amp;lt;cat&amp;gt;, who ran in part 1.",
                "Invalid: Tom%20%26%20Jerry%20%3Ccat%3E,%20who in part 1.",
                "Invalid: Tom+%26+Jerry+%3Ccat%3E,+who+ran in part 1.",
                "Invalid: ran%20far%20b%C3%A4ck%20h%C3%B6me in part 1.",
                "Invalid: Jer\nry <c\nat>, who r\nan far in part 1.",
                "Invalid: Jerry <cat>,\u200bwho\u200bran\u200bfar in part 1.",
                "Invalid: J e r r y < c a t > , w h o r a n in part 1.",
                "Invalid: bäck höme tomorrow we in part 1.",
                "Invalid: bäck hömetomorrow wetoo in part 1."
            })
    void aQuotationInAnotherEncodingOrWithOtherBlanksIsReplaced(String apiMessage) {
        assertThat(shown(apiMessage, "Tom & Jerry <cat>, who ran far bäck höme", "tomorrow we too"))
                .isEqualTo("Invalid: […] in part 1.");
    }

    @Test
    void fifteenCharactersStay() {
        assertThat(shown("Part <123456789012345> is invalid", "x123456789012345y"))
                .isEqualTo("Part <123456789012345> is invalid");
        assertThat(shown("Part <1234567890123456> is invalid", "x1234567890123456y"))
                .isEqualTo("Part <[…]> is invalid");
    }

    @Test
    void withoutARequestNothingIsShown() {
        assertThat(Redaction.NOTHING.shown("words", null)).isNull();
        assertThat(Redaction.ofExchange(Map::of).shown("words", null)).isNull();
    }

    @Test
    void requestsOfAnExchangeCountTogetherAndOfDifferentOnesDoNot() {
        InteractionRequest first = request("the first of two questions");
        InteractionRequest second = request("the second of two questions");
        Redaction exchange = Redaction.ofExchange(Map::of);
        exchange.of(first);
        assertThat(exchange.of(second).shown("see the first of two questions", null))
                .isEqualTo("see […]");
        Redaction shared = Redaction.ofRequests(Map::of);
        shared.of(first);
        assertThat(shared.of(second).shown("see: the first of two", null)).isEqualTo("see: the first of two");
        assertThat(shared.shown("see", null)).isNull();
    }

    @Test
    void answersAndTheirErrorsCountAsWhatTheyAre() {
        Interaction failed =
                InteractionJson.read("{\"id\":\"i\",\"status\":\"failed\",\"steps\":[{\"type\":\"model_output\","
                        + "\"content\":[{\"type\":\"text\",\"text\":\"A long answer, cut off\"}],"
                        + "\"error\":{\"code\":13,\"message\":\"Tool broke after: A long answer, cut off\"}}]}");
        Redaction exchange = Redaction.ofExchange(Map::of).of(request("q"));
        assertThat(exchange.shownErrors(failed)).isEqualTo("Tool broke after: […]");
        exchange.answered(failed);
        assertThat(exchange.shown("No: A long answer, cut off", null)).isEqualTo("No: […]");
    }

    @Test
    void behindAnAnswerThatWasDiscardedNoTextIsShown() {
        Redaction exchange = Redaction.ofExchange(Map::of).of(request("q"));

        exchange.answeredUnknown();

        assertThat(exchange.of(request("r")).shown("No: A long answer, cut off", null))
                .isNull();
    }

    @Test
    void secretsAreReplacedThoughShort() {
        Map<String, String> headers = Map.of("Authorization", "Bearer tok-1234", "x-goog-api-key", "AIzaShortKey");
        assertThat(Redaction.ofExchange(() -> headers)
                        .of(request("q"))
                        .shown("Bearer token 'tok-1234' and key=AIzaShortKey are invalid", null))
                .isEqualTo("Bearer token '[…]' and key=[…] are invalid");
    }

    @Test
    void aTextIsOneShortLine() {
        assertThat(shown("a\r\nb\u0007\u202Ec\u0085d \t e\u200Bf", "q")).isEqualTo("a b c d e f");
        assertThat(shown("😀".repeat(400), "q")).hasSizeLessThanOrEqualTo(300).endsWith("😀…");
        assertThat(shown("\ud83d lone", "q")).isEqualTo("lone");
        assertThat(shown(" \n ", "q")).isNull();
    }

    /** Every sequence of 16 characters of a text, with its blanks as one. */
    private static Set<String> runs(String of) {
        String text = of.replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
        Set<String> runs = new HashSet<>();
        for (int at = 0; at + 16 <= text.length(); at++) runs.add(text.substring(at, at + 16));
        return runs;
    }

    private static String randomText(Random random) {
        String alphabet = "abcdefABCDEF0123456789 \n\t\"\\/{}[]:,.äöß€漢字nrtu";
        StringBuilder text = new StringBuilder();
        int length = 20 + random.nextInt(200);
        for (int i = 0; i < length; i++) text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        return text.toString();
    }

    private static String escaped(String text) {
        String json = InteractionJson.text(text);
        return json.substring(1, json.length() - 1);
    }

    private static String rewrapped(String text, Random random) {
        StringBuilder wrapped = new StringBuilder();
        for (String word : text.split("\\s+")) wrapped.append(word).append(random.nextInt(3) == 0 ? "\n    " : " ");
        return random.nextBoolean() ? wrapped.toString() : wrapped.toString().toUpperCase(Locale.ROOT);
    }

    @Test
    void noSliceOfARequestIsInAMessage() {
        noSliceIsInAMessage(300);
    }

    @Test
    @Tag("long")
    void noSliceOfManyRequestsIsInAMessage() {
        noSliceIsInAMessage(3000);
    }

    private static void noSliceIsInAMessage(int requests) {
        for (int seed = 0; seed < requests; seed++) {
            Random random = new Random(seed);
            String prompt = randomText(random);
            String system = randomText(random);
            String history = randomText(random);
            InteractionRequest request = new InteractionRequest(
                    "m",
                    null,
                    List.of(
                            new Step.UserInput(List.of(text(prompt))),
                            new Step.ModelOutput(List.of(text(history)), Map.of()),
                            new Step.Result(
                                    "function_result",
                                    "c1",
                                    "f",
                                    InteractionJson.text("{\"inner\":" + InteractionJson.text(history) + "}"),
                                    null,
                                    null,
                                    Map.of())),
                    system,
                    List.of("{\"type\":\"function\",\"description\":" + InteractionJson.text(prompt + system) + "}"),
                    null,
                    null,
                    null,
                    null,
                    null,
                    false,
                    Map.of());
            String body = new String(RequestJson.write(request), StandardCharsets.UTF_8);
            List<String> sources = List.of(prompt, system, history, body, escaped(prompt), escaped(escaped(history)));
            StringBuilder message = new StringBuilder("Bad: ");
            for (int i = 0; i < 4; i++) {
                String source = sources.get(random.nextInt(sources.size()));
                int from = random.nextInt(source.length());
                String slice = source.substring(from, Math.min(source.length(), from + 1 + random.nextInt(60)));
                message.append(
                                switch (random.nextInt(3)) {
                                    case 0 -> slice;
                                    case 1 -> escaped(slice);
                                    default -> rewrapped(slice, random);
                                })
                        .append(" | ");
            }

            String shown = Redaction.ofExchange(Map::of).of(request).shown(message.toString(), null);

            Set<String> left = runs(shown);
            for (String source : sources) {
                Set<String> common = runs(source);
                common.retainAll(left);
                assertThat(common).as("seed %d: %s", seed, message).isEmpty();
            }
            assertThat(shown).startsWith("B").hasSizeLessThanOrEqualTo(300);
        }
    }

    @Test
    void aLargeRequestCostsTimeInProportionToItsLength() {
        String medium = "A".repeat(4 * 1024 * 1024) + "QUJDREVGR0hJSktMTU5PUFFSU1Q" + "A".repeat(16 * 1024 * 1024);
        assertThat(shown("A".repeat(8000) + " | QUJDREVGR0hJSktMTU5P", medium)).isEqualTo("[…] | […]");
    }
}
