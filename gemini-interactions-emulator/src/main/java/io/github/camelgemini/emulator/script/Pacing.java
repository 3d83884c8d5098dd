// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.script;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * When a rule answers.
 *
 * @param delay time before the answer begins; in the background, before the run does
 * @param eventDelay time before each event of a stream or a background run; null for the emulator's own
 * @param gate name of the gate at which the answer is held; null for none
 * @param gateAfter number of events before that gate; 0: the answer is held before its first event
 */
public record Pacing(Duration delay, @Nullable Duration eventDelay, @Nullable String gate, int gateAfter) {
    /** At once. */
    public static final Pacing IMMEDIATE = new Pacing(Duration.ZERO, null, null, 0);
}
