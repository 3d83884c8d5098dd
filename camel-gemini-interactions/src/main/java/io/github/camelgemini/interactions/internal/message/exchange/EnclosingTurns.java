// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.exchange;

import java.util.function.BooleanSupplier;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The turns that an exchange is part of, as a property of it. It goes along to what the turn brings about while it is under
 * way (emitted steps, calls of functions): a turn of the same conversation that is wanted there would wait for itself.
 */
public final class EnclosingTurns {

    /** Exchange property. */
    public static final String PROPERTY = GeminiInteractionsConstants.PREFIX + "Turns";

    /** An exchange on whose behalf others are started. */
    @FunctionalInterface
    public interface Source {

        /** The turns that it is part of now; null for none. */
        @Nullable
        EnclosingTurns turns();

        /** Makes another exchange part of them, too. */
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

    /** For what is started on behalf of an exchange, as long as that is under way. */
    public static Source on(Exchange exchange) {
        return () -> of(exchange);
    }

    private static @Nullable EnclosingTurns of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, EnclosingTurns.class);
    }

    /**
     * Whether an exchange is part of a turn of that conversation which is not over yet.
     *
     * @param conversations where the key belongs, compared by identity
     */
    public static boolean isOn(Exchange exchange, Object conversations, String key) {
        for (EnclosingTurns mark = of(exchange); mark != null; mark = mark.outer) {
            if (mark.conversations == conversations && mark.key.equals(key) && !mark.isOver.getAsBoolean()) return true;
        }
        return false;
    }

    /**
     * Marks an exchange.
     *
     * @param conversations where the key belongs, compared by identity
     * @param isOver whether the turn has ended
     */
    public static EnclosingTurns put(Exchange exchange, Object conversations, String key, BooleanSupplier isOver) {
        EnclosingTurns mark = new EnclosingTurns(conversations, key, isOver, of(exchange));
        exchange.setProperty(PROPERTY, mark);
        return mark;
    }

    /** Takes the mark off an exchange again; nothing happens where it is not there, as the exchange was used again. */
    public void removeFrom(Exchange exchange) {
        if (of(exchange) != this) return;
        if (outer == null) exchange.removeProperty(PROPERTY);
        else exchange.setProperty(PROPERTY, outer);
    }

    /** Without the key, which may be about a person. */
    @Override
    public String toString() {
        return "turn of a conversation";
    }
}
