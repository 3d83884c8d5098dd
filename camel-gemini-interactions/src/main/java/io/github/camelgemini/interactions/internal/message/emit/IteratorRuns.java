// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import io.github.camelgemini.interactions.internal.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.call.Runs;
import io.github.camelgemini.interactions.internal.call.StreamListener;
import io.github.camelgemini.interactions.internal.call.UnderWay;
import io.github.camelgemini.interactions.model.InteractionRequest;

/**
 * Runs whose steps go to whoever iterates over them.
 *
 * @param parts takes them
 * @param listener takes those of one stream
 */
public record IteratorRuns(InteractionCalls calls, StepIterator parts, StreamListener listener) implements Runs {

    public IteratorRuns(InteractionCalls calls, StepIterator parts) {
        this(calls, parts, parts);
    }

    @Override
    public UnderWay create(InteractionRequest request) {
        return calls.stream(request, listener);
    }

    @Override
    public UnderWay attach(String id) {
        return calls.resume(id, listener);
    }

    /** The last part is the whole answer anyway, which is not known before all rounds have ended. */
    @Override
    public Runs round(int rounds) {
        return new IteratorRuns(calls, parts, parts.round(rounds));
    }
}
