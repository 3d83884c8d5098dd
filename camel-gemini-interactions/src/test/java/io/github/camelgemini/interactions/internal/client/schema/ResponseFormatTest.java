// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.interactions.internal.client.codec.Traffic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** A bare schema becomes a format of the API; what is none is refused; the only text format says what an answer must satisfy. */
class ResponseFormatTest {

    @Test
    void wrapsABareSchemaAndSpellsItsTypesAsJsonSchemaDoes() {
        assertThat(
                        format(
                                """
                {"type":"OBJECT","required":["type"],"properties":{"type":{"type":"STRING","enum":["OBJECT"],"default":"STRING"},
                "list":{"type":["ARRAY","NULL"],"items":{"anyOf":[{"type":"Integer"},{"const":{"type":"OBJECT"}}]}}}}"""))
                .isEqualTo(
                        Traffic.tree(
                                """
                {"type":"text","mime_type":"application/json","schema":{"type":"object","required":["type"],"properties":{
                "type":{"type":"string","enum":["OBJECT"],"default":"STRING"},
                "list":{"type":["array","null"],"items":{"anyOf":[{"type":"integer"},{"const":{"type":"OBJECT"}}]}}}}}"""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"text\",\"mime_type\":\"application/json\",\"schema\":{\"type\":\"object\"}}",
                "{\"type\":\"audio\"}",
                "{\"type\":\"video\",\"duration\":\"5s\"}",
                "[{\"type\":\"text\"},{\"type\":\"image\",\"aspect_ratio\":\"16:9\"}]"
            })
    void leavesACompleteFormatAsItIs(String json) {
        assertThat(format(json)).isEqualTo(Traffic.tree(json));
        assertThat(format(ResponseFormat.of(json).json())).isEqualTo(Traffic.tree(json));
    }

    @Test
    void treatsEachElementOfAListAlike() {
        assertThat(format("[{\"type\":\"image\"},{\"type\":\"object\"}]"))
                .isEqualTo(
                        Traffic.tree(
                                "[{\"type\":\"image\"},{\"type\":\"text\",\"mime_type\":\"application/json\",\"schema\":{\"type\":\"object\"}}]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{broken|not JSON",
                "5|a number",
                "\"object\"|a string",
                "[]|an empty list",
                "[5]|a number",
                "null|null",
                "{\"type\":\"strin\"}|not a JSON Schema: $.type",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"text\"}}}|$.properties.a.type",
                "{\"type\":\"object\",\"required\":\"a\"}|$.required",
                "{\"type\":\"text\",\"schema\":{\"type\":\"wrong\"}}|$.type",
                "{\"$ref\":\"http://127.0.0.1:9/x\"}|references are not fetched",
                "{\"$ref\":\"#/$defs/none\"}|cannot be resolved",
                "{\"$schema\":\"http://127.0.0.1:9/x\"}|meta-schema"
            })
    void refusesWhatIsNoFormat(String json, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResponseFormat.of(json))
                .withMessageContaining(reason);
    }

    private static JsonNode format(String json) {
        return Traffic.tree(ResponseFormat.of(json).json());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"required\":[\"a\"]}",
                "{\"type\":\"text\",\"schema\":{\"required\":[\"a\"]}}",
                "[{\"type\":\"image\"},{\"required\":[\"a\"]}]"
            })
    void hasTheSchemaOfTheOnlyTextFormat(String json) {
        Schema schema = ResponseFormat.of(json).schema();

        assertThat(schema).isNotNull();
        assertThat(schema.json()).isEqualTo("{\"required\":[\"a\"]}");
        assertThat(schema.violations("{}")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"type\":\"image\"}", "{\"type\":\"text\"}", "[{\"required\":[\"a\"]},{\"type\":\"text\"}]"})
    void hasNoSchemaWhereTheServiceMayAnswerOtherwise(String json) {
        assertThat(ResponseFormat.of(json).schema()).isNull();
    }
}
