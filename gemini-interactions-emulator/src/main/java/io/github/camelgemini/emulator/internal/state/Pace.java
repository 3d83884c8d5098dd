// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.time.Duration;

import io.github.camelgemini.emulator.script.Gate;
import org.jspecify.annotations.Nullable;

/**
 * How a run moves.
 *
 * @param start time before the first event
 * @param everyEvent time before each event
 * @param everyDelta time before each delta, on top
 * @param gate where the run is held; null for nowhere
 * @param gateAfter after how many events
 */
public record Pace(Duration start, Duration everyEvent, Duration everyDelta, @Nullable Gate gate, int gateAfter) {
    public static final Pace IMMEDIATE = new Pace(Duration.ZERO, Duration.ZERO, Duration.ZERO, null, 0);
}
