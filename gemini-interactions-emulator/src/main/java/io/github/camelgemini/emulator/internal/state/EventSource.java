// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import io.github.camelgemini.emulator.internal.answer.StreamEvent;
import org.jspecify.annotations.Nullable;

/** Events in order, of which more may come. Readers hold their own position and are called when there is more. */
public interface EventSource {
    int size();

    StreamEvent get(int position);

    /** Whether no more will come. */
    boolean isClosed();

    /** Calls the reader whenever there is more, or the end. */
    void follow(Runnable reader);

    void unfollow(Runnable reader);

    /** The position behind the event with this id; 0, so that all is replayed, for none or an unknown one. */
    default int positionAfter(@Nullable String eventId) {
        for (int i = size() - 1; i >= 0 && eventId != null; i--) {
            if (eventId.equals(get(i).eventId())) {
                return i + 1;
            }
        }
        return 0;
    }
}
