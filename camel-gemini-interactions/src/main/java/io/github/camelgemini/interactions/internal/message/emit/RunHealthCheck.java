// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.util.Map;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Says how a consumer is getting on with its run: UP while events come, while a stream is resumed, and when the run has
 * ended; DOWN while resuming brings nothing new, and after a failure until the next step is done.
 */
public final class RunHealthCheck implements HealthCheck {

    /**
     * @param interactionId null until it is known
     * @param ended whether the route is done with all of the run
     * @param gap how many times in a row its stream was resumed without anything new
     * @param failure null when nothing failed since the last step that was done
     * @param goesOn whether it goes on by itself after the failure
     */
    public record State(
            @Nullable String interactionId, boolean ended, int gap, @Nullable Throwable failure, boolean goesOn) {}

    private final Supplier<State> state;
    // Any thread.
    private volatile boolean enabled = true;

    public RunHealthCheck(Supplier<State> state) {
        this.state = state;
    }

    @Override
    public String getId() {
        return GeminiInteractionsConstants.SCHEME;
    }

    @Override
    public String getGroup() {
        return "camel";
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public Result call(Map<String, Object> options) {
        State now = state.get();
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this);
        if (now.interactionId() != null) result.detail("interaction.id", now.interactionId());
        Throwable failure = now.failure();
        if (failure != null)
            return result.down()
                    .detail("stream.state", now.goesOn() ? "waiting" : "broken")
                    .message(
                            now.goesOn()
                                    ? "The run is not followed at the moment; it is taken up again where it was"
                                    : "The run cannot be followed any more: see the error, and start the route again")
                    .error(failure)
                    .build();
        if (now.gap() > 1)
            return result.down()
                    .detail("stream.state", "stalled")
                    .message("The stream was resumed " + now.gap() + " times without anything new")
                    .build();
        return result.up()
                .detail("stream.state", now.ended() ? "ended" : now.gap() == 1 ? "resuming" : "streaming")
                .build();
    }
}
