// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import org.jspecify.annotations.Nullable;

/** Remembers which calls were begun, and their results. Any thread; may block. */
public interface CallJournal {

    /**
     * Earlier runs of a call.
     *
     * @param begun true when it was begun before
     * @param result null when it has none yet
     */
    record Known(boolean begun, @Nullable FunctionResult result) {}

    /** Notes that a call begins, and tells what was known of it before. A call that has its result stays as it is. */
    Known begin(String key);

    /** Stores the result of a call. */
    void keep(String key, FunctionResult result);
}
