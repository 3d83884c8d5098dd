// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.approval;

import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Used by the routes: makes of a round that waited, and what a person decided, the body that is sent. */
public final class Decisions {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param ticket its row: {@code round} as the component gave it, {@code decision} for every call that waits in it */
    public String join(Map<String, Object> ticket) throws JsonProcessingException {
        ObjectNode round = (ObjectNode) JSON.readTree(String.valueOf(ticket.get("round")));
        ObjectNode decisions = round.putObject("decisions");
        round.path("pending")
                .forEach(call -> decisions.put(call.path("id").asText(), String.valueOf(ticket.get("decision"))));
        return JSON.writeValueAsString(round);
    }
}
