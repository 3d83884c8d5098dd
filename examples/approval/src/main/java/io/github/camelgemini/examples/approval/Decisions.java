// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.approval;

import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Bean {@code decisions} of the routes: joins a stored round and a person's decision to the body of the next create. */
public final class Decisions {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param ticket a row: {@code round} as the component returned it, {@code decision} for every call that waits in it */
    public String join(Map<String, Object> ticket) throws JsonProcessingException {
        ObjectNode round = (ObjectNode) JSON.readTree(String.valueOf(ticket.get("round")));
        ObjectNode decisions = round.putObject("decisions");
        round.path("pending")
                .forEach(call -> decisions.put(call.path("id").asText(), String.valueOf(ticket.get("decision"))));
        return JSON.writeValueAsString(round);
    }
}
