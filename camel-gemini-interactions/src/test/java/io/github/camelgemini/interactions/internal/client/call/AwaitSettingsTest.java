// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** When the next look is due, and when there is none any more. */
class AwaitSettingsTest {

    private static final Instant NOW = Instant.parse("2026-09-01T12:00:00Z");

    private static AwaitSettings settings(RandomGenerator random) {
        return new AwaitSettings(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(60), random);
    }

    @Test
    void looksBecomeRarer() {
        AwaitSettings settings = settings(() -> 0);

        List<Long> seconds = IntStream.rangeClosed(1, 6)
                .mapToObj(n -> settings.interval(n).toSeconds())
                .toList();

        assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
    }

    @Test
    void manyThatBeganAtOnceSpread() {
        AwaitSettings settings = settings(() -> -1);

        assertThat(settings.interval(1)).isBetween(Duration.ofMillis(750), Duration.ofMillis(760));
    }

    @Test
    void theTimeCountsFromTheCreation() {
        AwaitSettings settings = settings(() -> 0);

        assertThat(settings.deadline("2026-09-01T11:30:00.5Z", NOW)).isEqualTo("2026-09-01T12:30:00.5Z");
        assertThat(settings.deadline(null, NOW)).isEqualTo("2026-09-01T13:00:00Z");
        assertThat(settings.deadline("yesterday", NOW)).isEqualTo("2026-09-01T13:00:00Z");
    }

    @Test
    void anEndlessTimeCanBeCountedWith() {
        AwaitSettings endless = settings(() -> 0).within(Duration.ofMillis(Long.MAX_VALUE));

        assertThat(endless.deadline(null, NOW)).isAfter(NOW.plus(Duration.ofDays(36_000)));
    }
}
