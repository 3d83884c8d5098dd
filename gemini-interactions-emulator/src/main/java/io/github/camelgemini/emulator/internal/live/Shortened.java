// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.live;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.answer.FrameText;
import io.github.camelgemini.emulator.internal.json.Json;

/** Texts, trees and frames in a length that a page can show. Of a medium its size is left. */
final class Shortened {
    private static final int LONGEST_DATA = 1_000;
    private static final int UNTOUCHED_FRAME = 64 << 10;
    private static final int LONGEST_FRAME = 4 << 20;

    private Shortened() {}

    /** The first characters, without half of a surrogate pair. */
    static String text(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        boolean half = Character.isHighSurrogate(text.charAt(length - 1));
        return text.substring(0, half ? length - 1 : length) + "…";
    }

    /** The steps, without the bytes of their media. */
    static JsonNode steps(List<? extends JsonNode> steps) {
        ArrayNode shown = Json.array();
        long length = 0;
        for (JsonNode step : steps) {
            JsonNode small = tree(step);
            length += Json.weight(small);
            if (length > LONGEST_FRAME) {
                return shown.add(Json.object().put("type", "not_shown").put("steps", steps.size() - shown.size()));
            }
            shown.add(small);
        }
        return shown;
    }

    private static JsonNode tree(JsonNode node) {
        if (node instanceof ArrayNode list) {
            ArrayNode copy = Json.array();
            list.forEach(item -> copy.add(tree(item)));
            return copy;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode copy = Json.object();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode value = member.getValue();
            if (member.getKey().equals("data")
                    && value.isTextual()
                    && value.asText().length() > LONGEST_DATA) {
                copy.put("data_characters", value.asText().length());
            } else {
                copy.set(member.getKey(), tree(value));
            }
        }
        return copy;
    }

    /** The frame as it goes over the wire, unless it is very long. */
    static String frame(String frame) {
        if (frame.length() <= UNTOUCHED_FRAME) {
            return frame;
        }
        String shown = frame.length() > LONGEST_FRAME
                ? frame
                : FrameText.edit(frame, event -> event.setAll((ObjectNode) tree(event.deepCopy())));
        return shown.length() <= LONGEST_FRAME
                ? shown
                : "data: "
                        + Json.write(
                                Json.object().put("event_type", "not_shown").put("characters", frame.length()));
    }
}
