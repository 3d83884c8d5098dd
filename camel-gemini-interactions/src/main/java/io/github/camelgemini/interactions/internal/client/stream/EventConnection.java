// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.internal.client.codec.EventJson;
import io.github.camelgemini.interactions.internal.client.sse.SseDecoder;
import io.github.camelgemini.interactions.internal.client.sse.SseFrame;
import io.github.camelgemini.interactions.internal.client.transport.ApiClient;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.internal.support.async.Strand;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionEvent;
import org.jspecify.annotations.Nullable;

/**
 * Reads one connection to its end: bytes › frames › events, each handed to the sink before the next is decoded. A
 * connection is on at most one worker at a time, and on none while its receiver or the socket is busy with something else.
 */
final class EventConnection {

    /** Events handed over before other streams get their turn on the worker. */
    private static final int TURN = 256;

    // Set once, before delivery starts.
    private final EventSink sink;
    private final SseDecoder decoder;
    private final Strand strand;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    // Set once, when the request is on its way; cancelling it ends the request, and what it would try again.
    private volatile @Nullable CompletableFuture<ByteStream> opening;
    // Set once, when the headers have come.
    private volatile @Nullable ByteStream bytes;
    // Written by whoever ends the stream from outside, read by the worker. Once set, stays.
    private volatile @Nullable Throwable stopped;
    // Handed from worker to worker by the strand.
    private @Nullable InteractionError error;
    private boolean completed;
    // Set by the worker before it leaves, cleared by whoever is done with the event.
    private volatile boolean sinkBusy;
    private volatile @Nullable Throwable sinkFailure;

    private EventConnection(EventSink sink, Executor workers, int maxEventBytes) {
        this.sink = sink;
        this.decoder = new SseDecoder(maxEventBytes);
        this.strand = new Strand(workers, this::work);
    }

    /**
     * Sends a request and reads the stream it opens.
     *
     * @param maxEventBytes the longest event to accept; a longer one ends the stream with a failure
     */
    static EventConnection open(
            ApiClient client, ApiRequest request, EventSink sink, Executor workers, int maxEventBytes) {
        EventConnection stream = new EventConnection(sink, workers, maxEventBytes);
        CompletableFuture<ByteStream> opening =
                client.open(request, stream.strand::signal).toCompletableFuture();
        stream.opening = opening;
        opening.whenComplete(stream::opened);
        return stream;
    }

    /** Completes when the final event was handled, on the thread that did; fails when the stream or its receiver broke. */
    CompletionStage<Void> ended() {
        return ended;
    }

    /** Ends the stream from our side: closes the connection and fails {@link #ended()} with the reason. Any thread. */
    void stop(Throwable reason) {
        if (stopped == null) stopped = reason;
        CompletableFuture<ByteStream> begun = opening;
        if (begun != null) begun.cancel(false);
        ByteStream open = bytes;
        if (open != null) open.cancel();
        strand.signal();
    }

    private void opened(@Nullable ByteStream opened, @Nullable Throwable failure) {
        if (opened == null) {
            if (stopped == null && failure != null)
                stopped = BrokenStreamException.unopened(Futures.unwrapped(failure));
        } else {
            bytes = opened;
            if (stopped != null) opened.cancel();
        }
        strand.signal();
    }

    private void work() {
        for (int handed = 0; !ended.isDone() || completed; handed++) {
            if (handed == TURN) {
                strand.signal();
                return;
            }
            if (!advance()) return;
        }
    }

    /** Handles one event; false when there is nothing to do until the next signal. */
    private boolean advance() {
        Throwable reason = stopped != null ? stopped : sinkFailure;
        if (reason != null) return fail(reason);
        ByteStream open = bytes;
        if (open == null || sinkBusy) return false;
        InteractionEvent event;
        try {
            SseFrame frame = nextFrame(open);
            if (frame == null) return open.isEnded() && atEnd(open);
            event = EventJson.read(frame);
        } catch (InteractionProtocolException e) {
            return fail(BrokenStreamException.broken("The stream is broken: " + e.getMessage(), e));
        }
        if (event == null) return true; // the end marker
        if (completed) {
            open.cancel(); // more after the final event: not ours to wait for
            return false;
        }
        hand(event);
        return true;
    }

    private @Nullable SseFrame nextFrame(ByteStream open) {
        while (true) {
            SseFrame frame = decoder.next();
            if (frame != null) return frame;
            ByteBuffer more = open.poll();
            if (more == null) return null;
            decoder.feed(more);
        }
    }

    private void hand(InteractionEvent event) {
        if (event instanceof InteractionEvent.Failed failed && !failed.error().isEmpty()) error = failed.error();
        CompletableFuture<?> handled;
        try {
            handled = sink.accept(event).toCompletableFuture();
        } catch (RuntimeException e) {
            sinkFailure = e;
            return;
        }
        if (handled.isDone() && !handled.isCompletedExceptionally()) {
            handled(event);
            return;
        }
        sinkBusy = true;
        handled.whenComplete((nothing, failure) -> {
            if (failure != null) sinkFailure = Futures.unwrapped(failure);
            else handled(event);
            sinkBusy = false;
            strand.signal();
        });
    }

    private void handled(InteractionEvent event) {
        if (!(event instanceof InteractionEvent.Completed)) return;
        completed = true; // what follows is the end marker: read it, so that the connection can be used again
        ended.complete(null);
    }

    private boolean atEnd(ByteStream open) {
        if (completed) return false;
        SseFrame stray = decoder.finish();
        if (stray != null && EventJson.read(stray) instanceof InteractionEvent.Failed failed) error = failed.error();
        Throwable cause = open.failure();
        String what = "The stream ended too early";
        if (error != null) what = "The stream reported the error " + error.code() + " and ended";
        else if (cause != null) what = "The stream broke: " + cause.getMessage();
        return fail(BrokenStreamException.broken(what, cause));
    }

    private boolean fail(Throwable reason) {
        ByteStream open = bytes;
        if (open != null) open.cancel();
        ended.completeExceptionally(reason);
        return false;
    }
}
