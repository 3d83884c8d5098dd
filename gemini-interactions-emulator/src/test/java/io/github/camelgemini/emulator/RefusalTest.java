// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the service would not take, and in which form it says so. */
class RefusalTest {
    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(EMULATOR.baseUrl());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json | 400 | invalid_request",
                "[] | 400 | invalid_request",
                "{\"model\":\"m\"} | 400 | invalid_request",
                "{\"model\":\"m\",\"input\":\"\\u0041\",\"agent\":\"a\"} | 400 | invalid_request",
                "{\"input\":\"x\"} | 400 | invalid_request",
                "{\"model\":\"m\",\"input\":[]} | 400 | invalid_request",
                "{\"model\":\"m\",\"input\":7} | 400 | invalid_request",
                "{\"model\":\"m\",\"input\":\"x\",\"store\":false,\"background\":true} | 400 | invalid_request",
                "{\"model\":\"m\",\"input\":\"x\",\"stream\":\"yes\"} | 400 | invalid_request",
                "{\"model\":\"m\",\"input\":\"x\",\"agent_config\":{}} | 400 | invalid_request",
                "{\"agent\":\"a\",\"input\":\"x\",\"generation_config\":{}} | 400 | invalid_request",
                "{\"model\":\"m\",\"input\":\"x\",\"webhook_config\":{}} | 400 | invalid_request",
                "{\"model\":\"m\",\"input\":\"x\",\"tools\":[{}]} | 400 | invalid_request",
                "{\"model\":\"m\",\"input\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"user_input\"}]} | 400 | invalid_request",
                "{\"model\":\"m\",\"input\":{\"type\":\"image\"}} | 400 | invalid_request",
                "{\"model\":\"m\",\"input\":{\"type\":\"image\",\"data\":\"***\"}} | 400 | invalid_request",
                "{\"model\":\"m\",\"input\":{\"type\":\"function_result\",\"call_id\":\"c\",\"result\":\"7\"}} | 400 | invalid_request",
                "{\"model\":\"gemini-2.0-flash\",\"input\":\"x\"} | 400 | invalid_request",
                "{\"model\":\"models/gemini-1.5-pro\",\"input\":\"x\"} | 400 | invalid_request",
                "{\"model\":\"no-such-model\",\"input\":\"x\"} | 404 | model_not_found",
                "{\"model\":\"m\",\"input\":\"x\",\"previous_interaction_id\":\"v1_x\"} | 404 | not_found",
                "{\"model\":\"m\",\"input\":\"x\",\"response_format\":{\"type\":\"image\"}} | 501 | unimplemented"
            })
    void refusesInTheFormOfTheApi(String body, int status, String code) throws Exception {
        HttpResponse<String> response = api.post(body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json; charset=UTF-8");
        JsonNode error = Api.JSON.readTree(response.body()).path("error");
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("message").asText()).isNotEmpty();
        assertThat(EMULATOR.emulator().ledger().creates()).isZero();
    }

    @Test
    void anInteractionThatRunsCannotBeContinued() throws Exception {
        EMULATOR.script(Script.onCreate().gate("held"));
        String id = api.ask("Run", "\"background\":true").path("id").asText();

        HttpResponse<String> response = api.post(Api.body("Next", "\"previous_interaction_id\":\"" + id + "\""));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("failed_precondition");
    }

    @Test
    void allFunctionResultsComeAtOnce() throws Exception {
        EMULATOR.script(Script.onCreate().call("c1", "a", "{}").call("c2", "b", "{}"));
        String id = api.ask("Call both").path("id").asText();

        HttpResponse<String> response = api.post("{\"model\":\"m\",\"previous_interaction_id\":\"" + id
                + "\",\"input\":[{\"type\":\"function_result\",\"call_id\":\"c1\",\"result\":\"1\"}]}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("c2");
    }

    @Test
    void aPlainTurnMayFollowAFunctionCall() throws Exception {
        EMULATOR.script(Script.onCreate().call("c1", "a", "{}"));
        String id = api.ask("Call").path("id").asText();

        assertThat(Api.text(api.ask("It is 7", "\"previous_interaction_id\":\"" + id + "\"")))
                .contains("It is 7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /interactions/v1_x", "DELETE /interactions/v1_x", "POST /interactions/v1_x/cancel"})
    void anUnknownIdIsNotFound(String line) throws Exception {
        String[] words = line.split(" ");
        HttpResponse<String> response = api.send(api.authorized(words[1]).method(words[0], BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(Api.JSON.readTree(response.body()).at("/error/code").asText())
                .isEqualTo("not_found");
    }

    @Test
    void aMissingKeyIsRefusedInTheFormOfGoogle() throws Exception {
        HttpResponse<String> response =
                api.send(api.request("/v1beta/interactions").POST(BodyPublishers.ofString("{}")));

        assertThat(response.statusCode()).isEqualTo(403);
        JsonNode error = Api.JSON.readTree(response.body()).path("error");
        assertThat(error.path("code").asInt()).isEqualTo(403);
        assertThat(error.path("status").asText()).isEqualTo("PERMISSION_DENIED");
    }

    @Test
    void aWrongKeyIsRefused() throws Exception {
        HttpResponse<String> response =
                api.send(api.request("/v1/interactions/v1_x").header("x-goog-api-key", "invalid"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("API key not valid", "API_KEY_INVALID");
    }

    @Test
    void theEnterprisePathNeedsAToken() throws Exception {
        String path = "/v1beta1/projects/p/locations/global/interactions/v1_x";

        assertThat(api.send(api.request(path)).statusCode()).isEqualTo(401);
        assertThat(api.send(api.request(path).header("x-goog-api-key", "k")).statusCode())
                .isEqualTo(401);
        assertThat(api.send(api.request(path).header("Authorization", "Bearer t"))
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1beta/interactions/x?key=k",
                "/v1/interactions/x?key=k",
                "/v1beta1/interactions/x?key=k",
                "/v1beta1/locations/global/interactions/x?key=k"
            })
    void aKeyInTheQueryCounts(String path) throws Exception {
        assertThat(api.send(api.request(path)).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1beta/models/gemini-3.5-flash:generateContent, models",
        "GET, /v1beta/files, files",
        "POST, /v1beta/files:register, files",
        "GET, /v1/files/f1:download, files",
        "POST, /upload/v1beta/files, upload of files",
        "PUT, /upload/v1/environments/e1/files/a/b, upload of environments",
        "POST, /upload, upload",
        "GET, /v1/environments/e1, environments",
        "POST, /v1/webhooks/w1:ping, webhooks",
        "POST, /v1beta/webhooks/w1/rotate_secret, webhooks",
        "DELETE, /v1beta/agents/a1, agents",
        "PATCH, /v1beta/credentials/c1, credentials",
        "POST, /v1beta/triggers/t1/executions, triggers",
        "GET, /v1/voices, voices",
        "POST, /v1beta/decisions, decisions",
        "GET, /v1beta/batches/b1, batches",
        "POST, /v1beta1/projects/p/locations/l/cachedContents, cachedContents",
        "GET, /v1/projects/p/locations/l/holograms/h, holograms",
        "GET, /v1/locations/l/holograms, holograms",
        "GET, /v1alpha/holograms, holograms",
        "GET, /v2/interactions, path of interactions under v2",
        "GET, /v1beta/interactions, list of interactions",
        "GET, /v1beta/interactions/i1/hologram, interactions",
        "GET, /v1beta, API root",
        "GET, /.well-known/jwks.json, jwks.json"
    })
    void whatIsNotThereSaysSo(String method, String path, String what) throws Exception {
        HttpResponse<String> response =
                api.send(api.request(path).header("x-goog-api-key", "k").method(method, BodyPublishers.ofString("{}")));

        assertThat(response.statusCode()).isEqualTo(501);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json; charset=UTF-8");
        JsonNode error = Api.JSON.readTree(response.body()).path("error");
        assertThat(error.path("code").asText()).isEqualTo("unimplemented");
        assertThat(error.path("message").asText()).contains(what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/", "/v1x/files", "/version/files", "/_emulator/nowhere"})
    void anyOtherPathIsNotFound(String path) throws Exception {
        assertThat(api.send(api.request(path)).statusCode()).isEqualTo(404);
    }

    @Test
    void aWrongPathIsAPageAndAWrongMethodIsNamed() throws Exception {
        HttpResponse<String> wrongPath = api.send(api.request("/nowhere"));

        assertThat(wrongPath.statusCode()).isEqualTo(404);
        assertThat(wrongPath.headers().firstValue("content-type").orElse("")).startsWith("text/html");
        assertThat(api.send(api.authorized("/interactions/x").PUT(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void lenientUnlessStrict() throws Exception {
        String unknown = Api.body("x", "\"colour\":\"red\"");
        String nested = Api.body("x", "\"generation_config\":{\"colour\":\"red\"}");
        assertThat(api.post(unknown).statusCode()).isEqualTo(200);

        try (GeminiEmulator strict = GeminiEmulator.builder().strict().start()) {
            Api strictApi = new Api(strict.baseUrl());
            assertThat(strictApi.post(unknown).body()).contains("parameter_unknown", "colour");
            assertThat(strictApi.post(nested).body()).contains("no such field: 'colour'");
            assertThat(strictApi.post(Api.body("x", "\"store\":true")).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void takesAllWithoutAuthentication() throws Exception {
        try (GeminiEmulator open = GeminiEmulator.builder().noAuth().start()) {
            Api openApi = new Api(open.baseUrl());
            assertThat(openApi.send(openApi.request("/v1beta/interactions")
                                    .POST(BodyPublishers.ofString("{\"model\":\"m\",\"input\":\"x\"}")))
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
