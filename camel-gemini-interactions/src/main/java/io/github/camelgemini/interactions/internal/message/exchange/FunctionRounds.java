// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.exchange;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Exchange property with the number of rounds of function calls that the exchange has taken. Any thread. */
public final class FunctionRounds {

    private static final String PROPERTY = GeminiInteractionsConstants.PREFIX + "ToolRounds";

    private final AtomicInteger reached = new AtomicInteger();

    /** Sets a new counter. */
    public static FunctionRounds begin(Exchange exchange) {
        FunctionRounds rounds = new FunctionRounds();
        exchange.setProperty(PROPERTY, rounds);
        return rounds;
    }

    /** The number of rounds; null if no functions could be called. */
    public static @Nullable Integer of(Exchange exchange) {
        FunctionRounds rounds = exchange.getProperty(PROPERTY, FunctionRounds.class);
        return rounds == null ? null : rounds.reached.get();
    }

    /** Removes the counter of an earlier call. */
    public static void clear(Exchange exchange) {
        exchange.removeProperty(PROPERTY);
    }

    /** Counts a round, one of whose calls has ended; the first round is 1. */
    public void reached(int round) {
        reached.accumulateAndGet(round, Math::max);
    }

    @Override
    public String toString() {
        return reached.toString();
    }
}
