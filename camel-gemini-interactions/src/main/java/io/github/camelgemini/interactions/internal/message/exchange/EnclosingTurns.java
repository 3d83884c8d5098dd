// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.exchange;

import java.util.function.BooleanSupplier;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Exchange property with the conversation turns that the exchange is part of. Passed on to exchanges that a turn starts
 * (emitted steps, function calls), because a turn of the same conversation there would wait for itself.
 */
public final class EnclosingTurns {

    /** Exchange property. */
    public static final String PROPERTY = GeminiInteractionsConstants.PREFIX + "Turns";

    /** An exchange on whose behalf others are started. */
    @FunctionalInterface
    public interface Source {

        /** The turns that the exchange is part of now; null for none. */
        @Nullable
        EnclosingTurns turns();

        /** Makes another exchange part of these turns. */
        default void passTo(Exchange exchange) {
            EnclosingTurns turns = turns();
            if (turns != null) exchange.setProperty(PROPERTY, turns);
        }
    }

    private final Object conversations;
    private final String key;
    private final BooleanSupplier isOver;
    private final @Nullable EnclosingTurns outer;

    private EnclosingTurns(Object conversations, String key, BooleanSupplier isOver, @Nullable EnclosingTurns outer) {
        this.conversations = conversations;
        this.key = key;
        this.isOver = isOver;
        this.outer = outer;
    }

    /** Source that reads the turns of an exchange at the time of the call. */
    public static Source on(Exchange exchange) {
        return () -> of(exchange);
    }

    private static @Nullable EnclosingTurns of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, EnclosingTurns.class);
    }

    /**
     * Whether an exchange is part of a turn of this conversation that has not ended.
     *
     * @param conversations scope of the key, compared by identity
     */
    public static boolean isOn(Exchange exchange, Object conversations, String key) {
        for (EnclosingTurns mark = of(exchange); mark != null; mark = mark.outer) {
            if (mark.conversations == conversations && mark.key.equals(key) && !mark.isOver.getAsBoolean()) return true;
        }
        return false;
    }

    /**
     * Makes an exchange part of a turn.
     *
     * @param conversations scope of the key, compared by identity
     * @param isOver whether the turn has ended
     */
    public static EnclosingTurns put(Exchange exchange, Object conversations, String key, BooleanSupplier isOver) {
        EnclosingTurns mark = new EnclosingTurns(conversations, key, isOver, of(exchange));
        exchange.setProperty(PROPERTY, mark);
        return mark;
    }

    /** Ends the exchange's part in the turn. Without effect if the exchange was reused and has no such mark. */
    public void removeFrom(Exchange exchange) {
        if (of(exchange) != this) return;
        if (outer == null) exchange.removeProperty(PROPERTY);
        else exchange.setProperty(PROPERTY, outer);
    }

    /** Without the key, which may identify a person. */
    @Override
    public String toString() {
        return "turn of a conversation";
    }
}
