// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.idempotency;

import org.jspecify.annotations.Nullable;

/** Persisted state of an idempotency key. */
sealed interface KeyState {

    KeyState ABSENT = new Absent();
    String CREATED = "created ";

    /** The persisted form. */
    String text();

    /** No create with the key has taken effect. */
    record Absent() implements KeyState {
        @Override
        public String text() {
            return "free";
        }
    }

    /**
     * A create with the key was started; its interaction is not known yet.
     *
     * @param token identifies that create
     * @param beats number of heartbeats from its process
     */
    record Started(String token, int beats) implements KeyState {

        Started next() {
            return new Started(token, beats + 1);
        }

        @Override
        public String text() {
            return "started " + token + " " + beats;
        }
    }

    /** A create with the key has made this interaction. */
    record Created(String interactionId) implements KeyState {
        @Override
        public String text() {
            return CREATED + interactionId;
        }
    }

    /** Reads {@link #text()}; null when this component has not written the text. */
    static @Nullable KeyState parse(@Nullable String text) {
        if (text == null || text.equals(ABSENT.text())) return ABSENT;
        if (text.startsWith(CREATED)) return new Created(text.substring(CREATED.length()));
        String[] words = text.split(" ");
        if (words.length == 3 && words[0].equals("started") && words[2].matches("\\d{1,9}"))
            return new Started(words[1], Integer.parseInt(words[2]));
        return null;
    }
}
