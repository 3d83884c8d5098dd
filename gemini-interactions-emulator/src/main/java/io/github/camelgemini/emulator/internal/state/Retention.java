// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import org.jspecify.annotations.Nullable;

/**
 * How long ended interactions and recorded requests are kept.
 *
 * @param age positive; null: without end
 */
public record Retention(@Nullable Duration age, InstantSource clock) {
    /** Whether what ended then may go. */
    boolean isOver(Instant end) {
        return age != null && !end.plus(age).isAfter(clock.instant());
    }
}
