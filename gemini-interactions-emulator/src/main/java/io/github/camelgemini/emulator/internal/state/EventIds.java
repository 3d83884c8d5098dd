// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import org.jspecify.annotations.Nullable;

/** The ids of events: {@code e1}, {@code e2} and so on, or none at all. */
record EventIds(boolean wanted) {
    /** The id of the event at this position, from 0. */
    @Nullable
    String at(int position) {
        return wanted ? "e" + (position + 1) : null;
    }

    /** The position behind the event with this id; 0 if it is none of them. */
    int positionAfter(@Nullable String id, int size) {
        if (!wanted || id == null || !id.matches("e[1-9]\\d{0,8}")) {
            return 0;
        }
        int position = Integer.parseInt(id.substring(1));
        return position <= size ? position : 0;
    }
}
