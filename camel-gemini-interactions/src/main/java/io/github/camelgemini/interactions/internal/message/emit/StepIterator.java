// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StreamFigures;
import io.github.camelgemini.interactions.internal.client.call.StreamListener;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress;
import io.github.camelgemini.interactions.internal.message.exchange.HeaderPropagation;
import io.github.camelgemini.interactions.internal.message.exchange.OriginExchange;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/**
 * A stream as a body: one {@link Message} per part, for {@code split(body()).streaming()}. The last part is always the whole
 * answer, so {@link #hasNext()} never waits, and each part is routed as it arrives. {@link #next()} waits on the caller's
 * thread, and throws where the stream cannot be completed. Parts that are not taken slow the socket.
 */
public final class StepIterator implements Iterator<Message>, Closeable, StreamListener {

    /** Follows runs whose steps go to this iterator. */
    private final class Runner implements InteractionRunner {

        private final InteractionCalls calls;
        private final StreamListener listener;

        Runner(InteractionCalls calls, StreamListener listener) {
            this.calls = calls;
            this.listener = listener;
        }

        @Override
        public RunHandle create(InteractionRequest request) {
            return calls.stream(request, listener);
        }

        @Override
        public RunHandle attach(String id) {
            return calls.resume(id, listener);
        }

        /** The last part, the whole answer, is not known before all rounds have ended. */
        @Override
        public InteractionRunner round(int rounds) {
            return new Runner(calls, StepIterator.this.round(rounds));
        }
    }

    private static final CompletionStage<?> NOTHING = CompletableFuture.completedFuture(null);

    // Set once.
    private final Exchange exchange;
    private final EmissionPlan emissions;
    private final HeaderPropagation heritage;
    private final OriginExchange origin;
    private final BiConsumer<Interaction, Message> lastPart;
    private final StreamFigures figures;
    private final StepCursor.InFlightSteps inFlight = newInFlight();
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    // Guarded by this: what waits for the reader, and how the stream ended.
    private final Deque<EmissionPlan.Part> waiting = new ArrayDeque<>();
    private CompletableFuture<Void> taken = CompletableFuture.completedFuture(null);
    private @Nullable RunHandle underWay;
    private @Nullable StreamProgress progress;
    private @Nullable Interaction whole;
    private @Nullable Throwable failure;

    /**
     * @param exchange asked for; when it is done, so is the stream
     * @param lastPart writes the whole answer; throws where it is not what was asked for
     */
    public StepIterator(
            Exchange exchange,
            EmissionPlan emissions,
            HeaderPropagation heritage,
            BiConsumer<Interaction, Message> lastPart,
            StreamFigures figures) {
        this.exchange = exchange;
        this.emissions = emissions;
        this.heritage = heritage;
        this.origin = OriginExchange.of(exchange);
        this.lastPart = lastPart;
        this.figures = figures;
    }

    /** Starts or attaches to runs whose steps go to this iterator. */
    public InteractionRunner runner(InteractionCalls calls) {
        return new Runner(calls, this);
    }

    /** Completes when there is something to iterate over; fails when the stream never began. */
    public CompletionStage<Void> begun() {
        return begun;
    }

    /** Completes when it has been read to its end, or closed. */
    public CompletionStage<Void> over() {
        return over;
    }

    /** Follows what is under way to its end. */
    public void follow(RunHandle started) {
        synchronized (this) {
            underWay = started;
        }
        started.whole().whenComplete((answer, broken) -> {
            synchronized (this) {
                whole = answer;
                failure = broken == null ? null : UnhandledStepException.unwrapped(broken);
                notifyAll();
            }
            if (broken == null || !begun.completeExceptionally(UnhandledStepException.unwrapped(broken)))
                begun.complete(null);
            else over.complete(null); // it will not be read
        });
    }

    /** Makes this the body of its exchange, and closes it with the exchange. */
    public void writeTo(Message message) {
        message.setBody(this);
        message.getExchange().getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                close();
            }
        });
    }

    private static StepCursor.InFlightSteps newInFlight() {
        return StepCursor.ofNewRun(StepCursor.Store.MEMORY).inFlight();
    }

    @Override
    public CompletionStage<?> accept(StreamProgress brought) {
        return take(brought, emissions.of(brought, inFlight));
    }

    /** What takes one of several streams that make one answer together, after so many rounds of function calls. */
    private StreamListener round(int rounds) {
        StepCursor.InFlightSteps own = newInFlight();
        return brought -> take(
                brought,
                emissions.of(brought.unended(), own).stream()
                        .map(part -> after(rounds, part))
                        .toList());
    }

    private static EmissionPlan.Part after(int rounds, EmissionPlan.Part part) {
        Consumer<Message> write = part.write();
        if (write == null) return part;
        return new EmissionPlan.Part(
                write.andThen(message -> message.setHeader(GeminiInteractionsConstants.TOOL_ITERATIONS, rounds)),
                part.done());
    }

    private CompletionStage<?> take(StreamProgress brought, List<EmissionPlan.Part> parts) {
        CompletionStage<?> room = keep(brought, parts);
        begun.complete(null);
        return room;
    }

    private synchronized CompletionStage<?> keep(StreamProgress brought, List<EmissionPlan.Part> parts) {
        progress = brought;
        for (EmissionPlan.Part part : parts) {
            if (part.write() == null) part.done().run();
            else waiting.add(part);
        }
        if (waiting.isEmpty()) return NOTHING;
        taken = new CompletableFuture<>();
        notifyAll();
        return taken;
    }

    @Override
    public boolean hasNext() {
        return !over.isDone();
    }

    @Override
    public Message next() {
        if (over.isDone()) throw new NoSuchElementException("The stream has ended, or was closed");
        Message message = new DefaultMessage(exchange);
        heritage.copy(origin, message);
        EmissionPlan.Part part = awaitPart();
        if (part == null) {
            last(message);
        } else if (part.write() != null) {
            part.write().accept(message);
            part.done().run();
        }
        figures.delivered(message.getHeader(GeminiInteractionsConstants.EVENT_ID, String.class));
        return message;
    }

    /** The next part; null when only the end is left. */
    private EmissionPlan.@Nullable Part awaitPart() {
        CompletableFuture<Void> emptied;
        EmissionPlan.Part part;
        synchronized (this) {
            while (waiting.isEmpty() && whole == null && failure == null && !over.isDone()) pause();
            part = waiting.poll();
            emptied = taken;
            if (part == null || !waiting.isEmpty()) return part;
        }
        emptied.complete(null); // the stream goes on, not on this thread
        return part;
    }

    private void pause() {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw stopped();
        }
    }

    private void last(Message message) {
        Interaction answer;
        Throwable broken;
        StreamProgress end;
        synchronized (this) {
            answer = whole;
            broken = failure;
            end = progress;
        }
        over.complete(null);
        if (broken instanceof RuntimeException unchecked) throw unchecked;
        if (broken instanceof Error error) throw error;
        if (answer == null) throw broken == null ? stopped() : new IllegalStateException(broken);
        lastPart.accept(answer, message);
        if (end != null) emissions.writer().origin(end, message);
    }

    private synchronized InteractionStoppedException stopped() {
        RunHandle open = underWay;
        return open == null
                ? new InteractionStoppedException(null, null)
                : new InteractionStoppedException(open.interactionId(), open.lastEventId());
    }

    /** Ends the stream, wherever it is. Any thread. */
    @Override
    public void close() {
        RunHandle open;
        CompletableFuture<Void> room;
        synchronized (this) {
            if (!over.complete(null)) return;
            open = underWay;
            room = taken;
            waiting.clear();
            notifyAll();
        }
        if (open != null) open.stop();
        room.complete(null);
    }
}
