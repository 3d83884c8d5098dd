// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.observation;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Something that is observed from its beginning to its end, such as an attempt of a request. Any thread; no method blocks or
 * throws.
 */
public interface Observation {

    /** Observes nothing. */
    Observation NONE = new Observation() {};

    /** Attribute of {@link Part#POLLS}: how many there were. */
    String POLLS = "gemini_interactions.polls";

    /** The kinds of parts that a call has. */
    enum Part {
        /** One HTTP request, until the response, or the headers of a streamed one, has arrived. */
        ATTEMPT,
        /** The polls of a stored interaction, from the first to the last. */
        POLLS,
        /** A connection that continues a stream. */
        RESUME,
        /** A further part of an answer that the service continues. */
        CONTINUATION,
        /** A route that runs as a function. */
        FUNCTION
    }

    /**
     * A part that begins at this moment.
     *
     * @param name what the part does, of few values: a method with an operation, or the name of a function
     */
    default Observation begin(Part part, String name) {
        return NONE;
    }

    /** Sets an attribute; a null value sets none. */
    default void set(String attribute, @Nullable Object value) {}

    /** The end. Calls after the first one have no effect. */
    default void end(@Nullable Throwable failure) {}

    /** Headers by which another exchange continues this trace; empty without tracing, and before the beginning. */
    default Map<String, String> context() {
        return Map.of();
    }
}
