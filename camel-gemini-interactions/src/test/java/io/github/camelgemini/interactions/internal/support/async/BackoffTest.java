// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BackoffTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void doublesUpToTheLongest() {
        Backoff backoff = new Backoff(SECOND, Duration.ofSeconds(10));

        List<Long> seconds = IntStream.rangeClosed(1, 6)
                .mapToObj(n -> backoff.delay(n).toSeconds())
                .toList();

        assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
    }

    @Test
    void manyThatBeganAtOnceSpread() {
        Backoff backoff = new Backoff(SECOND, Duration.ofSeconds(10), () -> -1);

        assertThat(backoff.delay(1)).isBetween(Duration.ofMillis(750), Duration.ofMillis(760));
        assertThat(backoff.delay(9)).isBetween(Duration.ofMillis(7_500), Duration.ofMillis(7_600));
    }

    @Test
    void countsAsFarAsALongCanSay() {
        Backoff backoff = new Backoff(Duration.ofDays(36_500), Duration.ofNanos(Long.MAX_VALUE));

        assertThat(backoff.delay(1_000)).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
        assertThat(new Backoff(Duration.ZERO, SECOND).delay(1_000)).isEqualTo(SECOND);
        assertThat(new Backoff(SECOND, Duration.ofMillis(300)).delay(1)).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void waitsAsLongAgainWithinItsBounds() {
        Backoff backoff = new Backoff(SECOND, Duration.ofSeconds(10), () -> -1);

        assertThat(backoff.after(Duration.ofMillis(3))).isEqualTo(SECOND);
        assertThat(backoff.after(Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
        assertThat(backoff.after(Duration.ofHours(7))).isEqualTo(Duration.ofSeconds(10));
    }
}
