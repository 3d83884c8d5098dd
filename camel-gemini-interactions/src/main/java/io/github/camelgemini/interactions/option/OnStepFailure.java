// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.option;

/** What happens to a stream when its route could not handle a step; the words are those of the option. */
public enum OnStepFailure {
    /** The stream stops, and goes on at that very step when it is delivered again. */
    stop,
    /** The stream goes on behind that step. */
    skip
}
