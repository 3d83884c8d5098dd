// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A marked secret in any place of a request is in no admin answer, no log line, no file of the state and no message. */
class NoSecretInTheEmulatorTest {
    private static final String MARK = "M4RKEDS3CRET";

    @TempDir
    private Path folder;

    private final PrintStream usualLog = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private GeminiEmulator emulator;
    private Api api;

    @BeforeEach
    void start() {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        emulator = GeminiEmulator.builder().data(folder).start();
        api = new Api(emulator.baseUrl());
    }

    @AfterEach
    void nothingHasTheMark() throws Exception {
        try (GeminiEmulator open = emulator) {
            assertThat(open.requests()).isNotEmpty();
            assertThat(open.requests().toString()).doesNotContain(MARK);
            for (String path : List.of("health", "requests", "interactions", "ledger", "script")) {
                assertThat(api.send(api.request("/_emulator/" + path)).body()).doesNotContain(MARK);
            }
            try (Feed feed = new Feed(api, "?interaction=2")) {
                ObjectNode frame = (ObjectNode) feed.next();
                assertThat(frame.path("requests")).isNotEmpty();
                if (frame.path("watched") instanceof ObjectNode watched) {
                    watched.remove("frames"); // what the caller's words were answered with
                }
                assertThat(frame.toString()).doesNotContain(MARK);
            }
        } finally {
            System.setErr(usualLog);
        }
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain(MARK);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).doesNotContain(MARK);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-goog-api-key",
                "Authorization",
                "Proxy-Authorization",
                "Cookie",
                "Set-Cookie",
                "X-Api-Key",
                "X-Gateway-Key",
                "X-Auth-Token",
                "X-Token",
                "X-Amz-Security-Token",
                "X-Access-Token-2",
                "X-Client-Secret",
                "X-Password",
                "X-Session",
                "x-goog-iam-authorization-token",
                "x-webhook-signature",
                "Ocp-Apim-Subscription-Key",
                "X_SECRET",
                "x-passcode",
                "x-pin",
                "x-amz-meta-anything",
                "baggage"
            })
    void inAHeader(String name) throws Exception {
        for (String value : List.of(MARK, "Bearer " + MARK, "bearer " + MARK, "Bearer emulator-token-" + MARK)) {
            HttpRequest.Builder request = api.request("/v1beta/interactions").header(name, value);
            if (!name.equals("x-goog-api-key")) {
                request.header("x-goog-api-key", MARK);
            }
            api.send(request.POST(BodyPublishers.ofString(Api.body("Hi", "\"store\":true"))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://u:MARK@x.test/", "http://x.test/a?token=MARK", "http://x.test/#access_token=MARK"})
    void inAHeaderThatIsAnAddress(String address) throws Exception {
        api.send(api.authorized("/interactions")
                .header("Referer", address.replace("MARK", MARK))
                .POST(BodyPublishers.ofString(Api.body("Hi", "\"store\":true"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key",
                "access_token",
                "api_key",
                "apiKey",
                "token",
                "oauth_token",
                "client_secret",
                "sig",
                "%6Bey",
                "KEY",
                "passcode",
                "pin"
            })
    void inTheQuery(String name) throws Exception {
        api.send(api.authorized("/interactions?" + name + "=" + MARK)
                .POST(BodyPublishers.ofString(Api.body("Hi", "\"store\":true"))));
        api.send(api.authorized("/interactions/x?" + name + "=" + MARK));
        api.send(api.authorized("/nothing?" + name + "=" + MARK));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%zz", "%", "&a=%f"})
    void inAQueryThatIsNone(String rest) throws Exception {
        api.ask("Hi");
        String answer = RawClient.ask(
                emulator, "GET /v1beta/interactions/x?key=" + MARK + rest + " HTTP/1.1", "Host: localhost:PORT");

        assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain(MARK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"tools\":[{\"type\":\"mcp_server\",\"name\":\"m\",\"url\":\"https://u:MARK@mcp.test/a\"}]",
                "\"tools\":[{\"type\":\"mcp_server\",\"name\":\"m\",\"url\":\"https://MARK@mcp.test/a\"}]",
                "\"tools\":[{\"type\":\"mcp_server\",\"name\":\"m\",\"url\":\"https://mcp.test/a?whatever=MARK&b=MARK#MARK\"}]",
                "\"tools\":[{\"type\":\"mcp_server\",\"name\":\"m\",\"url\":\"https://mcp.test/a?MARK\"}]",
                "\"tools\":[{\"type\":\"mcp_server\",\"headers\":{\"X-Any\":\"MARK\"}}]",
                "\"tools\":[{\"type\":\"mcp_server\",\"headers\":{\"X-Any\":[\"MARK\",{\"a\":\"MARK\"}]}}]",
                "\"tools\":[{\"type\":\"mcp_server\",\"headers\":[{\"name\":\"a\",\"value\":\"MARK\"}]}]",
                "\"tools\":[{\"type\":\"retrieval\",\"exa_ai_search_config\":{\"api_key\":\"MARK\"}}]",
                "\"tools\":[{\"type\":\"retrieval\",\"exa_ai_search_config\":{\"apiKey\":\"MARK\"}}]",
                "\"tools\":[{\"type\":\"x\",\"auth\":{\"any\":{\"deep\":[\"MARK\"]}}}]",
                "\"tools\":[{\"type\":\"x\",\"oauth_config\":{\"client_secret\":\"MARK\",\"refresh_token\":\"MARK\"}}]",
                "\"extra\":{\"nested\":{\"headers\":{\"X-Any\":\"MARK\"},\"password\":\"MARK\",\"a\":[{\"token\":\"MARK\"}]}}",
                "\"extra\":{\"nested\":\"https://u:MARK@x.test/?sig=MARK\"}",
                "\"extra\":{\"tools\":[{\"type\":\"mcp_server\",\"url\":\"https://x.test/?q=MARK\"}]}",
                "\"api_key\":\"MARK\",\"secret\":7,\"Authorization\":\"MARK\"",
                "\"background\":true,\"webhook_config\":{\"uris\":[\"https://u:MARK@x.test/h?any=MARK\"],\"signing_secret\":\"MARK\"}",
                "\"background\":true,\"webhook_config\":{\"uris\":\"https://x.test/h?any=MARK\","
                        + "\"user_metadata\":{\"token\":\"MARK\"},\"signing_secrets\":[{\"value\":\"MARK\"}]}",
                "\"environment\":{\"type\":\"remote\",\"env\":{\"ANY\":\"MARK\",\"B\":{\"value\":\"MARK\"},\"C\":{\"credential\":\"MARK\"}}}",
                "\"environment\":{\"type\":\"remote\",\"network\":{\"allowlist\":[{\"domain\":\"x\","
                        + "\"credential\":\"MARK\",\"transform\":{\"add_header\":\"MARK\"}}]}}",
                "\"environment\":{\"type\":\"remote\",\"sources\":[{\"type\":\"repository\",\"source\":\"https://x:MARK@git.test/a\"}]}",
                "\"tools\":[{\"type\":\"mcp_server\",\"url\":\"//u:MARK@x.test/?any=MARK\"}]",
                "\"tools\":[{\"type\":\"mcp_server\",\"url\":\"u:MARK@x.test/a?any=MARK#MARK\"}]",
                "\"tools\":[{\"type\":\"mcp_server\",\"server_url\":\"https://x.test/?any=MARK\"}]",
                "\"tools\":[{\"type\":\"mcp_server\",\"serverUrl\":\"x.test/?any=MARK\"}]",
                "\"tools\":[{\"type\":\"mcp_server\",\"custom_headers\":{\"X-Any\":\"MARK\"}}]",
                "\"environment\":{\"type\":\"remote\",\"env_vars\":{\"ANY\":\"MARK\"}}",
                "\"labels\":{\"api_token\":\"MARK\"},\"bearer\":\"MARK\"",
                "\"labels\":{\"passcode\":\"MARK\",\"pass_phrase\":\"MARK\"}",
            })
    void inABody(String members) throws Exception {
        HttpResponse<String> response = api.post(Api.body("Hi", members.replace("MARK", MARK)));
        assertThat(response.body()).doesNotContain(MARK);
    }

    @Test
    void inTheAddressOfAMedium() throws Exception {
        JsonNode answer = api.create("{\"model\":\"m\",\"store\":false,\"input\":[{\"type\":\"image\",\"uri\":"
                + "\"https://u:" + MARK + "@x.test/a?X-Goog-Signature=" + MARK + "&b=c\"}]}");
        assertThat(answer.path("status").asText()).isEqualTo("completed");
    }

    @Test
    void inARequestForAToken() throws Exception {
        api.send(api.request("/_emulator/token").POST(BodyPublishers.ofString("assertion=" + MARK)));
        api.send(api.request("/_emulator/token")
                .POST(BodyPublishers.ofString("{\"assertion\":\"" + MARK + "\",\"refresh_token\":\"" + MARK + "\"}")));
    }

    @Test
    void whatIsNoSecretIsShown() throws Exception {
        api.send(api.authorized("/interactions/none?stream=true&last_event_id=e7")
                .header("Api-Revision", "2026-05-20")
                .header("User-Agent", "a-route/1"));
        api.create(Api.body(
                "My token is blue",
                "\"tools\":[{\"type\":\"mcp_server\",\"name\":\"m\",\"url\":\"https://mcp.test/path?q=1\"},"
                        + "{\"type\":\"function\",\"name\":\"f\",\"parameters\":{\"type\":\"object\",\"properties\":"
                        + "{\"api_key\":{\"type\":\"string\"}}}}],\"generation_config\":{\"max_output_tokens\":77}"));

        JsonNode all =
                Api.JSON.readTree(api.send(api.request("/_emulator/requests")).body());
        assertThat(all.get(0).at("/query/last_event_id").asText()).isEqualTo("e7");
        assertThat(all.get(0).at("/headers/api-revision").asText()).isEqualTo("2026-05-20");
        assertThat(all.get(0).at("/headers/user-agent").asText()).isEqualTo("a-route/1");
        JsonNode shown = all.get(1);
        assertThat(shown.at("/body/input").asText()).isEqualTo("My token is blue");
        assertThat(shown.at("/body/tools/0/url").asText()).isEqualTo("https://mcp.test/path?q=***");
        assertThat(shown.at("/body/tools/1/parameters/properties/api_key/type").asText())
                .isEqualTo("string");
        assertThat(shown.at("/body/generation_config/max_output_tokens").asInt())
                .isEqualTo(77);
        assertThat(emulator.lastRequest().at("/tools/0/url").asText()).isEqualTo("https://mcp.test/path?q=1");
    }
}
