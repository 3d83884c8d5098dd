// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.answer;

import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.json.Json;

/** The text of one frame, and how to change it. A frame that holds no JSON object stays as it is. */
public final class FrameText {
    private static final String DATA = "data:";

    private FrameText() {}

    /** The frame after a change of its event. */
    public static String edit(String frame, Consumer<ObjectNode> change) {
        int data = frame.indexOf(DATA);
        if (data < 0) {
            return frame;
        }
        try {
            JsonNode event = Json.parse(frame.substring(data + DATA.length()));
            if (event instanceof ObjectNode object) {
                change.accept(object);
                return withData(frame, Json.write(object));
            }
        } catch (JsonProcessingException e) {
            // The end marker, or a scripted frame.
            return frame;
        }
        return frame;
    }

    /** The frame with other data, in one line. */
    public static String withData(String frame, String text) {
        int data = frame.indexOf(DATA);
        return (data < 0 ? frame : frame.substring(0, data)) + DATA + " " + text + "\n\n";
    }
}
