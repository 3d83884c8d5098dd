// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import com.fasterxml.jackson.annotation.JsonValue;
import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.GeminiInteractionsToolConstants;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StreamFigures;
import io.github.camelgemini.interactions.internal.client.call.StreamListener;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress;
import io.github.camelgemini.interactions.internal.message.exchange.HeaderPropagation;
import io.github.camelgemini.interactions.internal.message.exchange.OriginExchange;
import io.github.camelgemini.interactions.internal.message.reply.ReplyWriter;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.internal.support.async.Durations;
import io.github.camelgemini.interactions.internal.support.header.EmittedMessage;
import io.github.camelgemini.interactions.internal.support.header.MessageExchange;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Route;
import org.apache.camel.spi.SynchronizationRouteAware;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Iterator over a stream as a message body: one {@link Message} per part, for {@code split(body()).streaming()}. The last
 * part is always the whole answer, so {@link #hasNext()} never waits. {@link #next()} waits on the caller's thread for the
 * next part, and throws if the stream cannot be completed. Unread parts slow down the reading of the socket.
 */
public final class StepIterator implements Iterator<Message>, Closeable {

    /** How URIs of functions begin: not remote, but their answer goes to a model. */
    private static final String FUNCTION = GeminiInteractionsToolConstants.SCHEME + ":";

    private static final CompletionStage<?> NOTHING = CompletableFuture.completedFuture(null);
    private static final Unread SILENCE = new Unread(new EmissionPlan.Part(null, () -> {}), null, 0);

    /** Parts, and characters of their events, that wait for the reader before the reading of the socket pauses. */
    private static final int MAX_UNREAD = 256;

    private static final int MAX_UNREAD_CHARS = 128 * 1024;

    /**
     * A part that waits for the reader.
     *
     * @param chars length of its event
     */
    private record Unread(EmissionPlan.Part part, @Nullable String eventId, int chars) {}

    // The exchange whose body this is; another one if that is handed over.
    private volatile Exchange exchange;
    // Written by the end of that exchange, which may then be reused for another message.
    private volatile boolean exchangeDone;
    // Set once.
    private final ReplyWriter replies;
    private final EmissionPlan emissions;
    private final HeaderPropagation headers;
    private final OriginExchange origin;
    private final BiConsumer<Interaction, Message> lastPart;
    private final StreamFigures figures;
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    // Guarded by this: parts that wait for the reader, and the end of the stream.
    private final Deque<Unread> waiting = new ArrayDeque<>();
    private int waitingChars;
    // Threads that wait for a part.
    private int readers;
    // Not null while too much waits: completes when the reader has taken most of it.
    private @Nullable CompletableFuture<Void> room;
    private @Nullable RunHandle run;
    private @Nullable StreamProgress progress;
    // Of the last part that was given out.
    private @Nullable String lastEventId;
    private @Nullable Interaction whole;
    private @Nullable Throwable failure;
    private boolean closed;
    // Parts wait without a bound, since their reader may come when the stream is at its end.
    private boolean buffersAll;
    // The last part was given out.
    private boolean finished;
    // The reader of the last part has closed this. Camel's splitter asks for parts once more then, to release their
    // exchanges.
    private boolean readerAsksAgain;
    // Thrown by each next(): a reader that comes later does not find an empty stream.
    private @Nullable Throwable thrown;

    /**
     * @param exchange exchange whose body this becomes; its completion closes the stream
     * @param replies writes the properties of a failure to the exchange
     * @param lastPart writes the whole answer; throws if that is not what was requested
     */
    public StepIterator(
            Exchange exchange,
            EmissionPlan emissions,
            HeaderPropagation headers,
            ReplyWriter replies,
            BiConsumer<Interaction, Message> lastPart,
            StreamFigures figures) {
        this.exchange = exchange;
        this.replies = replies;
        this.emissions = emissions;
        this.headers = headers;
        this.origin = OriginExchange.of(exchange);
        this.lastPart = lastPart;
        this.figures = figures;
    }

    /** Starts or attaches to runs whose steps go to this iterator. */
    public InteractionRunner runner(InteractionCalls calls) {
        return new Runner(calls, null);
    }

    /** @param rounds number of earlier rounds of function calls; null if no function can be called */
    private final class Runner implements InteractionRunner {

        private final InteractionCalls calls;
        private final @Nullable Integer rounds;

        Runner(InteractionCalls calls, @Nullable Integer rounds) {
            this.calls = calls;
            this.rounds = rounds;
        }

        @Override
        public RunHandle create(InteractionRequest request) {
            return calls.stream(request, listener(rounds));
        }

        @Override
        public RunHandle attach(List<String> ids) {
            return calls.resume(ids.get(ids.size() - 1), listener(rounds));
        }

        @Override
        public InteractionRunner round(int earlier) {
            return new Runner(calls, earlier);
        }
    }

    /** Completes when the first event has arrived; fails if the stream never began. */
    public CompletionStage<Void> begun() {
        return begun;
    }

    /** Completes when the stream has been read to its end, or closed. */
    public CompletionStage<Void> over() {
        return over;
    }

    /** Makes the end of a run the end of this iterator. */
    public void follow(RunHandle started) {
        synchronized (this) {
            run = started;
        }
        started.whole().whenComplete((answer, broken) -> {
            synchronized (this) {
                whole = answer;
                failure = broken == null ? null : UnhandledStepException.unwrapped(broken);
                notifyAll();
            }
            if (broken == null || !begun.completeExceptionally(UnhandledStepException.unwrapped(broken)))
                begun.complete(null);
            else over.complete(null); // it is not read: its exchange fails
        });
    }

    /**
     * Makes this the body of its exchange, and closes it with the exchange. Where it is still the body at the end of a route
     * that answers a remote caller or a model, its end is waited for there: behind the route, where the answer is written,
     * some servers let all their clients wait, and some send an empty answer if the stream fails.
     */
    public void writeTo(Message message) {
        message.setBody(this);
        MessageExchange.of(message).getExchangeExtension().addOnCompletion(new ExchangeEnd());
    }

    private final class ExchangeEnd extends SynchronizationAdapter implements SynchronizationRouteAware {

        @Override
        public void beforeHandover(Exchange target) {
            exchange = target;
        }

        @Override
        public SynchronizationRouteAware getRouteSynchronization() {
            return this;
        }

        @Override
        public void onBeforeRoute(Route route, Exchange routed) {}

        @Override
        public void onAfterRoute(Route route, Exchange routed) {
            if (isAnswer(route, routed)) awaitAnswer(routed);
        }

        @Override
        public void onDone(Exchange done) {
            exchangeDone = true;
            end();
        }
    }

    private boolean isAnswer(Route route, Exchange routed) {
        Endpoint from = routed.getFromEndpoint();
        return from != null
                && (from.isRemote() || from.getEndpointUri().startsWith(FUNCTION))
                && route.getRouteId().equals(routed.getFromRouteId())
                && ExchangeHelper.isOutCapable(routed)
                && !routed.isFailed()
                && routed.getMessage().getBody() == this;
    }

    private void awaitAnswer(Exchange routed) {
        try {
            whole();
        } catch (Throwable e) {
            routed.setException(e);
        }
    }

    /**
     * Listener of one run. Its end is not emitted: the whole answer, which may take further runs, is the last part.
     *
     * @param rounds number of earlier rounds of function calls; null if no function can be called
     */
    private StreamListener listener(@Nullable Integer rounds) {
        StepCursor.InFlightSteps own =
                StepCursor.ofNewRun(StepCursor.Store.MEMORY).inFlight();
        return new StreamListener() {
            @Override
            public CompletionStage<?> accept(StreamProgress event) {
                return offer(
                        event,
                        emissions.of(event.unended(), own).stream()
                                .map(part -> after(rounds, part))
                                .toList());
            }

            @Override
            public void idle() {
                wakeReader();
            }

            @Override
            public boolean runsRoutes() {
                return false;
            }
        };
    }

    private static EmissionPlan.Part after(@Nullable Integer rounds, EmissionPlan.Part part) {
        Consumer<EmittedMessage> write = part.write();
        if (write == null || rounds == null) return part;
        return new EmissionPlan.Part(
                write.andThen(message ->
                        message.headers(more -> more.set(GeminiInteractionsConstants.TOOL_ITERATIONS, rounds))),
                part.done());
    }

    private CompletionStage<?> offer(StreamProgress event, List<EmissionPlan.Part> parts) {
        CompletionStage<?> room = enqueue(event, parts);
        begun.complete(null);
        return room;
    }

    private synchronized CompletionStage<?> enqueue(StreamProgress event, List<EmissionPlan.Part> parts) {
        progress = event;
        for (EmissionPlan.Part part : parts) {
            if (part.write() == null) part.done().run();
            else add(part, event.event());
        }
        boolean isFull = waiting.size() >= MAX_UNREAD || waitingChars >= MAX_UNREAD_CHARS;
        if (!isFull || buffersAll) return NOTHING;
        wakeReader();
        CompletableFuture<Void> full = room;
        if (full == null) room = full = new CompletableFuture<>();
        return full;
    }

    private void add(EmissionPlan.Part part, InteractionEvent event) {
        int delta =
                event instanceof InteractionEvent.StepGrew grew ? grew.delta().chars() : 0;
        int chars = delta > 0 ? delta : event.json().length();
        waiting.add(new Unread(part, event.eventId(), chars));
        waitingChars += chars;
    }

    /**
     * A reader is woken behind the last part that has arrived, or when no more are taken, not for each of them: handed over one
     * at a time, a delta took 27 µs from the socket to the reader, instead of 2.5.
     */
    private synchronized void wakeReader() {
        if (readers > 0 && !waiting.isEmpty()) notifyAll();
    }

    /**
     * False to the reader of the last part, and while the exchange has failed, so that a splitter that stops does not read the
     * rest. Before that and after that it is true, and {@link #next()} throws where there is nothing to read: neither a stream
     * that was closed or failed, nor one that another reader has read, looks like an empty or complete answer.
     */
    @Override
    public synchronized boolean hasNext() {
        if (!exchangeDone && exchange.getException() != null) return false;
        boolean sameReader = readerAsksAgain;
        readerAsksAgain = false;
        return !finished || closed && !sameReader;
    }

    /**
     * Waits for the next part.
     *
     * @throws InteractionStoppedException if the stream was closed before its last part was given out
     * @throws NoSuchElementException if the last part was given out
     * @throws RuntimeException the failure of the stream, each time; its properties are on the exchange that reads it
     */
    @Override
    public Message next() {
        return Objects.requireNonNull(next(null));
    }

    /** @param limit longest time to wait for a part, after which the result is null; null to wait without limit */
    @Nullable
    Message next(@Nullable Duration limit) {
        try {
            return read(limit);
        } catch (NoSuchElementException e) {
            throw e;
        } catch (Throwable e) {
            failed(e);
            throw e;
        }
    }

    /**
     * Waits for the end of the stream and returns the whole answer, as often as it is called. The parts are left for their
     * reader, and are in memory until it has read them.
     *
     * @throws InteractionStoppedException if the stream was closed before its last part was given out
     * @throws RuntimeException the failure of the stream, each time
     */
    Message whole() {
        try {
            awaitWhole();
            EmittedMessage message = new EmittedMessage(exchange);
            headers.copy(origin, message);
            writeEnd(message);
            return message;
        } catch (Throwable e) {
            failed(e);
            throw e;
        }
    }

    /**
     * The body of the {@link #whole() whole answer}, as which Jackson writes this. It would go through the messages
     * otherwise, and from there through the whole Camel context.
     */
    @JsonValue
    public @Nullable Object body() {
        return whole().getBody();
    }

    private void awaitWhole() {
        CompletableFuture<Void> full;
        synchronized (this) {
            buffersAll = true;
            full = takeRoom();
        }
        if (full != null) full.complete(null);
        synchronized (this) {
            pause(null, () -> whole == null && failure == null && !closed);
            throwAgain();
            if (exchangeDone || closed && !finished) throw stopped();
        }
    }

    private void failed(Throwable failed) {
        RunHandle open;
        synchronized (this) {
            thrown = failed;
            open = run;
        }
        if (!exchangeDone) replies.failed(failed, open == null ? null : open.interactionId(), exchange.getMessage());
        end();
    }

    /** Says what this is, for logs; reads nothing. */
    @Override
    public String toString() {
        return "Stream of an interaction, to be read by split(body()).streaming()";
    }

    private @Nullable Message read(@Nullable Duration limit) {
        EmittedMessage message = new EmittedMessage(exchange);
        headers.copy(origin, message);
        Unread unread = awaitPart(limit);
        if (unread == SILENCE) return null;
        if (unread == null) {
            last(message);
            figures.delivered(message.getHeader(GeminiInteractionsConstants.EVENT_ID, String.class));
            return message;
        }
        EmissionPlan.Part part = unread.part();
        if (part.write() != null) part.write().accept(message);
        part.done().run();
        figures.delivered(unread.eventId());
        return message;
    }

    /** Waits for the next part; null if only the end is left, {@link #SILENCE} if nothing came in time. */
    private @Nullable Unread awaitPart(@Nullable Duration limit) {
        CompletableFuture<Void> full;
        Unread unread;
        synchronized (this) {
            if (isSilent() && !pause(limit, this::isSilent)) return SILENCE;
            throwAgain();
            if (finished)
                throw new NoSuchElementException(
                        "The last part of this stream was read already: a stream body has one reader");
            if (closed) throw stopped();
            unread = waiting.poll();
            if (unread == null) return null;
            if (unread.eventId() != null) lastEventId = unread.eventId();
            waitingChars -= unread.chars();
            if (waiting.size() > MAX_UNREAD / 4 || waitingChars > MAX_UNREAD_CHARS / 4) return unread;
            full = takeRoom();
        }
        if (full != null) full.complete(null); // the stream continues, on another thread
        return unread;
    }

    /** The future that the stream waits for; null if it does not wait. Guarded by this. */
    private @Nullable CompletableFuture<Void> takeRoom() {
        CompletableFuture<Void> full = room;
        room = null;
        return full;
    }

    private void throwAgain() {
        if (thrown instanceof RuntimeException unchecked) throw unchecked;
        if (thrown instanceof Error error) throw error;
    }

    private boolean isSilent() {
        return waiting.isEmpty() && whole == null && failure == null && !closed && !finished;
    }

    /** True if a part, or the end, can be read without waiting. */
    synchronized boolean isReady() {
        return !isSilent();
    }

    /** True if the last part was given out. */
    synchronized boolean isFinished() {
        return finished;
    }

    /** Null while it is unknown. */
    synchronized @Nullable String interactionId() {
        return run == null ? null : run.interactionId();
    }

    /**
     * Waits while a condition holds. Guarded by this. A thread of the component counts for none of its bounds meanwhile.
     *
     * @return false if it still holds after the limit
     */
    private boolean pause(@Nullable Duration limit, BooleanSupplier waits) {
        long begun = System.nanoTime();
        Runnable over = ComponentThreads.waits();
        readers++;
        try {
            while (waits.getAsBoolean()) {
                long left = limit == null ? 0 : Durations.nanos(limit) - (System.nanoTime() - begun);
                if (limit == null) wait();
                else if (left > 0) TimeUnit.NANOSECONDS.timedWait(this, left);
                else return false;
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end();
            throw stopped();
        } finally {
            readers--;
            if (over != null) over.run();
        }
    }

    private void last(EmittedMessage message) {
        over.complete(null);
        writeEnd(message);
        synchronized (this) {
            if (finished) throw new NoSuchElementException("Another reader of this stream has read its last part");
            finished = true;
        }
    }

    private void writeEnd(EmittedMessage message) {
        Interaction answer;
        Throwable broken;
        StreamProgress end;
        synchronized (this) {
            answer = whole;
            broken = failure;
            end = progress;
        }
        if (broken instanceof RuntimeException unchecked) throw unchecked;
        if (broken instanceof Error error) throw error;
        if (answer == null) throw broken == null ? stopped() : new IllegalStateException(broken);
        lastPart.accept(answer, message);
        emissions.writer().end(end, answer, message);
    }

    private synchronized InteractionStoppedException stopped() {
        RunHandle open = run;
        String id = open == null ? null : open.interactionId();
        if (!exchangeDone) return new InteractionStoppedException(id, lastEventId);
        return new InteractionStoppedException(
                id,
                lastEventId,
                "the exchange is done whose body the stream was: read it in the route that calls, by split or"
                        + " convertBodyTo");
    }

    /** Stops the stream, or says that its reader has read it. Any thread. */
    @Override
    public void close() {
        synchronized (this) {
            readerAsksAgain = finished;
        }
        end();
    }

    private void end() {
        RunHandle open;
        CompletableFuture<Void> full;
        synchronized (this) {
            closed = true;
            if (!over.complete(null)) return;
            open = run;
            full = takeRoom();
            waiting.clear();
            waitingChars = 0;
            notifyAll();
        }
        if (open != null) open.stop();
        if (full != null) full.complete(null);
    }
}
