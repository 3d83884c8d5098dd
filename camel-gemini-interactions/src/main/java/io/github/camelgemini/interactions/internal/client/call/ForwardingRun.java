// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.model.Interaction;
import org.jspecify.annotations.Nullable;

/** A run that delegates to another one and replaces its answer. */
public class ForwardingRun implements RunHandle {

    private final RunHandle run;
    private final CompletionStage<Interaction> whole;

    /** @param whole the answer, derived from that of {@code run} */
    public ForwardingRun(RunHandle run, CompletionStage<Interaction> whole) {
        this.run = run;
        this.whole = whole;
    }

    @Override
    public CompletionStage<Interaction> whole() {
        return whole;
    }

    @Override
    public @Nullable String interactionId() {
        return run.interactionId();
    }

    @Override
    public @Nullable String lastEventId() {
        return run.lastEventId();
    }

    @Override
    public void whenKnown(Consumer<String> listener) {
        run.whenKnown(listener);
    }

    @Override
    public void stop() {
        run.stop();
    }

    @Override
    public void endWithContext() {
        run.endWithContext();
    }
}
