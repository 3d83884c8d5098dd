// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * One event as it goes over the wire: an {@code event:} line, one {@code data:} line, a blank one.
 *
 * @param eventId null where the event has none
 * @param frame the text, framing and all
 */
public record StreamEvent(String type, @Nullable String eventId, String frame) {
    /** The end marker. It is not JSON, and no event of the interaction. */
    public static final StreamEvent DONE = new StreamEvent("done", null, "event: done\ndata: [DONE]\n\n");

    public static StreamEvent of(ObjectNode json, @Nullable String eventId) {
        String type = json.path("event_type").asText();
        ObjectNode event = json;
        if (eventId != null) {
            event = json.deepCopy();
            event.put("event_id", eventId);
        }
        return new StreamEvent(type, eventId, "event: " + type + "\ndata: " + Json.write(event) + "\n\n");
    }
}
