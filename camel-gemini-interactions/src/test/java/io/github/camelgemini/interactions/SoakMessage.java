// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.camelgemini.interactions.SoakWeather.Storm;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionInDoubtException;
import io.github.camelgemini.interactions.exception.InteractionNotKeptException;
import org.jspecify.annotations.Nullable;

/** One message of the soak and all that came of it. Guarded by itself. */
final class SoakMessage {

    /** What is asked, and how many interactions that is. */
    enum Kind {
        PLAIN("plain", 1),
        KEYED("keyed", 1),
        RESEND("resend", 1),
        FUNCTION("function", 2),
        TURN("turn", 1),
        STREAM("stream", 1),
        RUN("run", 1);

        final String route;
        final int creates;

        Kind(String route, int creates) {
            this.route = route;
            this.creates = creates;
        }
    }

    /**
     * One delivery that has ended.
     *
     * @param interactionId null if the exchange has none
     * @param failure null if it succeeded
     * @param touched the kinds of fault that may have touched it
     */
    record Delivery(
            String node,
            long millis,
            @Nullable String interactionId,
            @Nullable String body,
            @Nullable Throwable failure,
            Set<Storm> touched) {}

    private static final int MOST_DELIVERIES = 8;

    // Set once.
    final long number;
    final Kind kind;
    final @Nullable String conversation;
    final long begun = System.nanoTime();
    // What came of it.
    final List<Delivery> deliveries = new ArrayList<>();
    final List<String> creates = new ArrayList<>();
    /** What its creates that took effect continued; empty for none. */
    final List<String> continued = new ArrayList<>();
    /** Interaction and index of each step that its route has finished, in that order. */
    final List<String> steps = new ArrayList<>();
    /** The interactions whose end a route has finished with. */
    final List<String> ends = new ArrayList<>();
    /** Of each call of a function, whether the runs were marked as repeated. */
    final Map<String, List<Boolean>> calls = new LinkedHashMap<>();
    /** The kinds of fault that may have touched it. */
    final Set<Storm> touched = EnumSet.noneOf(Storm.class);

    /** Deliveries that have not ended, or are still to come. */
    int underWay;

    long lastSeen = begun;

    SoakMessage(long number, Kind kind, @Nullable String conversation) {
        this.number = number;
        this.kind = kind;
        this.conversation = conversation;
    }

    String model() {
        return SoakService.MODEL + number;
    }

    String tag() {
        return "m" + number + ".";
    }

    String text() {
        return kind == Kind.FUNCTION ? tag() + " What is the stock price?" : tag() + " Say hello, please.";
    }

    int effects() {
        return continued.size();
    }

    /** How many of its creates began, rather than continued something. */
    int begun() {
        return (int) continued.stream().filter(String::isEmpty).count();
    }

    int failed() {
        return (int) deliveries.stream()
                .filter(delivery -> delivery.failure() != null)
                .count();
    }

    int notKept() {
        return (int) deliveries.stream()
                .filter(delivery -> delivery.failure() instanceof InteractionNotKeptException)
                .count();
    }

    /** The failure names the interaction; that of a node that was killed may not. */
    boolean failedAfterItsCreate() {
        return deliveries.stream()
                .anyMatch(delivery -> delivery.failure() != null
                        && (delivery.interactionId() != null
                                || delivery.touched().contains(Storm.KILL)));
    }

    /** Whether another delivery might be answered where none was. */
    synchronized boolean mayBeAnswered() {
        return !isAnswered()
                && deliveries.size() < MOST_DELIVERIES
                && deliveries.stream()
                        .noneMatch(delivery -> delivery.failure() != null && isForGood(delivery.failure()));
    }

    /** What a storm has left behind with a key, for all its deliveries. */
    static boolean isForGood(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InteractionInDoubtException || cause instanceof InteractionEndedException) return true;
        }
        return false;
    }

    boolean isAnswered() {
        return deliveries.stream().anyMatch(delivery -> delivery.failure() == null);
    }

    @Override
    public synchronized String toString() {
        StringBuilder text =
                new StringBuilder(kind + " " + number + ", creates " + creates + ", touched by " + touched);
        if (conversation != null)
            text.append(", in ").append(conversation).append(" behind ").append(continued);
        if (!steps.isEmpty()) text.append(", steps ").append(steps);
        if (!ends.isEmpty()) text.append(", ends ").append(ends);
        if (!calls.isEmpty()) text.append(", calls ").append(calls);
        for (Delivery delivery : deliveries) {
            text.append("\n      ")
                    .append(delivery.node())
                    .append(" after ")
                    .append(delivery.millis())
                    .append(" ms: ");
            text.append(
                    delivery.failure() == null
                            ? "answered"
                            : delivery.failure() + ", touched by " + delivery.touched());
            text.append(", ").append(delivery.interactionId());
        }
        return text.toString();
    }
}
