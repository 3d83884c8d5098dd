// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.option;

/** The form in which the route receives an answer. */
public enum OutputType {
    /** The answer's text; a media answer as bytes. */
    text,
    /** The JSON answer as an instance of the output class if one is set, else as a Map or List. */
    object,
    /** A value of the package {@code model}. */
    interaction,
    /** Raw JSON, including members that this component does not know. */
    json,
    /**
     * {@code text/event-stream} for a browser; for a producer that streams without a channel. Its step types are
     * {@code model_output} alone unless {@code stepTypes} names others.
     */
    sse
}
