// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.internal.client.codec.Traffic;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** What each option becomes on the wire, and who wins where several say it. */
class RequestOptionsTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?allowedHeaders=all&model=" + MODEL;

    @TempDir
    Path folder;

    /**
     * @param values three values: of the component, of the endpoint, of the header
     * @param sent what each becomes
     */
    record Row(String option, String member, List<String> values, List<String> sent) {

        String header() {
            return GeminiInteractionsConstants.PREFIX + Character.toUpperCase(option.charAt(0)) + option.substring(1);
        }

        @Override
        public String toString() {
            return option;
        }
    }

    private static Row same(String option, String member, String... values) {
        return new Row(option, member, List.of(values), List.of(values));
    }

    static Stream<Row> options() {
        return Stream.of(
                new Row(
                        "systemInstruction",
                        "system_instruction",
                        List.of("low", "mid + 5% & #", "high"),
                        List.of("\"low\"", "\"mid + 5% & #\"", "\"high\"")),
                new Row(
                        "tools",
                        "tools",
                        List.of("{\"type\":\"url_context\"}", "[{\"type\":\"google_search\"}]", "[]"),
                        List.of("[{\"type\":\"url_context\"}]", "[{\"type\":\"google_search\"}]", "")),
                new Row(
                        "builtinTools",
                        "tools",
                        List.of("google_search", "google_search, code_execution", "url_context"),
                        List.of(
                                "[{\"type\":\"google_search\"}]",
                                "[{\"type\":\"google_search\"},{\"type\":\"code_execution\"}]",
                                "[{\"type\":\"url_context\"}]")),
                new Row(
                        "mcpServers",
                        "tools",
                        List.of(
                                "{\"name\":\"a\",\"url\":\"https://a\"}",
                                "[{\"name\":\"b\",\"url\":\"https://b\"}]",
                                "{\"type\":\"mcp_server\",\"name\":\"c\"}"),
                        List.of(
                                "[{\"type\":\"mcp_server\",\"name\":\"a\",\"url\":\"https://a\"}]",
                                "[{\"type\":\"mcp_server\",\"name\":\"b\",\"url\":\"https://b\"}]",
                                "[{\"type\":\"mcp_server\",\"name\":\"c\"}]")),
                same("generationConfig", "generation_config", "{\"seed\":1}", "{\"seed\":2}", "{\"top_p\":0.10}"),
                same("agentConfig", "agent_config", "{\"type\":\"a\"}", "{\"type\":\"b\"}", "{\"type\":\"dynamic\"}"),
                new Row(
                        "responseFormat",
                        "response_format",
                        List.of("{\"type\":\"text\"}", "{\"type\":\"object\"}", "[{\"type\":\"image\"}]"),
                        List.of(
                                "{\"type\":\"text\"}",
                                "{\"type\":\"text\",\"mime_type\":\"application/json\",\"schema\":{\"type\":\"object\"}}",
                                "[{\"type\":\"image\"}]")),
                new Row(
                        "previousInteractionId",
                        "previous_interaction_id",
                        List.of("v1_a", "v1_b", "v1_c"),
                        List.of("\"v1_a\"", "\"v1_b\"", "\"v1_c\"")),
                same("store", "store", "true", "false", "true"),
                same("background", "background", "true", "false", "true"),
                new Row(
                        "environment",
                        "environment",
                        List.of("remote", "{\"type\":\"remote\",\"network\":\"disabled\"}", "4711"),
                        List.of("\"remote\"", "{\"type\":\"remote\",\"network\":\"disabled\"}", "\"4711\"")),
                new Row(
                        "serviceTier",
                        "service_tier",
                        List.of("flex", "priority", "standard"),
                        List.of("\"flex\"", "\"priority\"", "\"standard\"")),
                new Row(
                        "responseModalities",
                        "response_modalities",
                        List.of("text", "text, image", "[\"audio\"]"),
                        List.of("[\"text\"]", "[\"text\",\"image\"]", "[\"audio\"]")),
                new Row(
                        "safetySettings",
                        "safety_settings",
                        List.of(
                                "{\"type\":\"jailbreak\",\"threshold\":\"off\"}",
                                "[{\"type\":\"harassment\",\"threshold\":\"block_none\"}]",
                                "[]"),
                        List.of(
                                "[{\"type\":\"jailbreak\",\"threshold\":\"off\"}]",
                                "[{\"type\":\"harassment\",\"threshold\":\"block_none\"}]",
                                "[]")),
                same("labels", "labels", "{\"team\":\"a\"}", "{\"team\":\"5\"}", "{}"),
                same("webhookConfig", "webhook_config", "{\"uris\":[\"https://a\"]}", "{\"uris\":[]}", "{}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void theHeaderWinsOverTheEndpointAndThatOverTheComponent(Row row) throws Exception {
        PropertyBindingSupport.build()
                .bind(
                        context,
                        RouteKit.component(context).getConfiguration(),
                        row.option(),
                        row.values().get(0));
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:component").to(CREATE);
            routes.from("direct:endpoint")
                    .to(CREATE + "&" + row.option() + "=RAW(" + row.values().get(1) + ")");
        });

        assertSent(row, 0, sendTo("direct:component", Map.of()));
        assertSent(row, 0, sendTo("direct:component", Map.of(row.header(), "  ")));
        assertSent(row, 1, sendTo("direct:endpoint", Map.of()));
        assertSent(
                row,
                2,
                sendTo("direct:endpoint", Map.of(row.header(), row.values().get(2))));
    }

    @Test
    void anEnvironmentMayBeAnObjectWhereverItComesFrom() throws Exception {
        String json = "{\"type\":\"remote\",\"environment_id\":\"env_1\","
                + "\"env\":{\"LEVEL\":\"low\",\"apiToken\":{\"credential\":\"c1\"}},"
                + "\"network\":{\"allowlist\":[{\"domain\":\"*.example.org\",\"credential\":\"c2\"}]},"
                + "\"sources\":[{\"type\":\"inline\",\"content\":\"a + b\",\"target\":\"in/a.txt\"}]}";
        Map<?, ?> map = new ObjectMapper().readValue(json, Map.class);
        Path resource = Files.writeString(folder.resolve("environment.json"), json);
        context.getRegistry().bind("text", json);
        context.getRegistry().bind("map", map);
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:endpoint").to(CREATE + "&environment=RAW(" + json + ")");
            routes.from("direct:resource").to(CREATE + "&environment=file:" + resource);
            routes.from("direct:text").to(CREATE + "&environment=#text");
            routes.from("direct:map").to(CREATE + "&environment=#map");
            routes.from("direct:none").to(CREATE);
        });

        for (String route : List.of("direct:endpoint", "direct:resource", "direct:text", "direct:map"))
            assertThat(sendTo(route, Map.of()).get("environment")).as(route).isEqualTo(Traffic.tree(json));
        for (Object header : List.of(json, map, Traffic.tree(json)))
            assertThat(sendTo("direct:none", Map.of(GeminiInteractionsConstants.ENVIRONMENT, header))
                            .get("environment"))
                    .isEqualTo(Traffic.tree(json));
    }

    private JsonNode sendTo(String route, Map<String, Object> headers) {
        fluentTemplate.to(route).withBody("Hi").withHeaders(headers).send();
        return Traffic.tree(emulator().lastRequest().body().toString());
    }

    private static void assertSent(Row row, int level, JsonNode body) {
        String expected = row.sent().get(level);
        if (expected.isEmpty()) assertThat(body.has(row.member())).isFalse();
        else assertThat(body.get(row.member())).isEqualTo(Traffic.tree(expected));
    }

    @Test
    void modelAndAgentAreOneChoiceOnEachLevel() throws Exception {
        RouteKit.component(context).getConfiguration().setModel("of-component");
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:component").to("gemini-interactions:create");
            routes.from("direct:endpoint").to("gemini-interactions:create?agent=of-endpoint");
        });

        assertThat(sendTo("direct:component", Map.of()).get("model").asText()).isEqualTo("of-component");
        JsonNode endpoint = sendTo("direct:endpoint", Map.of());
        assertThat(endpoint.get("agent").asText()).isEqualTo("of-endpoint");
        assertThat(endpoint.has("model")).isFalse();
        JsonNode header = sendTo("direct:endpoint", Map.of(GeminiInteractionsConstants.MODEL, "of-header"));
        assertThat(header.get("model").asText()).isEqualTo("of-header");
        assertThat(header.has("agent")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deep-research-preview-04-2026",
                "my-agent",
                "agents/my-agent",
                "projects/p/locations/global/agents/my-agent"
            })
    void agentsOfEveryKindPass(String agent) throws Exception {
        RouteBuilder.addRoutes(
                context, routes -> routes.from("direct:in").to("gemini-interactions:create?agent=" + agent));

        assertThat(sendTo("direct:in", Map.of()).get("agent").asText()).isEqualTo(agent);
    }

    @Test
    void theThreeWaysToSayToolsAddUp() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:in")
                .to(CREATE + "&builtinTools=google_search&mcpServers=RAW({\"name\":\"m\"})"
                        + "&tools=RAW([{\"type\":\"function\",\"name\":\"f\"}])"));

        assertThat(sendTo("direct:in", Map.of()).get("tools"))
                .isEqualTo(Traffic.tree("[{\"type\":\"function\",\"name\":\"f\"},{\"type\":\"google_search\"},"
                        + "{\"type\":\"mcp_server\",\"name\":\"m\"}]"));
    }

    @Test
    void headersTakeMapsAndListsWhereAnOptionIsJson() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:in").to(CREATE));

        JsonNode sent = sendTo(
                "direct:in",
                Map.of(
                        GeminiInteractionsConstants.LABELS,
                        Map.of("team", "blue"),
                        GeminiInteractionsConstants.TOOLS,
                        List.of(Map.of("type", "google_search")),
                        GeminiInteractionsConstants.BUILTIN_TOOLS,
                        List.of("url_context"),
                        GeminiInteractionsConstants.GENERATION_CONFIG,
                        Traffic.tree("{\"seed\":7}"),
                        GeminiInteractionsConstants.RESPONSE_FORMAT,
                        Map.of("type", "audio")));

        assertThat(sent.get("labels")).isEqualTo(Traffic.tree("{\"team\":\"blue\"}"));
        assertThat(sent.get("tools"))
                .isEqualTo(Traffic.tree("[{\"type\":\"google_search\"},{\"type\":\"url_context\"}]"));
        assertThat(sent.get("generation_config")).isEqualTo(Traffic.tree("{\"seed\":7}"));
        assertThat(sent.get("response_format")).isEqualTo(Traffic.tree("{\"type\":\"audio\"}"));
    }

    @Test
    void optionsTakeBeans() throws Exception {
        context.getRegistry().bind("servers", "[{\"name\":\"m\",\"headers\":{\"Authorization\":\"Bearer x\"}}]");
        context.getRegistry().bind("stops", List.of("a", "b"));
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:in")
                .to(CREATE + "&mcpServers=#servers&generationConfig.stopSequences=#stops"));

        JsonNode sent = sendTo("direct:in", Map.of());
        assertThat(sent.at("/tools/0/headers").has("Authorization")).isTrue();
        assertThat(sent.at("/generation_config/stop_sequences")).isEqualTo(Traffic.tree("[\"a\",\"b\"]"));
    }

    @Test
    void headersAreTakenLiterally() throws Exception {
        context.getRegistry().bind("bean", "of the registry");
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:in").to(CREATE));

        for (String literal :
                List.of("#bean", "file:/etc/hostname", "classpath:dsl/system.txt", "resource:classpath:dsl/system.txt"))
            assertThat(sendTo("direct:in", Map.of(GeminiInteractionsConstants.SYSTEM_INSTRUCTION, literal))
                            .get("system_instruction")
                            .asText())
                    .isEqualTo(literal);
    }

    @Test
    void theTierThatServedAnAnswerIsNoWishForTheNext() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:in")
                .to(CREATE + "&serviceTier=flex")
                .to(CREATE + "&serviceTier=flex")
                .setHeader(GeminiInteractionsConstants.SERVICE_TIER, routes.constant("standard"))
                .to(CREATE + "&serviceTier=flex"));
        String served = "{\"id\":\"v1_s\",\"status\":\"completed\",\"service_tier\":\"standard\",\"steps\":"
                + "[{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}]}";
        emulator()
                .script(
                        onCreate().body(served),
                        onCreate().body(served),
                        onCreate().body(served));

        Message answered = fluentTemplate.to("direct:in").withBody("Hi").send().getMessage();

        assertThat(answered.getHeader(GeminiInteractionsConstants.SERVICE_TIER)).isEqualTo("standard");
        assertThat(emulator().requests().stream()
                        .map(request -> request.at("/service_tier").asText()))
                .containsExactly("flex", "flex", "standard");
    }

    @Test
    void anExpressionIsEvaluatedByToDAndIsATextInRawInAHeaderAndAtTheComponent() throws Exception {
        String literal = "Explain ${header.x}";
        RouteKit.component(context).getConfiguration().setSystemInstruction(literal);
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:dynamic").toD("gemini-interactions:create?model=${header.m}");
            routes.from("direct:raw").to(CREATE + "&prompt=RAW(" + literal + ")");
        });

        fluentTemplate
                .to("direct:dynamic")
                .withBody("Hi")
                .withHeader("m", MODEL)
                .request();
        assertThat(emulator().lastRequest().at("/model").asText()).isEqualTo(MODEL);
        assertThat(emulator().lastRequest().at("/system_instruction").asText()).isEqualTo(literal);

        fluentTemplate.to("direct:raw").request();
        assertThat(emulator().lastRequest().at("/input/0/content/0/text").asText())
                .isEqualTo(literal);

        fluentTemplate
                .to(CREATE)
                .withHeader(GeminiInteractionsConstants.PROMPT, literal)
                .request();
        assertThat(emulator().lastRequest().at("/input/0/content/0/text").asText())
                .isEqualTo(literal);
    }
}
