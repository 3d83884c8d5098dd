// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.uri;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Splits the comma-separated value of an option. */
public final class Words {

    private Words() {}

    /** All words, trimmed; a word may be empty. */
    public static List<String> all(String list) {
        return Arrays.stream(list.split(",", -1)).map(String::trim).toList();
    }

    /** The words that are not empty; an empty list for null. */
    public static List<String> in(@Nullable String list) {
        return list == null
                ? List.of()
                : all(list).stream().filter(word -> !word.isEmpty()).toList();
    }
}
