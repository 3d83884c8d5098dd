// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.support.uri.Words;

/** Kind of exchange that a stream emits; in lower case a word of the option {@code emit}. */
public enum EmitKind {
    /** One exchange per finished step. */
    STEPS,
    /** One exchange per delta, as it arrives. */
    DELTAS,
    /** One exchange per event of the API, of any type. */
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
}
