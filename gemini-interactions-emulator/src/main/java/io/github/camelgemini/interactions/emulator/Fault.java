// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.emulator;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * One way to misbehave, tied to a moment. A {@link Status} replaces the answer: the request takes no effect. All others
 * break the answer of a request that did take effect.
 */
public sealed interface Fault {

    /** How an error is written; the service has several forms. */
    enum Form {
        /** {@code {"error":{"code":"service_unavailable","message":…}}} */
        API,
        /** {@code {"error":{"code":503,"message":…,"status":"UNAVAILABLE","details":[…]}}} */
        GOOGLE,
        /** The same in an array, as broken streams and streaming front ends write it. */
        ARRAY,
        /** A page of a front end. */
        HTML
    }

    /**
     * An HTTP error instead of an answer. The request was not accepted.
     *
     * @param retryAfter sent as {@code Retry-After}, in whole seconds rounded up; null for no header
     * @param retryDelay sent as {@code google.rpc.RetryInfo} in the body, form {@code GOOGLE}; null for none
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
            implements Fault {

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

        public Status withForm(Form newForm) {
            return new Status(status, retryAfter, retryDelay, code, message, newForm);
        }
    }

    /**
     * The response ends too early.
     *
     * @param clean true: the response ends as if it were complete; false: the connection breaks
     */
    record Cut(Moment at, boolean clean) implements Fault {}

    /**
     * The connection breaks in the middle of a frame.
     *
     * @param event the event that is torn, from 1; 1 for a body that is no stream
     * @param bytes how many of its bytes still come
     */
    record CutInsideFrame(int event, int bytes) implements Fault {
        public CutInsideFrame {
            if (event < 1 || bytes < 0) {
                throw new IllegalArgumentException("Events count from 1, bytes from 0: " + event + ", " + bytes);
            }
        }
    }

    /**
     * Silence on an open connection.
     *
     * @param lasting null: for ever, until the client gives up
     */
    record Stall(Moment at, @Nullable Duration lasting) implements Fault {}

    static Status status(int status) {
        return new Status(status, null, null, null, null, Form.API);
    }

    static Status status(int status, Duration retryAfter) {
        return new Status(status, retryAfter, null, null, null, Form.API);
    }

    /** 429 with QuotaFailure and RetryInfo in the body, as Google's APIs write it. No {@code Retry-After}. */
    static Status quota(Duration retryDelay) {
        return new Status(429, null, retryDelay, null, null, Form.GOOGLE);
    }

    static Cut cutBeforeHeaders() {
        return new Cut(Moment.beforeHeaders(), false);
    }

    static Cut cutAfter(int events) {
        return new Cut(Moment.afterEvent(events), false);
    }

    static Cut cutAfter(String eventId) {
        return new Cut(Moment.afterEvent(eventId), false);
    }

    /** The stream ends after so many events as if that were all: no error on the connection, no final event. */
    static Cut endAfter(int events) {
        return new Cut(Moment.afterEvent(events), true);
    }

    static CutInsideFrame cutInsideFrame(int event, int bytes) {
        return new CutInsideFrame(event, bytes);
    }

    /** Accepted, then silence. */
    static Stall stallBeforeHeaders() {
        return new Stall(Moment.beforeHeaders(), null);
    }

    static Stall stallAfter(int events) {
        return new Stall(Moment.afterEvent(events), null);
    }

    static Stall stallAfter(int events, Duration lasting) {
        return new Stall(Moment.afterEvent(events), lasting);
    }
}
