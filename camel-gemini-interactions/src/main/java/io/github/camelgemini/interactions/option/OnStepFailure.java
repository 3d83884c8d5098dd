// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.option;

/** What to do with a stream if its route fails on a step. */
public enum OnStepFailure {
    /** The stream stops; a redelivery continues at that step. */
    stop,
    /** The stream continues with the next step. */
    skip
}
