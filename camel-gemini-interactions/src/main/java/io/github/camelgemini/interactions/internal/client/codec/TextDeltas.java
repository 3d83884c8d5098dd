// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.InteractionEvent;
import org.jspecify.annotations.Nullable;

/**
 * Fast path for the most frequent event, a text delta with known members only, which is read without a tree.
 * {@link EventJson} reads everything else, including malformed text.
 */
final class TextDeltas {

    /** For longer events a tree adds little to the cost. */
    private static final int MAX_CHARS = 16 * 1024;

    private static final String TYPE = "step.delta";

    private TextDeltas() {}

    /** The event; null if it is not a text delta with known members only. */
    static @Nullable InteractionEvent read(String json) {
        if (json.length() > MAX_CHARS || !json.contains(TYPE)) return null;
        try (JsonParser parser = Json.MAPPER.getFactory().createParser(json)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? event(parser, json) : null;
        } catch (IOException | RuntimeException e) { // the latter for names of equal hashes
            return null;
        }
    }

    private static @Nullable InteractionEvent event(JsonParser parser, String json) throws IOException {
        boolean isDelta = false;
        String eventId = null;
        int index = -1;
        String text = null;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            if (name.equals("event_type") && value == JsonToken.VALUE_STRING) {
                isDelta = parser.getText().equals(TYPE);
                if (!isDelta) return null;
            } else if (name.equals("index") && value == JsonToken.VALUE_NUMBER_INT) {
                index = parser.getIntValue();
            } else if (name.equals("event_id") && value == JsonToken.VALUE_STRING) {
                eventId = parser.getText();
            } else if (name.equals("delta") && value == JsonToken.START_OBJECT) {
                text = text(parser);
                if (text == null) return null;
            } else {
                return null;
            }
        }
        if (!isDelta || index < 0 || text == null || parser.nextToken() != null) return null;
        String id = eventId == null || eventId.isEmpty() ? null : eventId;
        return new InteractionEvent.StepGrew(id, TYPE, index, new Delta.Text(text), json);
    }

    private static @Nullable String text(JsonParser parser) throws IOException {
        boolean isText = false;
        String text = null;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (parser.nextToken() != JsonToken.VALUE_STRING) return null;
            if (name.equals("text")) text = parser.getText();
            else if (name.equals("type") && parser.getText().equals("text")) isText = true;
            else return null;
        }
        return isText ? text : null;
    }
}
