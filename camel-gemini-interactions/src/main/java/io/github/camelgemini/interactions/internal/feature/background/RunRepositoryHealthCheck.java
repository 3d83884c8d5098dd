// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.background;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.internal.message.progress.StateHealthCheck;
import io.github.camelgemini.interactions.internal.support.header.PeerText;
import io.github.camelgemini.interactions.state.RunRepository;
import io.github.camelgemini.interactions.state.RunRepository.OpenRun;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Health check of an await consumer: DOWN while its repository cannot be read, and while runs are set aside, whose ends reach
 * no route until a person corrects their rows. Details: the oldest run, and the runs that the service has lost.
 */
public final class RunRepositoryHealthCheck extends StateHealthCheck {

    private final Supplier<@Nullable RunMonitor> monitor;

    /** @param monitor null before the first start */
    public RunRepositoryHealthCheck(Supplier<@Nullable RunMonitor> monitor) {
        super(GeminiInteractionsConstants.SCHEME);
        this.monitor = monitor;
    }

    @Override
    protected void check(HealthCheckResultBuilder result) {
        RunMonitor known = monitor.get();
        if (known == null) return;
        RunMonitor.State state = known.state();
        result.detail("runs.leases", state.leases());
        result.detail("runs.lost", state.lost());
        Throwable failure = state.failure();
        if (failure != null)
            result.down().message("The runRepository cannot be read").error(failure);
        RunRepository.Overview overview = state.overview();
        if (overview == null) return;
        result.detail("runs.open", overview.runs());
        result.detail("runs.setAside", overview.setAside());
        OpenRun oldest = state.oldest();
        if (oldest != null) {
            result.detail("runs.oldest.id", PeerText.line(oldest.id()));
            result.detail(
                    "runs.oldest.seconds",
                    Math.max(
                            0, Duration.between(oldest.created(), Instant.now()).toSeconds()));
        }
        if (overview.setAside() > 0)
            result.down()
                    .message(overview.setAside() + " rows of the runRepository cannot be read and are set aside:"
                            + " correct them, or remove them once their runs were awaited by their ids");
    }
}
