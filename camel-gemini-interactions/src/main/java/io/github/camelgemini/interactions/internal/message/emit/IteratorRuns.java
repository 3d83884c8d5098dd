// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StreamListener;
import io.github.camelgemini.interactions.model.InteractionRequest;

/**
 * Runs whose steps go to whoever iterates over them.
 *
 * @param parts takes them
 * @param listener takes those of one stream
 */
public record IteratorRuns(InteractionCalls calls, StepIterator parts, StreamListener listener)
        implements InteractionRunner {

    public IteratorRuns(InteractionCalls calls, StepIterator parts) {
        this(calls, parts, parts);
    }

    @Override
    public RunHandle create(InteractionRequest request) {
        return calls.stream(request, listener);
    }

    @Override
    public RunHandle attach(String id) {
        return calls.resume(id, listener);
    }

    /** The last part is the whole answer anyway, which is not known before all rounds have ended. */
    @Override
    public InteractionRunner round(int rounds) {
        return new IteratorRuns(calls, parts, parts.round(rounds));
    }
}
