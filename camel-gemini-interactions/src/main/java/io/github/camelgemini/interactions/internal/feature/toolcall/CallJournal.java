// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import org.jspecify.annotations.Nullable;

/** Log of function calls: which were begun, and their results. Any thread; may block. */
public interface CallJournal {

    /**
     * Entry of a call.
     *
     * @param begun true when the call was begun before
     * @param result null when it has no result yet
     */
    record Entry(boolean begun, @Nullable FunctionResult result) {}

    /** Records that a call begins, unless its result is stored; returns the entry before that. */
    Entry begin(String key);

    /** The stored result of a call; null for none. Records nothing. */
    @Nullable
    FunctionResult result(String key);

    /**
     * Stores the result of a call, unless one is stored.
     *
     * @return the stored result, which is another one if another node has run the same call
     */
    FunctionResult store(String key, FunctionResult result);
}
