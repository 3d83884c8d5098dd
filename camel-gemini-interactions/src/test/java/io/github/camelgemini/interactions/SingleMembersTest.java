// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.internal.client.codec.Traffic;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** Options that are said member by member, as {@code NAME.member=value}. */
class SingleMembersTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?allowedHeaders=all&model=" + MODEL;

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:overTheObject")
                        .to(
                                CREATE + "&generationConfig=RAW({\"thinking_level\":\"high\",\"seed\":1})"
                                        + "&generationConfig.thinkingLevel=low&agentConfig=RAW({\"type\":\"a\"})&agentConfig.model=m");
                from("direct:underAHeader")
                        .to(CREATE + "&generationConfig=RAW({\"seed\":1})&generationConfig.thinkingLevel=low"
                                + "&generationConfig.maxOutputTokens=9");
                from("direct:ofTheBody").to(CREATE + "&additionalBodyProperty.a=1&additionalBodyProperty.b=2");
            }
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "generationConfig.maxOutputTokens=512|/generation_config/max_output_tokens|512",
                "generationConfig.thinkingLevel=low|/generation_config/thinking_level|\"low\"",
                "generationConfig.topP=0.10|/generation_config/top_p|0.10",
                "generationConfig.label=RAW(\"5\")|/generation_config/label|\"5\"",
                "generationConfig.stopSequences=RAW([\"a + b\"])|/generation_config/stop_sequences|[\"a + b\"]",
                "generationConfig.toolChoice.allowedTools.mode=any|/generation_config/tool_choice/allowed_tools/mode|\"any\"",
                "generationConfig.thinkingLevel=xhigh|/generation_config/thinking_level|\"xhigh\"",
                "generationConfig.temperature=0.70|/generation_config/temperature|0.70",
                "generationConfig.videoConfig.task=upscale|/generation_config/video_config/task|\"upscale\"",
                "generationConfig.speechConfig=RAW({\"speakers\":[{\"speaker\":\"A\",\"voice\":\"voice_1\"}]})|/generation_config/speech_config|{\"speakers\":[{\"speaker\":\"A\",\"voice\":\"voice_1\"}]}",
                "generationConfig.speechConfig=RAW([{\"voice\":\"Kore\"}])|/generation_config/speech_config|[{\"voice\":\"Kore\"}]",
                "generationConfig.transcriptionConfig.mode=RAW({\"type\":\"smart\",\"source_text\":\"a\"})|/generation_config/transcription_config/mode|{\"type\":\"smart\",\"source_text\":\"a\"}",
                "additionalBodyProperty.cached_content=cachedContents/a1|/cached_content|\"cachedContents/a1\"",
                "agentConfig.collaborativePlanning=true|/agent_config/collaborative_planning|true",
                "agentConfig.type=deep-research|/agent_config/type|\"deep-research\"",
                "additionalBodyProperty.newMember=5|/newMember|5",
                "additionalBodyProperty.new_member=RAW(\"5\")|/new_member|\"5\"",
                "additionalBodyProperty.a.b=RAW({\"x\":1.50})|/a.b|{\"x\":1.50}",
                "additionalBodyProperty.flag=false|/flag|false",
                "additionalBodyProperty.word=classpath:dsl/system.txt|/word|\"Answer in 100% plain words & no more + \\\"#\\\"\""
            })
    void goOutInTheirPlace(String option, String pointer, String json) throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:in").to(CREATE + "&" + option));

        assertThat(sentBy("direct:in", Map.of()).at(pointer)).isEqualTo(Traffic.tree(json));
    }

    @Test
    void areSetOverTheObject() {
        JsonNode sent = sentBy("direct:overTheObject", Map.of());

        assertThat(sent.get("generation_config")).isEqualTo(Traffic.tree("{\"thinking_level\":\"low\",\"seed\":1}"));
        assertThat(sent.get("agent_config")).isEqualTo(Traffic.tree("{\"type\":\"a\",\"model\":\"m\"}"));
    }

    @Test
    void ofTheEndpointStayUnderAHeaderThatDoesNotNameThem() {
        assertThat(sentBy(
                                "direct:underAHeader",
                                Map.of(
                                        GeminiInteractionsConstants.GENERATION_CONFIG,
                                        "{\"thinking_level\":\"high\",\"top_p\":1}"))
                        .get("generation_config"))
                .isEqualTo(Traffic.tree("{\"max_output_tokens\":9,\"thinking_level\":\"high\",\"top_p\":1}"));
    }

    @Test
    void ofTheComponentStandUnderWhatTheEndpointSays() throws Exception {
        GeminiInteractionsConfiguration ofAll = RouteKit.component(context).getConfiguration();
        ofAll.getGenerationConfigFields().put("maxOutputTokens", "9");
        ofAll.getGenerationConfigFields().put("thinkingLevel", "low");
        ofAll.getAgentConfigFields().put("model", "m");
        ofAll.getAdditionalBodyProperties().put("kept", "1");
        ofAll.getAdditionalBodyProperties().put("changed", "1");
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:single")
                    .to(CREATE + "&generationConfig.thinkingLevel=high&additionalBodyProperty.changed=2");
            routes.from("direct:object")
                    .to(CREATE + "&generationConfig=RAW({\"thinking_level\":\"medium\"})&generationConfig.seed=1");
        });

        JsonNode single = sentBy("direct:single", Map.of());
        assertThat(single.get("generation_config"))
                .isEqualTo(Traffic.tree("{\"max_output_tokens\":9,\"thinking_level\":\"high\"}"));
        assertThat(single.get("agent_config")).isEqualTo(Traffic.tree("{\"model\":\"m\"}"));
        assertThat(single.get("kept").asInt()).isEqualTo(1);
        assertThat(single.get("changed").asInt()).isEqualTo(2);
        assertThat(sentBy("direct:object", Map.of()).get("generation_config"))
                .isEqualTo(Traffic.tree("{\"max_output_tokens\":9,\"thinking_level\":\"medium\",\"seed\":1}"));
    }

    @Test
    void ofTheBodyHaveAHeaderThatAddsToThem() {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("b", "3");
        header.put("c", null);

        JsonNode asMap =
                sentBy("direct:ofTheBody", Map.of(GeminiInteractionsConstants.ADDITIONAL_BODY_PROPERTIES, header));
        assertThat(asMap.get("a")).isEqualTo(Traffic.tree("1"));
        assertThat(asMap.get("b")).isEqualTo(Traffic.tree("\"3\""));
        assertThat(asMap.get("c").isNull()).isTrue();
        JsonNode asJson = sentBy(
                "direct:ofTheBody", Map.of(GeminiInteractionsConstants.ADDITIONAL_BODY_PROPERTIES, "{\"b\":3.50}"));
        assertThat(asJson.get("b")).isEqualTo(Traffic.tree("3.50"));
    }

    /** A name in camelCase is the same member for services of Google's. */
    @ParameterizedTest
    @CsvSource({
        "tools,tools",
        "webhook_config,webhookConfig",
        "webhookConfig,webhookConfig",
        "WebhookConfig,webhookConfig",
        "previousInteractionId,previousInteractionId",
        "system_instruction,systemInstruction",
        "systemInstruction,systemInstruction",
        "store,store",
        "model,model",
        "environment,environment",
        "continuationToken,continuationToken",
        "stream,streaming"
    })
    void ofTheBodyThatHaveAnOptionAreRefused(String member, String option) {
        for (Object header : List.of(Map.of(member, "s3cret"), "{\"" + member + "\":\"s3cret\"}")) {
            Exchange failed = fluentTemplate
                    .to("direct:ofTheBody")
                    .withBody("Hi")
                    .withHeader(GeminiInteractionsConstants.ADDITIONAL_BODY_PROPERTIES, header)
                    .send();

            assertThat(failed.getException())
                    .hasMessageContaining("has the option " + option)
                    .hasMessageNotContaining("s3cret");
        }
        assertThat(emulator().requests()).isEmpty();
    }

    private JsonNode sentBy(String route, Map<String, Object> headers) {
        fluentTemplate.to(route).withBody("Hi").withHeaders(headers).send();
        return Traffic.tree(emulator().lastRequest().body().toString());
    }
}
