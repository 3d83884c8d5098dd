// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.script;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** A fault that happens once, at one moment of a response. What it writes does not count as an event. */
public sealed interface MomentFault extends Fault {
    /** When it happens. */
    Moment at();

    /**
     * The response ends too early.
     *
     * @param clean true: the response ends as if it were complete; false: the connection breaks
     */
    record Cut(Moment at, boolean clean) implements MomentFault {}

    /**
     * Silence on an open connection.
     *
     * @param lasting null: for ever, until the client gives up
     */
    record Stall(Moment at, @Nullable Duration lasting) implements MomentFault {}

    /**
     * An error that is no event, written straight into the stream: one line of JSON (form {@code API}), pretty-printed JSON
     * ({@code GOOGLE}, {@code ARRAY}) or the page of a front end ({@code HTML}).
     * Observed: pasted/143098.deep-research.json-array-503-inside-stream.legacy.sse, js-genai issue 1973.
     *
     * @param thenEnd whether the response ends behind it, as if it were complete
     */
    record BareError(Moment at, ResponseFault.Status error, boolean thenEnd) implements MomentFault {
        public BareError {
            at.requireInStream();
        }

        /** After which the stream continues. */
        public BareError thenMore() {
            return new BareError(at, error, false);
        }
    }

    /**
     * An error event: {@code event: error} (form {@code API}), or the error of a front end in a frame without a type
     * ({@code GOOGLE}, {@code ARRAY}). The run is not affected.
     *
     * @param severalLines whether the JSON is pretty-printed over several {@code data:} lines
     * @param thenEnd whether the response ends behind it, as if it were complete
     */
    record ErrorEvent(Moment at, ResponseFault.Status error, boolean severalLines, boolean thenEnd)
            implements MomentFault {
        public ErrorEvent {
            at.requireInStream();
            if (error.form() == ResponseFault.Form.HTML) {
                throw new IllegalArgumentException(
                        "An error event is JSON; a page comes outside the framing: bareJson.");
            }
        }

        /** Over several lines. */
        public ErrorEvent overLines() {
            return new ErrorEvent(at, error, true, thenEnd);
        }

        /** After which the stream continues. */
        public ErrorEvent thenMore() {
            return new ErrorEvent(at, error, severalLines, false);
        }
    }

    /**
     * Text between two events. The run is not affected.
     *
     * @param text as it goes over the wire, framing and all
     * @param thenEnd whether the response ends behind it, as if it were complete
     */
    record Insert(Moment at, String text, boolean thenEnd) implements MomentFault {
        public Insert {
            at.requireInStream();
        }
    }

    /**
     * The last events of this response again, with the ids they had.
     *
     * @param events number of events
     */
    record Repeat(Moment at, int events) implements MomentFault {
        public Repeat {
            at.requireInStream();
            if (events < 1) {
                throw new IllegalArgumentException("At least one event is repeated: " + events);
            }
        }
    }
}
