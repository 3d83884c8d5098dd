// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

/** Outcome of a call; the trace has these words in lower case. */
public enum Outcome {
    /** The function has returned a result. */
    OK,
    /** The result of an earlier run is sent again. */
    STORED,
    /** The function failed. */
    FAILED,
    /** The function took too long. */
    TIMEOUT,
    /** The arguments violate the schema, or conflict with headers of the caller. */
    INVALID,
    /** No such function exists. */
    UNKNOWN,
    /** A person has rejected the call. */
    REJECTED,
    /** The call waits for a person. */
    PENDING
}
