// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

/** How a call ended; the words are those of the trace. */
public enum Outcome {
    /** The function gave a result. */
    OK,
    /** The result of an earlier run is sent again. */
    STORED,
    /** The function failed. */
    FAILED,
    /** The function took too long. */
    TIMEOUT,
    /** The arguments are not what the function takes. */
    INVALID,
    /** There is no such function. */
    UNKNOWN,
    /** A person said no. */
    REJECTED,
    /** A person has to decide. */
    PENDING
}
