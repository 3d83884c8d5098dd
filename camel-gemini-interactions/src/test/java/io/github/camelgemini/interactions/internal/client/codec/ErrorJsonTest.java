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
    @ValueSource(strings = {"", "s", "-1s", "12", "1.5m", "1e9s", "99999999999s", "1.0000000001s"})
    void knowsNoDelayThatIsNone(String delay) {
        assertThat(read(withDelay(delay)).retryDelay()).isNull();
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

    private static ApiError read(String body) {
        return ErrorJson.read(body.getBytes(UTF_8));
    }
}
