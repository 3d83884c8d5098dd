// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.time.Duration;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class ErrorJsonTest {

    static Stream<String> refusals() {
        return Stream.concat(
                Traffic.samples(".response.400.json", "pasted"), Traffic.samples(".response.403.json", "pasted"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void readsEveryRecordedRefusal(String sample) {
        JsonNode raw = Traffic.tree(Traffic.text(sample)).get("error");
        ApiError read = read(Traffic.text(sample));
        assertThat(read.error().code()).isEqualTo(raw.get("code").asText());
        assertThat(read.error().message()).isEqualTo(raw.get("message").asText());
        assertThat(read.retryDelay()).isNull();
    }

    @Test
    void readsGoogleRpcWithItsDetails() {
        ApiError read = read(
                """
                {"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED","details":[
                {"@type":"type.googleapis.com/google.rpc.QuotaFailure","retryDelay":"99s"},
                {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"12s"}]}}""");
        assertThat(read.error().code()).isEqualTo("429");
        assertThat(read.error().more())
                .containsEntry("status", "\"RESOURCE_EXHAUSTED\"")
                .containsKey("details");
        assertThat(read.retryDelay()).isEqualTo(Duration.ofSeconds(12));
    }

    @ParameterizedTest
    @CsvSource({"12s, PT12S", "1.5s, PT1.5S", "0.000000001s, PT0.000000001S", "0s, PT0S"})
    void readsDelays(String delay, Duration expected) {
        assertThat(read(withDelay(delay)).retryDelay()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{\"@type\":\"x/google.rpc.RetryInfo\",\"retryDelay\":7.5}] | PT7.5S",
                "[{\"@type\":\"x/google.rpc.RetryInfo\",\"retryDelay\":{\"seconds\":\"7\",\"nanos\":500000000}}] | PT7.5S",
                "[{\"@type\":\"x/google.rpc.RetryInfo\",\"retry_delay\":{\"seconds\":7}}] | PT7S",
                "{\"@type\":\"x/google.rpc.RetryInfo\",\"retryDelay\":\"7s\"} | PT7S",
                "{\"retryDelay\":\"7s\"} | PT7S",
                "[\"text\",{\"@type\":\"x/google.rpc.RetryInfo\",\"retryDelay\":\"7s\"}] | PT7S"
            })
    void readsDelaysInOtherForms(String details, Duration expected) {
        assertThat(read("{\"error\":{\"code\":429,\"details\":" + details + "}}")
                        .retryDelay())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "{}", "[]", "true", "{\"seconds\":-7}"})
    void knowsNoDelayInOtherForms(String delay) {
        assertThat(read("{\"error\":{\"details\":{\"retryDelay\":" + delay + "}}}")
                        .retryDelay())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1s", "12", "1.5m", "-1e9s", "NaNs", "Infinitys"})
    void knowsNoDelayThatIsNone(String delay) {
        assertThat(read(withDelay(delay)).retryDelay()).isNull();
    }

    /** A wait that nobody can wait for is a wait, not none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"1e9s\"",
                "\"99999999999s\"",
                "\"1e2147483648s\"",
                "1e999999",
                "1e2147483647",
                "9223372036854775807",
                "{\"seconds\":9999999999}",
                "{\"seconds\":1e999999,\"nanos\":1e-999999}",
                "{\"nanos\":1e999999}"
            })
    void readsADelayThatIsTooLongAsTheLongest(String delay) {
        assertThat(read("{\"error\":{\"details\":{\"retryDelay\":" + delay + "}}}")
                        .retryDelay())
                .isGreaterThanOrEqualTo(Duration.ofSeconds(1_000_000_000));
    }

    private static String withDelay(String delay) {
        return "{\"error\":{\"details\":[{\"@type\":\"x/google.rpc.RetryInfo\",\"retryDelay\":\"" + delay + "\"}]}}";
    }

    @Test
    void readsAnErrorInAListAndAnErrorThatIsAText() {
        ApiError listed = read("[{\"error\":{\"code\":504,\"message\":\"m\",\"status\":\"DEADLINE_EXCEEDED\"}}]");
        assertThat(listed.error().code()).isEqualTo("504");
        assertThat(listed.error().message()).isEqualTo("m");
        ApiError text = read("{\"error\":\"out of luck\"}");
        assertThat(text.error().code()).isNull();
        assertThat(text.error().message()).isEqualTo("out of luck");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"error\":{\"code\":\"safety\",\"message\":\"m\"}}}",
                "[{\"error\":{\"error\":{\"code\":\"safety\",\"message\":\"m\"}}}]",
                "{\"errors\":[{\"code\":\"safety\",\"message\":\"m\"}]}",
                "event: error\ndata: {\"error\":{\"error\":{\"code\":\"safety\",\"message\":\"m\"}}}\n\n"
            })
    void readsAnErrorInAnErrorAndInAListOfErrors(String body) {
        assertThat(read(body).error().code()).isEqualTo("safety");
        assertThat(read(body).error().message()).isEqualTo("m");
        assertThat(ErrorJson.isIn(body.getBytes(UTF_8))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"v1_a\",\"status\":\"failed\",\"errors\":[{\"code\":\"safety\",\"message\":\"m\"}]}",
                "data: {\"event_type\":\"interaction.completed\",\"interaction\":{\"status\":\"failed\",\"errors\":["
                        + "{\"code\":\"safety\",\"message\":\"m\"}]}}\n\n",
                "data: {\"event_type\":\"interaction.status_update\",\"status\":\"failed\",\"errors\":["
                        + "{\"code\":\"safety\",\"message\":\"m\"}]}\n\n"
            })
    void readsTheErrorOfAFailedRunThatIsTheBodyOfARefusal(String body) {
        assertThat(read(body).error().code()).isEqualTo("safety");
        assertThat(read(body).fromApi()).isTrue();
    }

    @Test
    void theErrorsOfARunAreNoRefusal() {
        String run = "{\"status\":\"failed\",\"errors\":[{\"code\":\"safety\",\"message\":\"m\"}]}";
        assertThat(ErrorJson.isIn(run.getBytes(UTF_8))).isFalse();
    }

    @Test
    void showsWhatAPersonWouldSeeOfAPage() {
        ApiError page =
                read("<html><head><title>x</title></head><body><h1>502 Bad</h1>\n<script>1</script> Gateway</body>");
        assertThat(page.error().code()).isNull();
        assertThat(page.error().message()).isEqualTo("502 Bad Gateway");
        assertThat(read("no route").error().message()).isEqualTo("no route");
        assertThat(read("x".repeat(5000)).error().message()).hasSize(501);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{}", "[]", "{\"error\":5}", "{\"error\":null}", "5", "[5]", "<", "{\"error\":{"})
    void neverFails(String body) {
        ApiError read = read(body);
        assertThat(read.error().code()).isNull();
        assertThat(read.retryDelay()).isNull();
    }

    private static final String REFUSED = "{\"error\":{\"message\":\"Corrupted thought signature.\","
            + "\"code\":\"invalid_request\"},\"event_type\":\"error\"}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: error\ndata: %s\n\n",
                "event: error\ndata: %s",
                "data: %s\r\n\r\n",
                "\uFEFFevent: error\ndata:%s\n\nevent: done\ndata: [DONE]\n\n",
                ": hello\n\nevent: interaction.created\ndata: {\"interaction\":{\"id\":\"v1_a\"}}\n\ndata: %s\n\n",
                "event: error\ndata: {\"error\":{}}\n\nevent: error\ndata: %s\n\n",
                "data: [%s]\n\n",
                "event: done\ndata: [DONE]\n\n%s\n",
                "{\"hello\":1}\n%s\n"
            })
    void readsAnErrorInTheFramesOfAStream(String body) {
        ApiError read = read(body.formatted(REFUSED));

        assertThat(read.error().code()).isEqualTo("invalid_request");
        assertThat(read.error().message()).isEqualTo("Corrupted thought signature.");
        assertThat(read.fromApi()).isTrue();
    }

    @Test
    void readsAFrameOfSeveralLinesWithItsWait() {
        ApiError read = read(
                "data: [{\ndata:   \"error\": {\ndata:     \"code\": 503, \"status\": \"UNAVAILABLE\","
                        + " \"details\": [{\"@type\":\"x/google.rpc.RetryInfo\",\"retryDelay\":\"7s\"}]\ndata:   }\ndata: }]\n\n");

        assertThat(read.error().code()).isEqualTo("503");
        assertThat(read.retryDelay()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void readsAFrameWithoutJsonOrWithoutTheMember() {
        assertThat(read("event: error\ndata: out of luck\n\n").error().message())
                .isEqualTo("out of luck");
        ApiError flat = read("event: error\ndata: {\"code\":\"safety\",\"message\":\"m\"}\n\n");
        assertThat(flat.error().code()).isEqualTo("safety");
    }

    @ParameterizedTest
    @CsvSource({
        "Please retry in 13.38s., PT13.38S",
        "'You exceeded your quota.\nPlease retry in 998.76ms.', PT0.99876S",
        "Please retry in 2m., PT2M",
        "Please retry in 1h2m3.5s., PT1H2M3.5S",
        "Please retry in 1h 2m 3s, PT1H2M3S",
        "Retry after 30 seconds, PT30S",
        "retry after 1 minute and 5 seconds!, PT1M5S",
        "Please try again in 6ms., PT0.006S",
        "Try again after 2 hours., PT2H",
        "Please retry in 0s., PT0S",
        "Please retry in 34.074824224s., PT34.074824224S"
    })
    void readsAWaitInProse(String message, Duration expected) {
        String body =
                "{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"" + message.replace("\n", "\\n") + "\"}}";
        assertThat(read(body).retryDelay()).isEqualTo(expected);
        assertThat(read("event: error\ndata: " + body + "\n\n").retryDelay()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Please retry later.",
                "Please retry in a minute.",
                "Please retry in 13 parsecs.",
                "Retry after 2026-11-28.",
                "Entry in 5s"
            })
    void knowsNoWaitInOtherProse(String message) {
        assertThat(read("{\"error\":{\"code\":\"x\",\"message\":\"" + message + "\"}}")
                        .retryDelay())
                .isNull();
    }

    @Test
    void obeysTheDetailsBeforeTheProse() {
        String both = withDelay("12s").replace("{\"details\"", "{\"code\":429,\"message\":\"Retry in 5s\",\"details\"");
        assertThat(read(both).retryDelay()).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void takesNoWaitFromAServerInFrontUnlessTheRequestWasRefusedForSure() {
        String text = "{\"error\":\"upstream timed out, retry in 5s\"}";
        assertThat(ErrorJson.read(text.getBytes(UTF_8), 503).retryDelay()).isNull();
        assertThat(ErrorJson.read(text.getBytes(UTF_8), 429).retryDelay()).isEqualTo(Duration.ofSeconds(5));
        assertThat(read("<p>Please retry in 5s</p>").retryDelay()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"code\":\"rate_limit_exceeded\"}', 429",
        "'{\"code\":\"RATE_LIMIT_EXCEEDED\"}', 429",
        "'{\"code\":\"invalid_request\"}', 400",
        "'{\"code\":\"prohibited_content\"}', 400",
        "'{\"code\":\"gateway_timeout\"}', 504",
        "'{\"code\":503,\"status\":\"UNAVAILABLE\"}', 503",
        "'{\"code\":14}', 503",
        "'{\"code\":7}', 403",
        "'{\"status\":\"RESOURCE_EXHAUSTED\"}', 429",
        "'{\"code\":\"new\",\"status\":\"NOT_FOUND\"}', 404",
        "'{\"code\":\"new\"}', 500",
        "'{\"code\":200}', 500",
        "'{\"message\":\"m\"}', 500"
    })
    void anErrorStandsForAnHttpStatus(String error, int status) {
        assertThat(read("{\"error\":" + error + "}").status()).isEqualTo(status);
    }

    private static ApiError read(String body) {
        return ErrorJson.read(body.getBytes(UTF_8), 400);
    }
}
