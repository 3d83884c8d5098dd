// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.util.function.Supplier;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.internal.message.progress.StateHealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Health check of a consumer that follows a run: UP while events arrive, during a resume, and after the end of the run; DOWN
 * after repeated resumes without progress, and after a failure until the route has finished the next step.
 */
public final class RunHealthCheck extends StateHealthCheck {

    /**
     * @param id id of the interaction; null until it is known
     * @param ended whether the route has finished the whole run, and its exception handler the failure if there is one
     * @param resumesWithoutProgress number of consecutive resumes
     * @param failure null if nothing failed since the last finished step
     * @param restarts whether the consumer restarts after the failure
     */
    public record State(
            @Nullable String id,
            boolean ended,
            int resumesWithoutProgress,
            @Nullable Throwable failure,
            boolean restarts) {}

    private final Supplier<State> state;

    public RunHealthCheck(Supplier<State> state) {
        super(GeminiInteractionsConstants.SCHEME);
        this.state = state;
    }

    @Override
    protected void check(HealthCheckResultBuilder result) {
        State now = state.get();
        if (now.id() != null) result.detail("interaction.id", now.id());
        Throwable failure = now.failure();
        if (failure != null)
            result.down()
                    .detail("stream.state", now.restarts() ? "waiting" : "broken")
                    .message(
                            now.restarts()
                                    ? "The run is not followed at the moment; it will be continued at the same step"
                                    : "The run can no longer be followed: see the error, and restart the route")
                    .error(failure);
        else if (now.resumesWithoutProgress() > 1)
            result.down()
                    .detail("stream.state", "stalled")
                    .message("The stream was resumed " + now.resumesWithoutProgress() + " times without progress");
        else
            result.detail(
                    "stream.state",
                    now.ended() ? "ended" : now.resumesWithoutProgress() == 1 ? "resuming" : "streaming");
    }
}
