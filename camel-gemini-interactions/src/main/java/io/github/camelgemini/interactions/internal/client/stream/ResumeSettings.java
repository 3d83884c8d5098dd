// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How hard a broken run is followed.
 *
 * @param maxEventBytes the longest event to accept
 * @param maxAttempts how often a stream is resumed without any progress before the stored interaction is read
 * @param firstDelay wait before the first attempt without progress; doubled with each further one
 * @param longestDelay where the doubling ends; also the longest time between two looks at a run that goes on
 * @param patience how long a run that goes on without a stream is looked at before it is given up
 * @param random spreads the delays
 */
public record ResumeSettings(
        int maxEventBytes,
        int maxAttempts,
        Duration firstDelay,
        Duration longestDelay,
        Duration patience,
        RandomGenerator random) {

    private static final double JITTER = 0.25;

    /** The wait before attempt {@code n}, counted from 1. */
    Duration delay(int n) {
        long nanos = firstDelay.toNanos();
        for (int i = 1; i < n && nanos < longestDelay.toNanos(); i++) nanos *= 2;
        return Duration.ofNanos((long) (Math.min(nanos, longestDelay.toNanos()) * (1 - JITTER * random.nextDouble())));
    }
}
