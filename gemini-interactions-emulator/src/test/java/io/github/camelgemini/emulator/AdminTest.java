// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.script.Script;
import io.github.camelgemini.emulator.traffic.Ledger;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** What the emulator says of itself and of what it was asked. */
class AdminTest {
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
    void recordsRequestsInOrderWithoutCredentials() throws Exception {
        api.send(api.request("/v1beta/interactions?key=secret-1&alt=sse")
                .header("x-goog-api-key", "secret-2")
                .header("Authorization", "Bearer secret-3")
                .header("Api-Revision", "2026-05-20")
                .POST(BodyPublishers.ofString(Api.body(
                        "Hello",
                        "\"tools\":[{\"type\":\"mcp_server\",\"headers\":{\"Authorization\":\"secret-4\"}}]"))));
        api.get("v1_x");

        assertThat(emulator.awaitRequests(2))
                .extracting(RecordedRequest::operation)
                .containsExactly(Operation.CREATE, Operation.GET);
        RecordedRequest first = emulator.requests(Operation.CREATE).get(0);
        assertThat(first.method()).isEqualTo("POST");
        assertThat(first.path()).isEqualTo("/v1beta/interactions");
        assertThat(first.query("alt")).isEqualTo("sse");
        assertThat(first.header("Api-Revision")).isEqualTo("2026-05-20");
        assertThat(first.header("authorization")).isEqualTo("Bearer ***");
        assertThat(first.at("/input").asText()).isEqualTo("Hello");
        assertThat(first.toString()).doesNotContain("secret");
        assertThat(admin("GET", "requests", "").body()).contains("\"Hello\"").doesNotContain("secret");
    }

    @Test
    void theLedgerShowsWhatWasPaidTwice() throws Exception {
        JsonNode usage = api.ask("Pay me").path("usage");
        api.ask("Pay me");
        api.ask("Pay me too");
        api.post("{}");

        Ledger ledger = emulator.ledger();
        assertThat(ledger.creates()).isEqualTo(3);
        assertThat(ledger.createsWithEqualInput()).isEqualTo(1);
        assertThat(ledger.totalTokens())
                .isGreaterThan(2 * usage.path("total_tokens").asLong());
        JsonNode served = Api.JSON.readTree(admin("GET", "ledger", "").body());
        assertThat(served.path("creates").asInt()).isEqualTo(3);
        assertThat(served.path("creates_with_equal_input").asInt()).isEqualTo(1);
    }

    @Test
    void scriptsComeInByHttp() throws Exception {
        assertThat(admin("POST", "script", "- answer: {text: Hi, gate: g}\n").body())
                .contains("1");
        assertThat(admin("GET", "script", "").body()).contains("Hi");
        admin("POST", "gates/g", "");
        assertThat(Api.text(api.ask("x"))).isEqualTo("Hi");

        HttpResponse<String> refused = admin("POST", "script", "{\"rules\":[{\"answer\":{\"txt\":\"Hi\"}}]}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("Rule 1: 'answer' has no 'txt'");
    }

    @Test
    void resetForgetsEverything() throws Exception {
        String id = api.ask("x").path("id").asText();
        emulator.script(Script.onCreate().text("Never"));

        assertThat(admin("POST", "reset", "").statusCode()).isEqualTo(200);

        assertThat(emulator.requests()).isEmpty();
        assertThat(emulator.ledger().creates()).isZero();
        assertThat(api.get(id).statusCode()).isEqualTo(404);
        assertThat(Api.text(api.ask("x"))).startsWith("Emulator answer");
    }

    @Test
    void handsOutNumberedTokensThatAreRecordedAsTheyAre() throws Exception {
        JsonNode token =
                Api.JSON.readTree(api.send(api.request("/_emulator/token").POST(BodyPublishers.ofString("assertion=x")))
                        .body());
        assertThat(token.path("access_token").asText()).isEqualTo("emulator-token-1");
        assertThat(token.path("expires_in").asInt()).isEqualTo(3600);

        api.send(api.request("/v1beta1/projects/p/locations/global/interactions/x")
                .header("Authorization", "Bearer " + token.path("access_token").asText()));

        assertThat(emulator.lastRequest().header("authorization")).isEqualTo("Bearer emulator-token-1");
        assertThat(emulator.requests(Operation.TOKEN)).hasSize(1);
    }

    @Test
    void isHealthy() throws Exception {
        assertThat(Api.JSON
                        .readTree(admin("GET", "health", "").body())
                        .path("status")
                        .asText())
                .isEqualTo("UP");
    }

    private HttpResponse<String> admin(String method, String path, String body) throws Exception {
        return api.send(api.request("/_emulator/" + path).method(method, BodyPublishers.ofString(body)));
    }
}
