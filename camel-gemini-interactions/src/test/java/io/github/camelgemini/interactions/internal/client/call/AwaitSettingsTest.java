// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.time.Duration;
import java.time.Instant;

import io.github.camelgemini.interactions.internal.support.async.Backoff;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Until when a run is waited for. */
class AwaitSettingsTest {

    private static final Instant NOW = Instant.parse("2026-09-01T12:00:00Z");

    private static final AwaitSettings SETTINGS =
            new AwaitSettings(new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10)), Duration.ofMinutes(60));

    @Test
    void theTimeCountsFromTheCreation() {
        assertThat(SETTINGS.deadline("2026-09-01T11:30:00.5Z", NOW)).isEqualTo("2026-09-01T12:30:00.5Z");
        assertThat(SETTINGS.deadline(null, NOW)).isEqualTo("2026-09-01T13:00:00Z");
        assertThat(SETTINGS.deadline("yesterday", NOW)).isEqualTo("2026-09-01T13:00:00Z");
    }

    @Test
    void theTimeMayCountFromTheBeginningOfTheWait() {
        AwaitSettings settings = SETTINGS.fromNow(Duration.ofMinutes(5), "requestTimeout");

        assertThat(settings.deadline("2026-09-01T11:30:00.5Z", NOW)).isEqualTo("2026-09-01T12:05:00Z");
    }

    @Test
    void theTimeMayCountFromWhatWasDoneBeforeTheWait() {
        AwaitSettings settings =
                SETTINGS.fromNow(Duration.ofMinutes(5), "requestTimeout").since(NOW.minus(Duration.ofMinutes(4)));

        assertThat(settings.deadline("2026-09-01T11:30:00.5Z", NOW)).isEqualTo("2026-09-01T12:01:00Z");
    }

    @Test
    void anEndlessTimeCanBeCountedWith() {
        AwaitSettings endless = SETTINGS.within(Duration.ofMillis(Long.MAX_VALUE));

        assertThat(endless.deadline(null, NOW)).isAfter(NOW.plus(Duration.ofDays(36_000)));
    }
}
