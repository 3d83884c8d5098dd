// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.genai.gaos.models.interactions.CreateAgentInteraction;
import com.google.genai.gaos.models.interactions.CreateModelInteraction;
import com.google.genai.gaos.utils.JSON;
import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.internal.client.codec.Traffic;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Google's own client for Java as the judge: its request model reads what the component sends, knows every type in it, and
 * writes the same. The emulator is strict, so that it has to know every member, too.
 *
 * <p>It runs with both lines of the client, 1.70.0 and 2.0.0; what only the newer one knows is in NewerMembersTest of the
 * module conformance. Left out are the members of an object that is the result of a function, for which both have a class
 * without members.
 */
class OfficialClientTest extends GeminiEmulatorTestSupport {

    private static final String DATA = Base64.getEncoder().encodeToString(new byte[] {1, 2, 3});

    private static final String CALL =
            "[{\"type\":\"function_call\",\"id\":\"c1\",\"name\":\"add\",\"arguments\":{\"x\":2}},";

    /** The class of an answer. */
    public record Invoice(String seller, BigDecimal total) {}

    /** One setting of options, with what else the request needs. */
    private record Case(String name, String target, String options, Object body) {
        @Override
        public String toString() {
            return name + " " + options;
        }
    }

    private static Case model(String options) {
        return new Case("model", "model=gemini-3.5-flash", options, "Hi");
    }

    private static Case agent(String options) {
        return new Case("agent", "agent=deep-research-preview-04-2026", options, "Hi");
    }

    private static Case input(Object body) {
        return new Case("input " + body, "model=gemini-3.5-flash", "", body);
    }

    private static Case json(String input) {
        return input(Traffic.tree(input.replace("DATA", DATA)));
    }

    static Stream<Case> cases() {
        return Stream.of(
                        plain(),
                        generationConfigs().map(config -> model("generationConfig=RAW(" + config + ")")),
                        agentConfigs().map(config -> agent("agentConfig=RAW(" + config + ")")),
                        tools().map(tool -> model("tools=RAW([" + tool + "])")),
                        formats().map(format -> model("responseFormat=RAW(" + format + ")")),
                        environments().map(environment -> agent("environment=RAW(" + environment + ")")),
                        inputs())
                .flatMap(cases -> cases);
    }

    private static Stream<Case> plain() {
        return Stream.of(
                model("systemInstruction=RAW(Be brief & kind + 100%)"),
                model("prompt=Look"),
                model("input=Instead"),
                model("store=false"),
                model("background=true"),
                model("previousInteractionId=v1_earlier"),
                model("streaming=true&channel=c"),
                model("serviceTier=flex"),
                model("responseModalities=text,image,audio,video,document"),
                model("labels=RAW({\"team\":\"blue\",\"cost-centre\":\"5\"})"),
                model("safetySettings=RAW([{\"type\":\"hate_speech\",\"threshold\":\"block_none\"},"
                        + "{\"type\":\"jailbreak\",\"threshold\":\"off\",\"method\":\"severity\"}])"),
                model("background=true&webhookConfig=RAW({\"uris\":[\"https://example.org/hook\"],"
                        + "\"user_metadata\":{\"order\":\"4711\"}})"),
                model("builtinTools=google_search,code_execution,url_context,google_maps"),
                model("mcpServers=RAW([{\"name\":\"docs\",\"url\":\"https://example.org/mcp\",\"allowed_tools\":"
                        + "[{\"mode\":\"any\",\"tools\":[\"search\"]}]}])"),
                model("mcpServers=#servers"),
                model("environment=remote"),
                model("generationConfig.maxOutputTokens=512&generationConfig.thinkingLevel=low"
                        + "&generationConfig.toolChoice.allowedTools.mode=any"),
                model("outputClass=" + Invoice.class.getName()),
                model("additionalBodyProperty.response_mime_type=application/json"),
                agent("store=true&background=true&systemInstruction=Look&labels=RAW({\"a\":\"b\"})&serviceTier=flex"),
                agent("builtinTools=google_search,url_context"),
                agent("agentConfig.type=antigravity&agentConfig.maxTotalTokens=RAW(\"5000\")"),
                new Case("agent", "agent=agents/mine", "previousInteractionId=v1_x", "Hi"),
                new Case("agent", "agent=projects/p/locations/global/agents/mine", "environment=env_1", "Hi"));
    }

    private static Stream<String> generationConfigs() {
        return Stream.of(
                "{\"max_output_tokens\":512,\"seed\":7,\"stop_sequences\":[\"END\"]}",
                "{\"thinking_level\":\"high\",\"thinking_summaries\":\"auto\"}",
                "{\"tool_choice\":\"validated\"}",
                "{\"tool_choice\":{\"allowed_tools\":{\"mode\":\"any\",\"tools\":[\"add\"]}}}",
                "{\"speech_config\":{\"speakers\":[{\"voice\":\"Kore\",\"language\":\"de-DE\",\"speaker\":\"Anna\"}]}}",
                "{\"speech_config\":[{\"voice\":\"Puck\"}]}",
                "{\"image_config\":{\"aspect_ratio\":\"16:9\",\"image_size\":\"2K\"}}",
                "{\"video_config\":{\"task\":\"image_to_video\"}}",
                "{\"transcription_config\":{\"custom_vocabulary\":[\"Camel\"],\"language_codes\":[\"de-DE\"],"
                        + "\"mode\":{\"type\":\"verbatim\",\"diarization_mode\":\"speaker\",\"timestamp_granularities\":[\"word\"]}}}",
                "{\"transcription_config\":{\"mode\":\"smart\"}}");
    }

    private static Stream<String> agentConfigs() {
        return Stream.of(
                "{\"type\":\"deep-research\",\"thinking_summaries\":\"auto\",\"visualization\":\"off\","
                        + "\"collaborative_planning\":true,\"enable_bigquery_tool\":false}",
                "{\"type\":\"antigravity\",\"max_total_tokens\":\"100000\",\"model\":\"gemini-3.5-flash\"}",
                "{\"type\":\"code-mender\",\"model\":\"m\",\"session_id\":\"s\",\"session_config\":{\"max_rounds\":3},"
                        + "\"find_request\":{\"mode\":\"scan\",\"description\":\"d\",\"finding_id\":\"f\","
                        + "\"source_files\":[{\"path\":\"a.c\",\"content\":\"int\"}]},"
                        + "\"fix_request\":{\"description\":\"d\",\"finding_id\":\"f\",\"source_files\":[]}}",
                "{\"type\":\"dynamic\",\"anything\":{\"goes\":[1,\"x\"]}}");
    }

    private static Stream<String> tools() {
        return Stream.of(
                "{\"type\":\"function\",\"name\":\"add\",\"description\":\"Adds\",\"parameters\":{\"type\":\"object\","
                        + "\"properties\":{\"x\":{\"type\":\"number\"}},\"required\":[\"x\"]}}",
                "{\"type\":\"google_search\",\"search_types\":[\"web_search\",\"image_search\"]}",
                "{\"type\":\"code_execution\"},{\"type\":\"url_context\"}",
                "{\"type\":\"file_search\",\"file_search_store_names\":[\"fileSearchStores/s\"],\"top_k\":5,"
                        + "\"metadata_filter\":\"year > 2020\"}",
                "{\"type\":\"google_maps\",\"enable_widget\":true,\"latitude\":50.735,\"longitude\":7.1}",
                "{\"type\":\"mcp_server\",\"name\":\"m\",\"url\":\"https://example.org\",\"headers\":{\"A\":\"b\"}}",
                "{\"type\":\"computer_use\",\"environment\":\"browser\",\"excluded_predefined_functions\":[\"drag\"],"
                        + "\"disabled_safety_policies\":[\"account_creation\"],\"enable_prompt_injection_detection\":true}",
                "{\"type\":\"retrieval\",\"retrieval_types\":[\"vertex_ai_search\"],"
                        + "\"vertex_ai_search_config\":{\"engine\":\"e\",\"datastores\":[\"d\"]}}",
                "{\"type\":\"retrieval\",\"retrieval_types\":[\"rag_store\"],\"rag_store_config\":{\"rag_resources\":"
                        + "[{\"rag_corpus\":\"c\",\"rag_file_ids\":[\"f\"]}],\"rag_retrieval_config\":{\"top_k\":3,"
                        + "\"filter\":{\"metadata_filter\":\"a\",\"vector_distance_threshold\":0.5},"
                        + "\"hybrid_search\":{\"alpha\":0.5},"
                        + "\"ranking\":{\"ranking_config\":\"rank_service\",\"model_name\":\"r\"}}}}",
                "{\"type\":\"retrieval\",\"retrieval_types\":[\"exa_ai_search\"],"
                        + "\"exa_ai_search_config\":{\"api_key\":\"k\",\"custom_config\":{\"a\":1}}}");
    }

    private static Stream<String> formats() {
        return Stream.of(
                "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}",
                "{\"type\":\"text\",\"mime_type\":\"application/json\",\"schema\":{\"type\":\"object\"}}",
                "{\"type\":\"text\",\"mime_type\":\"text/plain\"}",
                "{\"type\":\"image\",\"mime_type\":\"image/jpeg\",\"aspect_ratio\":\"16:9\",\"image_size\":\"2K\",\"delivery\":\"inline\"}",
                "{\"type\":\"audio\",\"mime_type\":\"audio/mp3\",\"sample_rate\":24000,\"bit_rate\":64000,\"delivery\":\"uri\"}",
                "{\"type\":\"video\",\"aspect_ratio\":\"9:16\",\"duration\":\"5s\",\"resolution\":\"1080p\","
                        + "\"delivery\":\"uri\",\"gcs_uri\":\"gs://bucket/v\"}",
                "[{\"type\":\"text\"},{\"type\":\"image\",\"aspect_ratio\":\"1:1\"}]");
    }

    private static Stream<String> environments() {
        return Stream.of(
                "{\"type\":\"remote\",\"environment_id\":\"env_1\",\"network\":\"disabled\"}",
                "{\"type\":\"remote\",\"network\":{\"allowlist\":[{\"domain\":\"*.example.com\","
                        + "\"transform\":{\"X-A\":\"b\"}}]}}",
                "{\"type\":\"remote\",\"sources\":[{\"type\":\"inline\",\"target\":\"a.txt\",\"content\":\"YQ==\","
                        + "\"encoding\":\"base64\"},{\"type\":\"gcs\",\"source\":\"gs://b/a\",\"target\":\"b\"}]}");
    }

    private static Stream<Case> inputs() {
        return Stream.of(
                input("a text"),
                input(List.of("Compare", "%PDF-1.7".getBytes(java.nio.charset.StandardCharsets.US_ASCII))),
                json("{\"type\":\"text\",\"text\":\"Hi\"}"),
                json("{\"type\":\"image\",\"mime_type\":\"image/png\",\"data\":\"DATA\",\"resolution\":\"high\"}"),
                json(
                        "{\"type\":\"audio\",\"mime_type\":\"audio/l16\",\"data\":\"DATA\",\"sample_rate\":16000,\"channels\":1}"),
                json("{\"type\":\"document\",\"mime_type\":\"application/pdf\",\"uri\":\"files/x\"}"),
                json(
                        "{\"type\":\"video\",\"uri\":\"https://youtu.be/x\",\"resolution\":\"low\",\"name\":\"n\","
                                + "\"processing\":{\"type\":\"static\",\"start_offset\":\"1s\",\"end_offset\":\"30s\",\"fps\":1}}"),
                json("{\"type\":\"video\",\"uri\":\"https://youtu.be/x\",\"processing\":\"agentic\"}"),
                json("[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"model\",\"content\":\"Hello\"},"
                        + "{\"role\":\"user\",\"content\":\"And?\"}]"),
                json(
                        "[{\"type\":\"user_input\",\"content\":[{\"type\":\"text\",\"text\":\"2+3?\"}]},"
                                + "{\"type\":\"thought\",\"signature\":\"c2ln\",\"summary\":[{\"type\":\"text\",\"text\":\"sum\"}]},"
                                + "{\"type\":\"function_call\",\"id\":\"c1\",\"name\":\"add\",\"arguments\":{\"x\":2,\"y\":3}},"
                                + "{\"type\":\"function_result\",\"call_id\":\"c1\",\"name\":\"add\",\"result\":\"5\",\"is_error\":false}]"),
                json(
                        CALL
                                + "{\"type\":\"function_result\",\"call_id\":\"c1\",\"name\":\"add\",\"result\":"
                                + "[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image\",\"mime_type\":\"image/png\",\"data\":\"DATA\"}]}]"),
                json(
                        "[{\"type\":\"google_search_call\",\"id\":\"s\",\"arguments\":{\"queries\":[\"q\"]},"
                                + "\"search_type\":\"web_search\",\"signature\":\"c2ln\"},"
                                + "{\"type\":\"google_search_result\",\"call_id\":\"s\",\"result\":[{\"search_suggestions\":\"<div/>\"}],"
                                + "\"signature\":\"c2ln\"},"
                                + "{\"type\":\"code_execution_call\",\"id\":\"e\",\"arguments\":{\"code\":\"1\",\"language\":\"python\"}},"
                                + "{\"type\":\"code_execution_result\",\"call_id\":\"e\",\"result\":\"1\",\"is_error\":false},"
                                + "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"a\",\"annotations\":"
                                + "[{\"type\":\"url_citation\",\"url\":\"https://e\",\"title\":\"e\",\"start_index\":0,\"end_index\":1}]}]}]"),
                json(
                        "[{\"type\":\"mcp_server_tool_call\",\"id\":\"m\",\"name\":\"n\",\"server_name\":\"s\",\"arguments\":{}},"
                                + "{\"type\":\"mcp_server_tool_result\",\"call_id\":\"m\",\"name\":\"n\",\"server_name\":\"s\",\"result\":\"r\"},"
                                + "{\"type\":\"user_input\",\"content\":[{\"type\":\"text\",\"text\":\"and?\"}]}]"));
    }

    @Override
    protected GeminiEmulator.Builder emulatorSettings() {
        return super.emulatorSettings().strict();
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind(
                "servers",
                "[{\"name\":\"m\",\"url\":\"https://example.org\",\"headers\":{\"Authorization\":\"Bearer x\"}}]");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsWhatIsSentAndLosesNothing(Case one) throws Exception {
        String uri =
                "gemini-interactions:create?" + one.target() + (one.options().isEmpty() ? "" : "&") + one.options();
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:in").to(uri);
            routes.from("gemini-interactions:stream?channel=c").to("mock:steps");
        });

        Exchange answered = fluentTemplate.to("direct:in").withBody(one.body()).send();

        assertTaken(answered);
        assertLosesNothing(Traffic.tree(emulator().requests().get(0).body().toString()));
    }

    /** The client reads the request, and writes the same. */
    static void assertLosesNothing(JsonNode sent) throws Exception {
        Class<?> model = sent.has("agent") ? CreateAgentInteraction.class : CreateModelInteraction.class;
        Object read = JSON.getMapper().readValue(sent.toString(), model);
        assertThat(read.toString()).doesNotContain("Unknown");
        assertThat(plain(Traffic.tree(JSON.getMapper().writeValueAsString(read))))
                .isEqualTo(plain(sent));
    }

    /** The strict emulator refuses by 400 what it does not know; what it has no answer for is another matter. */
    static void assertTaken(Exchange answered) {
        InteractionRejectedException rejected = answered.getException(InteractionRejectedException.class);
        if (rejected != null)
            assertThat(rejected.getHttpResponseCode()).as(rejected.getMessage()).isIn(404, 501);
        else assertThat(answered.getException()).isNull();
    }

    /** Numbers as their values: 24000 and 24000.0 are the same to JSON. */
    private static JsonNode plain(JsonNode node) {
        if (node.isNumber())
            return Traffic.MAPPER
                    .getNodeFactory()
                    .numberNode(node.decimalValue().stripTrailingZeros());
        if (node instanceof ObjectNode object)
            object.properties().forEach(member -> member.setValue(plain(member.getValue())));
        if (node.isArray())
            for (int i = 0; i < node.size(); i++)
                ((com.fasterxml.jackson.databind.node.ArrayNode) node).set(i, plain(node.get(i)));
        return node;
    }

    @Test
    void wouldNoticeAMemberThatItDoesNotHave() throws Exception {
        String sent = "{\"model\":\"m\",\"input\":\"Hi\",\"new_member\":1,\"tools\":[{\"type\":\"hologram\"}]}";
        CreateModelInteraction read = JSON.getMapper().readValue(sent, CreateModelInteraction.class);

        assertThat(read.toString()).contains("Unknown");
        assertThat(Traffic.tree(JSON.getMapper().writeValueAsString(read))).isNotEqualTo(Traffic.tree(sent));
    }
}
