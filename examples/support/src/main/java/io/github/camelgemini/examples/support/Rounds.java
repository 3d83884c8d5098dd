// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Bean of routes with approvals: reads a round that waits for a person, and adds the decisions. Numbers keep their digits. */
public final class Rounds {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /**
     * The calls that wait.
     *
     * @param round as the component returned it
     * @return per call its {@code id}, {@code name} and {@code arguments}, the latter as JSON
     */
    public List<Map<String, String>> waiting(String round) throws JsonProcessingException {
        List<Map<String, String>> calls = new ArrayList<>();
        for (JsonNode call : JSON.readTree(round).path("pending"))
            calls.add(Map.of(
                    "id", call.path("id").asText(),
                    "name", call.path("name").asText(),
                    "arguments", call.path("arguments").toString()));
        return calls;
    }

    /** @param decisions rows with {@code call_id} and {@code decision}, one per call that waits */
    public String decided(String round, List<Map<String, Object>> decisions) throws JsonProcessingException {
        ObjectNode decided = (ObjectNode) JSON.readTree(round);
        ObjectNode byCall = decided.putObject("decisions");
        for (Map<String, Object> row : decisions)
            byCall.put(String.valueOf(row.get("call_id")), String.valueOf(row.get("decision")));
        return JSON.writeValueAsString(decided);
    }
}
