// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.util.Map;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.support.uri.PathSegment;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Reads the id of an interaction from a body: a text that is the id, or a JSON object or Map that has it. */
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

    /**
     * Checks that a text can be an id: it becomes part of a URL, and any other text would show up in proxies and logs.
     *
     * @throws InteractionRequestException if it cannot; the message does not quote it
     */
    static String checked(String id) {
        if (PathSegment.isSafe(id)) return id;
        throw new InteractionRequestException(
                "interactionId",
                "This is not the id of an interaction: it has blanks or other characters that an id never has, or is"
                        + " too long; set the header " + GeminiInteractionsConstants.INTERACTION_ID
                        + ", or a body that is the id or has a member id or interaction_id");
    }

    private static @Nullable String in(Map<?, ?> members) {
        Object id = members.get("interaction_id");
        if (id == null) id = members.get("id");
        return id == null || id.toString().isBlank() ? null : id.toString();
    }
}
