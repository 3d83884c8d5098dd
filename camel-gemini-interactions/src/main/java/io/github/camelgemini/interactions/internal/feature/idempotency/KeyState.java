// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.idempotency;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Persisted state of an idempotency key. */
sealed interface KeyState {

    KeyState FREE = new Free();
    String CREATED = "created ";
    String ANSWERED = "answered ";
    Pattern HELD = Pattern.compile("started (\\S+) (\\d{1,9})(?: (\\S+))?");

    /** The persisted form. */
    String text();

    /** No create with the key has taken effect. */
    record Free() implements KeyState {
        @Override
        public String text() {
            return "free";
        }
    }

    /**
     * A delivery of the message is in progress.
     *
     * @param token identifies the lease of that delivery
     * @param beats number of heartbeats from its process
     * @param interactionId the latest interaction of the key; null while none is known
     */
    record Held(String token, int beats, @Nullable String interactionId) implements KeyState {
        @Override
        public String text() {
            String held = "started " + token + " " + beats;
            return interactionId == null ? held : held + " " + interactionId;
        }
    }

    /** No delivery is in progress. This is the latest interaction of the key; a delivery that follows it may create others. */
    record Created(String interactionId) implements KeyState {
        @Override
        public String text() {
            return CREATED + interactionId;
        }
    }

    /** A delivery has been answered with this interaction, and all others are answered with it, too. */
    record Answered(String interactionId) implements KeyState {
        @Override
        public String text() {
            return ANSWERED + interactionId;
        }
    }

    /** Reads {@link #text()}; null when this component has not written the text. */
    static @Nullable KeyState parse(@Nullable String text) {
        if (text == null || text.equals(FREE.text())) return FREE;
        if (text.startsWith(CREATED)) return new Created(text.substring(CREATED.length()));
        if (text.startsWith(ANSWERED)) return new Answered(text.substring(ANSWERED.length()));
        Matcher held = HELD.matcher(text);
        return held.matches() ? new Held(held.group(1), Integer.parseInt(held.group(2)), held.group(3)) : null;
    }
}
