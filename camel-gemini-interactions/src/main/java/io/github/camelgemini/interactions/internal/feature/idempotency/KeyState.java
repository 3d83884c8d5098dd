// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.idempotency;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.camelgemini.interactions.internal.support.uri.PathSegment;
import org.jspecify.annotations.Nullable;

/** Persisted state of an idempotency key. */
sealed interface KeyState {

    KeyState FREE = new Free();
    String CREATED = "created ";
    String ANSWERED = "answered ";
    Pattern HELD = Pattern.compile("started (\\S+) (\\d{1,9})(?: (.+))?");

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
     * The latest interactions of a key.
     *
     * @param ids the parts of the latest answer, in order: one interaction each, several if it was continued
     * @param inDoubt true if the next part may have been created, and its id is not known
     */
    record Parts(List<String> ids, boolean inDoubt) {

        static final Parts NONE = new Parts(List.of(), false);

        private static final String MARK = "+";

        public Parts {
            ids = List.copyOf(ids);
        }

        boolean isEmpty() {
            return ids.isEmpty();
        }

        String text() {
            Stream<String> encoded = ids.stream()
                    .map(id -> URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20"));
            return Stream.concat(encoded, inDoubt ? Stream.of(MARK) : Stream.empty())
                    .collect(Collectors.joining(" "));
        }

        static Parts parse(@Nullable String text) {
            if (text == null) return NONE;
            List<String> words = new ArrayList<>(List.of(text.split(" ")));
            boolean inDoubt = words.remove(MARK);
            words.replaceAll(word -> URLDecoder.decode(word, StandardCharsets.UTF_8));
            if (words.isEmpty() || !words.stream().allMatch(PathSegment::isSafe))
                throw new IllegalArgumentException("not an id");
            return new Parts(words, inDoubt);
        }
    }

    /**
     * A delivery of the message is in progress.
     *
     * @param token identifies the lease of that delivery
     * @param beats number of heartbeats from its process
     * @param parts the latest interactions of the key; none while none is known
     */
    record Held(String token, int beats, Parts parts) implements KeyState {
        @Override
        public String text() {
            String held = "started " + token + " " + beats;
            return parts.isEmpty() ? held : held + " " + parts.text();
        }
    }

    /** No delivery is in progress. These are the key's latest interactions; a delivery that follows them may create others. */
    record Created(Parts parts) implements KeyState {
        @Override
        public String text() {
            return CREATED + parts.text();
        }
    }

    /** A delivery has been answered with these interactions, and all others are answered with them, too. */
    record Answered(Parts parts) implements KeyState {
        @Override
        public String text() {
            return ANSWERED + parts.text();
        }
    }

    /**
     * Reads {@link #text()}; null when this component has not written the text.
     *
     * @throws IllegalArgumentException when an id in it is none
     */
    static @Nullable KeyState parse(@Nullable String text) {
        if (text == null || text.equals(FREE.text())) return FREE;
        if (text.startsWith(CREATED)) return new Created(Parts.parse(text.substring(CREATED.length())));
        if (text.startsWith(ANSWERED)) return new Answered(Parts.parse(text.substring(ANSWERED.length())));
        Matcher held = HELD.matcher(text);
        return held.matches()
                ? new Held(held.group(1), Integer.parseInt(held.group(2)), Parts.parse(held.group(3)))
                : null;
    }
}
