// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.call;

import java.time.Duration;

import io.github.camelgemini.interactions.model.InteractionRequest;
import org.jspecify.annotations.Nullable;

/**
 * Runs that answer once.
 *
 * @param timeout longest time for a whole answer; null for the endpoint's
 */
public record UnaryRuns(InteractionCalls calls, @Nullable Duration timeout) implements Runs {

    @Override
    public UnderWay create(InteractionRequest request) {
        return new OneAnswer(calls.create(request, timeout), null);
    }

    @Override
    public UnderWay attach(String id) {
        return new OneAnswer(calls.get(id, timeout), id);
    }
}
