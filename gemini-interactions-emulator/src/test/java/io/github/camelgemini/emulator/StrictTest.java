// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the strict mode takes, which is what the newest official client can send, and what it refuses. */
class StrictTest {
    private static GeminiEmulator emulator;
    private static Api api;

    @BeforeAll
    static void start() {
        emulator = GeminiEmulator.builder().strict().start();
        api = new Api(emulator.baseUrl());
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"cached_content\":\"cachedContents/c\"",
                "\"generation_config\":{\"temperature\":0.1,\"top_p\":0.9,\"thinking_level\":\"xhigh\"}",
                "\"generation_config\":{\"video_config\":{\"task\":\"upscale\"}}",
                "\"generation_config\":{\"speech_config\":{\"speakers\":[{\"speaker\":\"A\",\"voice\":\"Kore\"}]}}",
                "\"generation_config\":{\"speech_config\":[{\"language\":\"de\",\"voice\":\"Kore\"}]}",
                "\"generation_config\":{\"transcription_config\":{\"language_hints\":[\"de\"],\"mode\":{\"type\":\"smart\",\"source_text\":\"t\"}}}",
                "\"generation_config\":{\"tool_choice\":{\"allowed_tools\":{\"mode\":\"any\",\"tools\":[\"f\"]}}}",
                "\"environment\":\"env-1\"",
                "\"environment\":{\"type\":\"remote\",\"environment_id\":\"env-1\",\"network\":\"disabled\"}",
                "\"environment\":{\"type\":\"remote\",\"env\":{\"A\":\"x\",\"B\":{\"value\":\"y\"},\"C\":{\"credential\":\"c\"}}}",
                "\"environment\":{\"network\":{\"allowlist\":[{\"domain\":\"d\",\"credential\":\"c\",\"transform\":[{\"X\":\"y\"}]}]}}",
                "\"environment\":{\"network\":{\"allowlist\":\"disabled\"}}",
                "\"tools\":[{\"type\":\"retrieval\",\"rag_store_config\":{\"rag_retrieval_config\":{\"ranking\":{\"rank_service\":{\"model_name\":\"m\"}}}}}]",
                "\"tools\":[{\"type\":\"hologram\",\"size\":3}]",
                "\"labels\":{\"any\":\"thing\"}"
            })
    void whatTheNewestClientSendsIsTaken(String member) throws Exception {
        HttpResponse<String> response = api.post(Api.body("x", member));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"text\",\"text\":\"x\",\"annotations\":[{\"type\":\"speech_metadata\",\"speaker\":\"A\",\"style\":\"calm\",\"start_index\":0,\"end_index\":1}]}",
                "{\"type\":\"document\",\"uri\":\"u\",\"mime_type\":\"application/vnd.openxmlformats-officedocument.wordprocessingml.document\"}",
                "[{\"type\":\"user_input\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]},"
                        + "{\"type\":\"code_execution_call\",\"id\":\"c\",\"arguments\":{\"language\":\"bash\",\"code\":\"ls\"}},"
                        + "{\"type\":\"code_execution_result\",\"call_id\":\"c\",\"result\":[{\"type\":\"text\",\"text\":\"x\"}]},"
                        + "{\"type\":\"retrieval_call\",\"id\":\"r\",\"retrieval_type\":\"rag_store\",\"arguments\":{\"queries\":[\"q\"]}},"
                        + "{\"type\":\"retrieval_result\",\"call_id\":\"r\"}]"
            })
    void newInputIsTaken(String input) throws Exception {
        HttpResponse<String> response = api.post("{\"model\":\"m\",\"input\":" + input + "}");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"continuation_ids\":[] | Unknown parameter: 'continuation_ids'",
                "\"generation_config\":{\"top_k\":3} | no such field: 'top_k'",
                "\"generation_config\":{\"speech_config\":{\"speakers\":[{\"speakr\":\"A\"}]}} | no such field: 'speakr'",
                "\"environment\":{\"envs\":{}} | no such field: 'envs'",
                "\"environment\":{\"env\":{\"A\":{\"secret\":\"x\"}}} | no such field: 'secret'",
                "\"environment\":{\"network\":{\"allowlist\":[{\"host\":\"d\"}]}} | no such field: 'host'",
                "\"tools\":[{\"type\":\"mcp_server\",\"allowed_tools\":[{\"names\":[]}]}] | no such field: 'names'",
                "\"response_format\":[{\"type\":\"text\",\"json\":{}}] | no such field: 'json'"
            })
    void aMemberThatNoClientKnowsIsRefused(String member, String why) throws Exception {
        HttpResponse<String> response = api.post(Api.body("x", member));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"input\":\"x\",\"generation_config\":{\"temperature\":0.1} | 'generation_config' cannot be used",
                "\"input\":\"x\",\"agent_config\":{\"type\":\"antigravity\",\"temperature\":0.1} | no such field: 'temperature'",
                "\"input\":\"x\",\"response_format\":{\"type\":\"text\"} | does not support 'response_format'",
                "\"input\":\"x\",\"tools\":[{\"type\":\"file_search\"}] | does not support a tool of the type 'file_search'",
                "\"input\":\"x\",\"store\":false,\"tools\":[{\"type\":\"function\",\"name\":\"f\"}] | does not support functions without",
                "\"input\":[{\"type\":\"user_input\",\"content\":[{\"type\":\"audio\",\"uri\":\"u\"}]}] | does not support input of the type 'audio'"
            })
    void antigravityRefusesWhatItsPageSays(String members, String why) throws Exception {
        HttpResponse<String> response = api.post("{\"agent\":\"antigravity-preview-09-2026\"," + members + "}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000", "\"1000\""})
    void antigravityTakesALimitOfTokens(String tokens) throws Exception {
        HttpResponse<String> response = api.post("{\"agent\":\"antigravity-preview-09-2026\",\"input\":\"x\","
                + "\"agent_config\":{\"type\":\"antigravity\",\"max_total_tokens\":" + tokens + "}}");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }
}
