// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.exchange;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Number of rounds of function calls that an exchange has taken, as a property of the exchange. Any thread. */
public final class FunctionRounds {

    private static final String PROPERTY = GeminiInteractionsConstants.PREFIX + "ToolRounds";

    private final AtomicInteger reached = new AtomicInteger();

    /** Begins to count. */
    public static FunctionRounds begin(Exchange exchange) {
        FunctionRounds rounds = new FunctionRounds();
        exchange.setProperty(PROPERTY, rounds);
        return rounds;
    }

    /** Null when no functions could be called. */
    public static @Nullable Integer of(Exchange exchange) {
        FunctionRounds rounds = exchange.getProperty(PROPERTY, FunctionRounds.class);
        return rounds == null ? null : rounds.reached.get();
    }

    /** Forgets the rounds of an earlier call. */
    public static void clear(Exchange exchange) {
        exchange.removeProperty(PROPERTY);
    }

    /** A call of that round has ended; the first round is 1. */
    public void reached(int round) {
        reached.accumulateAndGet(round, Math::max);
    }

    @Override
    public String toString() {
        return reached.toString();
    }
}
