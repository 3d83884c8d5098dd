// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.script;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** A fault of a whole response: an error in its place, a torn frame, or the way its bytes are written. */
public sealed interface ResponseFault extends Fault {

    /**
     * An HTTP error instead of an answer. The request was not accepted.
     *
     * @param retryAfter sent as {@code Retry-After}, in whole seconds rounded up; null for no header
     * @param retryDelay sent as {@code google.rpc.RetryInfo} in the body; null for none
     * @param code null for the API's usual word for this status
     * @param message null for a usual one
     */
    record Status(
            int status,
            @Nullable Duration retryAfter,
            @Nullable Duration retryDelay,
            @Nullable String code,
            @Nullable String message,
            Form form)
            implements ResponseFault {

        public Status {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException("A fault's status lies between 400 and 599: " + status);
            }
        }

        public Status withCode(String newCode) {
            return new Status(status, retryAfter, retryDelay, newCode, message, form);
        }

        public Status withMessage(String newMessage) {
            return new Status(status, retryAfter, retryDelay, code, newMessage, form);
        }

        /** With {@code google.rpc.RetryInfo} in the body. */
        public Status withRetryDelay(Duration delay) {
            return new Status(status, retryAfter, delay, code, message, form);
        }

        public Status withForm(Form newForm) {
            return new Status(status, retryAfter, retryDelay, code, message, newForm);
        }
    }

    /** How an error is written; the service has several forms. */
    enum Form {
        /** {@code {"error":{"code":"service_unavailable","message":…}}} */
        API,
        /** {@code {"error":{"code":503,"message":…,"status":"UNAVAILABLE","details":[…]}}} */
        GOOGLE,
        /** The same in an array, as broken streams and streaming front ends write it. */
        ARRAY,
        /** A page of a front end. */
        HTML,
        /**
         * The API's form as one frame of an event stream. Observed: refusals of streamed creates, where generation has begun
         * before the error is found.
         */
        SSE
    }

    /**
     * The connection breaks in the middle of a frame.
     *
     * @param event the event that is torn, from 1; 1 for a body that is no stream
     * @param bytes number of its bytes that are still sent
     */
    record CutInsideFrame(int event, int bytes) implements ResponseFault {
        public CutInsideFrame {
            if (event < 1 || bytes < 0) {
                throw new IllegalArgumentException("Events count from 1, bytes from 0: " + event + ", " + bytes);
            }
        }
    }

    /**
     * The body or stream is sent a few bytes at a time, so that lines and characters are torn apart.
     *
     * @param bytes number of bytes per piece
     * @param pause between two pieces
     */
    record SlowBytes(int bytes, Duration pause) implements ResponseFault {
        public SlowBytes {
            if (bytes < 1) {
                throw new IllegalArgumentException("At least one byte leaves at a time: " + bytes);
            }
        }
    }

    /**
     * How the frames of a stream are written, within what the format allows.
     *
     * @param byteOrderMark before all frames
     * @param comments a comment before each frame
     */
    record Framing(LineEnd lineEnd, boolean byteOrderMark, boolean comments) implements ResponseFault {
        /** As the service writes: line feeds, nothing else. */
        public static final Framing USUAL = new Framing(LineEnd.LF, false, false);

        /** What a line ends with. */
        public enum LineEnd {
            LF("\n"),
            CRLF("\r\n"),
            CR("\r");

            private final String characters;

            LineEnd(String characters) {
                this.characters = characters;
            }

            public String characters() {
                return characters;
            }
        }

        public Framing withByteOrderMark() {
            return new Framing(lineEnd, true, comments);
        }

        public Framing withComments() {
            return new Framing(lineEnd, byteOrderMark, true);
        }
    }

    /** The body or stream is compressed with gzip, whatever the client accepts. */
    record Gzip() implements ResponseFault {}

    /** A comment in the stream at this interval while it is open, also during silence. Never inside a frame. */
    record KeepAlive(Duration every) implements ResponseFault {}

    /**
     * How a stored stream is replayed. For rules of gets.
     *
     * @param fromStart replays from the start and ignores {@code last_event_id}
     * @param withInput a replay from the start has the steps of the input first, and the indexes of the others move up; a
     *     replay behind an event is the usual one
     */
    record Replay(boolean fromStart, boolean withInput) implements ResponseFault {
        /** Behind the last event id, generated steps alone. */
        public static final Replay USUAL = new Replay(false, false);
    }
}
