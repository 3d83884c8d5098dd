// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.call;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.InteractionStoppedException;
import io.github.camelgemini.interactions.model.Interaction;
import org.jspecify.annotations.Nullable;

/**
 * Something under way in several parts, one after the other: a wait for a turn or a channel, a request, the next one. It is
 * stopped in whatever part it is; a part that is due after that never begins.
 */
public final class InParts implements UnderWay {

    private final CompletableFuture<Interaction> whole = new CompletableFuture<>();
    // Written by whoever begins a part, read by whoever stops or asks.
    private volatile @Nullable UnderWay part;
    // Written by whoever ends it with the context. Once true, stays true.
    private volatile boolean endsWithContext;
    // Guarded by this.
    private final List<Consumer<String>> listeners = new ArrayList<>();

    /** Whether it has ended, well or not, so that no further part may begin. Asked before anything is sent. */
    public boolean isOver() {
        return whole.isDone();
    }

    /** Begins a part, and gives back its answer; a part that comes too late is stopped at once. */
    public CompletionStage<Interaction> begin(UnderWay next) {
        List<Consumer<String>> told;
        synchronized (this) {
            part = next;
            told = List.copyOf(listeners);
        }
        told.forEach(next::whenKnown);
        if (isOver()) next.stop();
        else if (endsWithContext) next.endWithContext();
        return next.whole();
    }

    /** Begins the last part: its answer is the whole one. */
    public void end(UnderWay last) {
        begin(last).whenComplete(this::end);
    }

    /** Ends with an answer or, when {@code failure} is not null, with that failure. */
    public void end(@Nullable Interaction answer, @Nullable Throwable failure) {
        if (failure != null) whole.completeExceptionally(Failures.unwrapped(failure));
        else whole.complete(answer);
    }

    @Override
    public CompletionStage<Interaction> whole() {
        return whole;
    }

    @Override
    public @Nullable String interactionId() {
        UnderWay open = part;
        return open == null ? null : open.interactionId();
    }

    @Override
    public @Nullable String lastEventId() {
        UnderWay open = part;
        return open == null ? null : open.lastEventId();
    }

    @Override
    public void stop() {
        UnderWay open = part;
        whole.completeExceptionally(new InteractionStoppedException(interactionId(), lastEventId()));
        if (open != null) open.stop();
    }

    /** A part that must not end lets the next one end; what has not begun yet never does. */
    @Override
    public void endWithContext() {
        endsWithContext = true;
        UnderWay open = part;
        if (open == null) stop();
        else open.endWithContext();
    }

    @Override
    public void whenKnown(Consumer<String> listener) {
        UnderWay open;
        synchronized (this) {
            listeners.add(listener);
            open = part;
        }
        if (open != null) open.whenKnown(listener);
    }
}
