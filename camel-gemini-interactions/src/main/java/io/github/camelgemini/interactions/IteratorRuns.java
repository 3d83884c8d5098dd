// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import io.github.camelgemini.interactions.internal.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.call.Runs;
import io.github.camelgemini.interactions.internal.call.UnderWay;
import io.github.camelgemini.interactions.model.InteractionRequest;

/** Runs whose steps go to whoever iterates over them. */
record IteratorRuns(InteractionCalls calls, StepIterator parts) implements Runs {

    @Override
    public UnderWay create(InteractionRequest request) {
        return calls.stream(request, parts);
    }

    @Override
    public UnderWay attach(String id) {
        return calls.resume(id, parts);
    }
}
