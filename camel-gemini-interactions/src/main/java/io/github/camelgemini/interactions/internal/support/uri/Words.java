// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.uri;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Comma-separated words, as options have them. */
public final class Words {

    private Words() {}

    /** All words, without the blanks around them; a word may be empty. */
    public static List<String> all(String list) {
        return Arrays.stream(list.split(",", -1)).map(String::trim).toList();
    }

    /** The words that are not empty; none for null. */
    public static List<String> in(@Nullable String list) {
        return list == null
                ? List.of()
                : all(list).stream().filter(word -> !word.isEmpty()).toList();
    }
}
