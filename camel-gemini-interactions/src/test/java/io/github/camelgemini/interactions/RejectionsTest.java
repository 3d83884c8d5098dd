// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;

import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a route may conclude from a refusal: docs/api.adoc, 6.1 and 7.4. */
class RejectionsTest {

    private static InteractionRejectedException refused(int status, Duration retryAfter) {
        return new InteractionRejectedException("create", status, null, null, retryAfter);
    }

    @ParameterizedTest
    @CsvSource({
        "400, false, false, true",
        "401, false, false, true",
        "403, false, false, true",
        "404, true,  false, true",
        "408, false, true,  false",
        "409, false, false, true",
        "429, false, true,  true",
        "499, false, false, false",
        "500, false, true,  false",
        "501, false, false, false",
        "503, false, true,  false",
        "504, false, true,  false"
    })
    void theStatusTells(int status, boolean notFound, boolean passing, boolean withoutEffect) {
        InteractionRejectedException refused = refused(status, null);

        assertThat(refused.isNotFound()).isEqualTo(notFound);
        assertThat(refused.isTransient()).isEqualTo(passing);
        assertThat(refused.hadNoEffect()).isEqualTo(withoutEffect);
    }

    @Test
    void aServiceThatSaysWhyOrHowLongToWaitHasDoneNothing() {
        assertThat(new InteractionRejectedException("create", 503, "service_unavailable", null, null).hadNoEffect())
                .isTrue();
        assertThat(refused(503, Duration.ofSeconds(1)).hadNoEffect()).isTrue();
        assertThat(refused(500, Duration.ofSeconds(1)).hadNoEffect()).isFalse();
    }

    @Test
    void aHintEndsTheMessage() {
        assertThat(new InteractionRejectedException("get", 404, "not_found", "secret", null, "forget it"))
                .hasMessage("The Interactions API answered get with HTTP 404 (not_found): forget it");
    }
}
