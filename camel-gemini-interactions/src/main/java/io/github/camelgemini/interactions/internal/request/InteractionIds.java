// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.request;

import java.util.Map;

import io.github.camelgemini.interactions.internal.codec.InteractionJson;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Finds the id of an interaction in a body: a text that is the id, a JSON object or a Map that has it. */
final class InteractionIds {

    private InteractionIds() {}

    static @Nullable String inBody(Message message) {
        Object body = message.getBody();
        if (body instanceof Interaction interaction) return interaction.id();
        if (body instanceof Map<?, ?> map) return in(map);
        String text = message.getBody(String.class);
        if (text == null || text.isBlank()) return null;
        String trimmed = text.trim();
        if (!trimmed.startsWith("{")) return trimmed;
        try {
            return in(InteractionJson.map(trimmed));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable String in(Map<?, ?> members) {
        Object id = members.get("interaction_id");
        if (id == null) id = members.get("id");
        return id == null || id.toString().isBlank() ? null : id.toString();
    }
}
