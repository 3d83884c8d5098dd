// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.internal.client.codec.EventJson;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.sse.AnswerDecoder;
import io.github.camelgemini.interactions.internal.client.sse.SseFrame;
import io.github.camelgemini.interactions.internal.client.transport.ApiClient;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.internal.support.async.Strand;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionEvent;
import org.jspecify.annotations.Nullable;

/**
 * Reads one connection to its end: bytes › frames › events. Passes each event to the sink before decoding the next.
 * Occupies at most one worker, and none while it waits for the sink or for bytes.
 */
final class EventConnection {

    /** Number of events before the worker is released to other streams. */
    private static final int MAX_EVENTS_PER_RUN = 256;

    /**
     * Number of events that are decoded before the first of them is handed over, if their bytes are there. A processor that
     * decodes, and then routes, needs 1.65 µs for a delta of 128 bytes; one that does both in turns 2.0 µs.
     */
    private static final int MAX_AHEAD = 32;

    // Set once, before delivery starts.
    private final EventSink sink;
    private final int maxEventBytes;
    private final AnswerSize size;
    private final Strand strand;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    // Set once, when the request was sent; cancelling it aborts the request and its retries.
    private volatile @Nullable CompletableFuture<ByteStream> opening;
    // Set once, when the response headers have arrived.
    private volatile @Nullable ByteStream bytes;
    // Why the stream is to end. Written by any thread, read by the worker. Once set, stays.
    private volatile @Nullable Throwable stopped;
    // Handed from worker to worker by the strand.
    private @Nullable AnswerDecoder decoder;
    private final ArrayDeque<InteractionEvent> ahead = new ArrayDeque<>();
    private @Nullable Throwable behind; // what decoding has thrown behind these events
    private @Nullable InteractionError error;
    private @Nullable SseFrame document; // JSON that is no event, or the whole answer
    private boolean completed;
    // Set by the worker, cleared by the thread that completes the sink's stage.
    private volatile boolean sinkBusy;
    private volatile @Nullable Throwable sinkFailure;

    private EventConnection(EventSink sink, Executor workers, int maxEventBytes, AnswerSize size) {
        this.sink = sink;
        this.maxEventBytes = maxEventBytes;
        this.size = size;
        this.strand = new Strand(workers, this::work);
    }

    /**
     * Sends a request and reads the stream that it opens.
     *
     * @param maxEventBytes maximum size of an event; a larger one ends the stream with a failure
     * @param size the run's; a stream that exceeds it fails with {@link AnswerSize.ExceededException}
     */
    static EventConnection open(
            ApiClient client,
            ApiRequest request,
            EventSink sink,
            Executor workers,
            int maxEventBytes,
            AnswerSize size) {
        EventConnection stream = new EventConnection(sink, workers, maxEventBytes, size);
        CompletableFuture<ByteStream> opening =
                client.open(request, stream::signal).toCompletableFuture();
        stream.opening = opening;
        opening.whenComplete(stream::opened);
        return stream;
    }

    /** Completes when the sink has handled the final event, on that thread; fails if the connection or the sink failed. */
    CompletionStage<Void> ended() {
        return ended;
    }

    /** Closes the connection and fails {@link #ended()} with the reason. Any thread. */
    void stop(Throwable reason) {
        if (stopped == null) stopped = reason;
        CompletableFuture<ByteStream> request = opening;
        if (request != null) request.cancel(false);
        ByteStream open = bytes;
        if (open != null) open.cancel();
        signal();
    }

    /** Any thread. Fails the stream if no worker can be had: it would never be read again. */
    private void signal() {
        try {
            strand.signal();
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void opened(@Nullable ByteStream opened, @Nullable Throwable failure) {
        if (opened == null) {
            if (stopped == null && failure != null)
                stopped = BrokenStreamException.unopened(Futures.unwrapped(failure));
        } else {
            bytes = opened;
            if (stopped != null) opened.cancel();
        }
        signal();
    }

    private void work() {
        int events = 0;
        while (events < MAX_EVENTS_PER_RUN && (!ended.isDone() || completed) && advanced()) events++;
        if (events == MAX_EVENTS_PER_RUN) signal();
        if (events > 0) idle();
    }

    private void idle() {
        try {
            sink.idle();
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Fails the stream with whatever is thrown: the strand would otherwise be dead, and the stream never end. */
    private boolean advanced() {
        try {
            return advance();
        } catch (Throwable e) {
            return fail(e);
        }
    }

    /** Handles one event; false if there is nothing to do until the next signal. */
    private boolean advance() {
        Throwable reason = stopped != null ? stopped : sinkFailure;
        if (reason != null) return fail(reason);
        ByteStream open = bytes;
        if (open == null || sinkBusy) return false;
        InteractionEvent event = ahead.poll();
        try {
            if (event == null) {
                if (behind != null) return unreadable(behind);
                AnswerDecoder answer = decoder(open);
                SseFrame frame = nextFrame(answer, open);
                if (frame == null && !open.isEnded()) return false;
                if (frame != null && !frame.framed() && !EventJson.isBareError(frame)) {
                    document = frame;
                    return true;
                }
                event = frame == null ? lastEvent(answer, open) : EventJson.read(frame);
                if (frame == null && event == null) return atEnd(answer, open);
                if (event instanceof InteractionEvent.StepGrew) decodeAhead(answer);
            }
        } catch (InteractionProtocolException e) {
            return unreadable(e);
        }
        if (event == null) return true; // the end marker
        if (completed) {
            open.cancel(); // the service sends more after the final event: do not wait for it
            return false;
        }
        deliver(event, open);
        return true;
    }

    private boolean unreadable(Throwable cause) {
        if (!(cause instanceof InteractionProtocolException)) return fail(cause);
        if (error != null) return fail(BrokenStreamException.reported(error));
        return fail(BrokenStreamException.broken("The stream is broken: " + cause.getMessage(), cause));
    }

    /** Decodes deltas of the buffer at hand; ends with the first event that is none. */
    private void decodeAhead(AnswerDecoder answer) {
        try {
            while (ahead.size() < MAX_AHEAD) {
                SseFrame frame = answer.nextFramed();
                if (frame == null) return;
                InteractionEvent event = EventJson.read(frame);
                if (event != null) ahead.add(event);
                if (!(event instanceof InteractionEvent.StepGrew)) return;
            }
        } catch (Throwable e) {
            behind = e;
        }
    }

    private AnswerDecoder decoder(ByteStream open) {
        AnswerDecoder known = decoder;
        if (known == null) decoder = known = new AnswerDecoder(open.mediaType(), maxEventBytes);
        return known;
    }

    /** The event that lacks only its blank line; null if there is none, it is not whole, or the stream was cut off. */
    private static @Nullable InteractionEvent lastEvent(AnswerDecoder answer, ByteStream open) {
        if (open.failure() != null) return null;
        SseFrame frame = answer.unterminated();
        try {
            return frame == null ? null : EventJson.read(frame);
        } catch (InteractionProtocolException e) {
            return null;
        }
    }

    private @Nullable SseFrame nextFrame(AnswerDecoder decoder, ByteStream open) {
        while (true) {
            SseFrame frame = decoder.next();
            if (frame != null) return frame;
            ByteBuffer more = open.poll();
            if (more == null) return null;
            size.add(more.remaining());
            decoder.feed(more);
        }
    }

    private void deliver(InteractionEvent event, ByteStream open) {
        error = RunStream.reported(event, error);
        // Before the exchange can end: its next request finds the place of this stream free.
        if (event instanceof InteractionEvent.Completed) open.endsSoon();
        CompletionStage<?> handled;
        try {
            handled = sink.accept(event);
        } catch (Throwable e) {
            sinkFailure = e;
            return;
        }
        if (Futures.isSuccess(handled)) {
            handled(event);
            return;
        }
        sinkBusy = true;
        handled.whenComplete((nothing, failure) -> {
            if (failure != null) sinkFailure = Futures.unwrapped(failure);
            else handled(event);
            sinkBusy = false;
            signal();
        });
    }

    private void handled(InteractionEvent event) {
        if (!(event instanceof InteractionEvent.Completed)) return;
        completed = true; // the end marker follows: it is read so that the connection can be reused
        ended.complete(null);
    }

    private boolean atEnd(AnswerDecoder decoder, ByteStream open) {
        if (completed) return false;
        SseFrame rest = decoder.finish();
        SseFrame stray = rest == null ? document : rest;
        Interaction whole = stray == null || open.failure() != null ? null : EventJson.whole(stray);
        if (whole != null && (decoder.isDocument() || isAnswer(whole))) return fail(new WholeAnswerException(whole));
        if (error == null
                && stray != null
                && open.failure() == null
                && decoder.isDocument()
                && !EventJson.isBareError(stray))
            return fail(new WholeAnswerException(InteractionJson.idIn(stray.data())));
        if (error == null
                && stray != null
                && EventJson.read(stray) instanceof InteractionEvent.Failed failed
                && !failed.error().isEmpty()) error = failed.error();
        Throwable cause = open.failure();
        if (error != null) return fail(BrokenStreamException.reported(error));
        String message = cause == null ? "The stream ended too early" : "The stream broke: " + cause.getMessage();
        return fail(BrokenStreamException.broken(message, cause));
    }

    /** True if JSON beside the events of a stream is an interaction for sure. */
    private static boolean isAnswer(Interaction whole) {
        return whole.status().isKnown() || !whole.steps().isEmpty();
    }

    private boolean fail(Throwable reason) {
        ByteStream open = bytes;
        if (open != null) open.cancel();
        ended.completeExceptionally(reason);
        return false;
    }
}
