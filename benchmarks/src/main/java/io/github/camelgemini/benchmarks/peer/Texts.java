// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.peer;

import java.util.Map;
import java.util.Objects;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.model.InteractionEvent;
import org.apache.camel.Message;

/** How a route's processor reads the text of what is emitted. */
@FunctionalInterface
interface Texts {
    /** @return the text; empty if it has none */
    String read(Message message);

    /** The body is the text. */
    static String text(Message message) {
        return message.getBody(String.class);
    }

    /** The body is the text, and the step's key is read, as an idempotent consumer does. */
    static String keyed(Message message) {
        Objects.requireNonNull(message.getHeader(GeminiInteractionsConstants.STEP_KEY));
        return text(message);
    }

    /** The body is a delta as a map. */
    static String map(Message message) {
        return message.getBody(Map.class).get("delta") instanceof Map<?, ?> delta
                        && delta.get("text") instanceof String text
                ? text
                : "";
    }

    /** The body is any event. */
    static String event(Message message) {
        String text = message.getBody() instanceof InteractionEvent.StepGrew grew
                ? grew.delta().text()
                : null;
        return text == null ? "" : text;
    }
}
