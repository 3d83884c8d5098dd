// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.support.uri.Words;
import org.jspecify.annotations.Nullable;

/** What a stream emits; the words are those of the option {@code emit}. */
public enum EmitKind {
    /** An exchange a finished step. */
    STEPS,
    /** An exchange a delta, as it comes. */
    DELTAS,
    /** An exchange an event of the API, whatever it is. */
    EVENTS,
    /** One exchange at the end, with the whole answer. */
    COMPLETED;

    public static Set<EmitKind> parse(String words) {
        Set<EmitKind> kinds = EnumSet.noneOf(EmitKind.class);
        for (String word : Words.all(words)) kinds.add(one(word));
        return kinds;
    }

    private static EmitKind one(String word) {
        for (EmitKind kind : values()) if (kind.name().toLowerCase(Locale.ROOT).equals(word)) return kind;
        throw new InteractionRequestException(
                "emit",
                "The option emit has the unknown word '" + word
                        + "': use steps, deltas, events, completed or several of them, comma separated");
    }

    /** Words for steps, comma separated; none for all steps. */
    public static Set<String> stepTypes(@Nullable String words) {
        if (words == null) return Set.of();
        Set<String> types = new TreeSet<>();
        for (String word : Words.all(words)) {
            if (word.isEmpty())
                throw new InteractionRequestException(
                        "stepTypes",
                        "The option stepTypes has an empty word: name step types of the API, comma separated, for"
                                + " example thought,model_output");
            types.add(word);
        }
        return types;
    }
}
