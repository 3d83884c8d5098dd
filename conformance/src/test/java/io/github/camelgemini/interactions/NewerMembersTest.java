// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.internal.client.codec.Traffic;
import org.apache.camel.Exchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What only the newer client knows: it reads what the component sends, and loses nothing. */
class NewerMembersTest extends GeminiEmulatorTestSupport {

    @Override
    protected GeminiEmulator.Builder emulatorSettings() {
        return super.emulatorSettings().strict();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model=m&generationConfig.temperature=0.70&generationConfig.topP=0.9",
                "model=m&generationConfig.thinkingLevel=xhigh",
                "model=m&generationConfig.videoConfig.task=upscale",
                "model=m&generationConfig.speechConfig=RAW([{\"voice\":\"Kore\"}])",
                "model=m&generationConfig.speechConfig=RAW({\"speakers\":[{\"speaker\":\"A\",\"voice\":\"voice_1\"}]})",
                "model=m&generationConfig.transcriptionConfig.mode=RAW({\"type\":\"smart\",\"source_text\":\"a\"})",
                "model=m&tools=RAW([{\"type\":\"retrieval\",\"retrieval_types\":[\"rag_store\"],\"rag_store_config\":"
                        + "{\"rag_retrieval_config\":{\"ranking\":{\"ranking_config\":\"rank_service\","
                        + "\"rank_service\":{\"model_name\":\"r\"}}}}}])",
                "model=m&additionalBodyProperty.cached_content=cachedContents/a1",
                "agent=a&environment=RAW({\"type\":\"remote\",\"environment_id\":\"env_1\",\"network\":\"disabled\"})",
                "agent=a&environment=RAW({\"type\":\"remote\",\"env\":{\"A\":\"b\",\"C\":{\"value\":\"d\"},\"E\":{\"credential\":\"c1\"}}})",
                "agent=a&environment=RAW({\"type\":\"remote\",\"network\":{\"allowlist\":[{\"domain\":\"*\",\"credential\":\"c1\"}]}})"
            })
    void areReadAndLoseNothing(String options) throws Exception {
        OfficialClientTest.assertLosesNothing(sent(options, "Hi", Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "a.docx, application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "a.doc, application/msword",
        "a.dotx, application/vnd.openxmlformats-officedocument.wordprocessingml.template",
        "a.odt, application/vnd.oasis.opendocument.text",
        "a.pptx, application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "a.ppt, application/vnd.ms-powerpoint",
        "a.odp, application/vnd.oasis.opendocument.presentation",
        "a.xlsx, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "a.xls, application/vnd.ms-excel",
        "a.ods, application/vnd.oasis.opendocument.spreadsheet"
    })
    void anOfficeDocumentHasATypeThatTheClientKnows(String name, String type) throws Exception {
        byte[] bytes = "not read".getBytes(StandardCharsets.US_ASCII);

        JsonNode sent = sent("model=m", bytes, Map.of(Exchange.FILE_NAME, name));

        assertThat(sent.at("/input/0/content/0/mime_type").asText()).isEqualTo(type);
        OfficialClientTest.assertLosesNothing(sent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"text\",\"text\":\"Hi\",\"annotations\":[{\"type\":\"speech_metadata\",\"speaker\":\"A\","
                        + "\"style\":\"calm\",\"start_index\":0,\"end_index\":2}]}",
                "[{\"type\":\"code_execution_call\",\"id\":\"e\",\"arguments\":{\"code\":\"ls\",\"language\":\"bash\"}},"
                        + "{\"type\":\"code_execution_result\",\"call_id\":\"e\",\"is_error\":false,"
                        + "\"result\":[{\"type\":\"text\",\"text\":\"a\"}]}]",
                "[{\"type\":\"retrieval_call\",\"id\":\"r\",\"retrieval_type\":\"rag_store\",\"arguments\":{\"queries\":[\"q\"]}},"
                        + "{\"type\":\"retrieval_result\",\"call_id\":\"r\",\"is_error\":false}]"
            })
    void ofTheInputAreReadAndLoseNothing(String input) throws Exception {
        OfficialClientTest.assertLosesNothing(sent("model=m", Traffic.tree(input), Map.of()));
    }

    private JsonNode sent(String options, Object body, Map<String, Object> headers) {
        Exchange sent = fluentTemplate
                .to("gemini-interactions:create?" + options)
                .withBody(body)
                .withHeaders(headers)
                .send();
        OfficialClientTest.assertTaken(sent);
        return Traffic.tree(emulator().requests().get(0).body().toString());
    }
}
