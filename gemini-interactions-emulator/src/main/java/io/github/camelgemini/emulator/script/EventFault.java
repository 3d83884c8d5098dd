// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.script;

import org.jspecify.annotations.Nullable;

/** A fault that changes events on their way out. The run and other responses are not affected. */
public sealed interface EventFault extends Fault {
    /** Which event, named by the moment after it; null: each that the fault fits. */
    @Nullable
    Moment at();

    /** An event in another shape, most of which a client should tolerate. */
    record Change(@Nullable Moment at, What what) implements EventFault {
        /** How it differs from what it was. */
        public enum What {
            /** A {@code step.start} whose step has an unknown type. */
            UNKNOWN_STEP,
            /** A {@code step.delta} whose delta has an unknown type. */
            UNKNOWN_DELTA,
            /** As some examples of the documentation write it. */
            DELTA_WITHOUT_TYPE,
            /** {@code interaction.complete}: the old name of the final event, still seen on enterprise pages. */
            LEGACY_COMPLETE,
            /** A frame without its {@code event:} line. */
            NO_EVENT_LINE,
            /** No {@code [DONE]} behind the final event. */
            NO_END_MARKER,
            /** The final event without the blank line behind it, and nothing after it. */
            NO_BLANK_LINE,
            /** The final event without any line end, and nothing after it. */
            NO_LINE_END
        }
    }

    /**
     * An event with other members (RFC 7396): objects are merged, null removes a member, all else replaces it.
     *
     * @param type of the event, e.g. {@code interaction.completed}; null: as the moment says
     * @param json an object
     */
    record Patch(@Nullable Moment at, @Nullable String type, String json) implements EventFault {
        public Patch {
            if (!json.startsWith("{")) {
                throw new IllegalArgumentException("A patch is a JSON object: " + json);
            }
        }
    }

    /** An event whose data is this text and no JSON. */
    record Malformed(Moment at, String data) implements EventFault {}

    /**
     * A frame that breaks off; the next one follows.
     *
     * @param bytes number of its bytes that are sent
     * @param closed true: a blank line follows, so that this event alone is spoilt; false: the next frame follows at once,
     *     and both are
     */
    record Torn(Moment at, int bytes, boolean closed) implements EventFault {
        public Torn {
            if (bytes < 0) {
                throw new IllegalArgumentException("The number of bytes must not be negative: " + bytes);
            }
        }
    }
}
