// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.stream;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.github.camelgemini.interactions.InteractionProtocolException;
import io.github.camelgemini.interactions.InteractionStreamException;
import io.github.camelgemini.interactions.internal.codec.EventJson;
import io.github.camelgemini.interactions.internal.sse.SseDecoder;
import io.github.camelgemini.interactions.internal.sse.SseFrame;
import io.github.camelgemini.interactions.internal.transport.ApiClient;
import io.github.camelgemini.interactions.internal.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.transport.ByteStream;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionEvent;
import org.jspecify.annotations.Nullable;

/**
 * Reads one open stream to its end: bytes › frames › events, each handed to the sink before the next is decoded. A stream
 * is on at most one worker at a time, and on none while its receiver or the socket is busy with something else.
 */
public final class EventStream {

    /** Events handed over before other streams get their turn on the worker. */
    private static final int TURN = 256;

    private static final String SSE = "text/event-stream";

    // Set once, before delivery starts.
    private final EventSink sink;
    private final SseDecoder decoder;
    private final Strand strand;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    // Set once, when the headers have come.
    private volatile @Nullable ByteStream bytes;
    // Written by whoever ends the stream from outside, read by the worker. Once set, stays.
    private volatile @Nullable Throwable stopped;
    // Handed from worker to worker by the strand.
    private volatile @Nullable String interactionId;
    private volatile @Nullable String lastEventId;
    private @Nullable InteractionError error;
    private boolean completed;
    private boolean mediaTypeChecked;
    // Set by the worker before it leaves, cleared by whoever is done with the event.
    private volatile boolean sinkBusy;
    private volatile @Nullable Throwable sinkFailure;

    private EventStream(EventSink sink, Executor workers, int maxEventBytes) {
        this.sink = sink;
        this.decoder = new SseDecoder(maxEventBytes);
        this.strand = new Strand(workers, this::work);
    }

    /**
     * Sends a request and reads the stream it opens.
     *
     * @param maxEventBytes the longest event to accept; a longer one ends the stream with a failure
     */
    public static EventStream open(
            ApiClient client, ApiRequest request, EventSink sink, Executor workers, int maxEventBytes) {
        EventStream stream = new EventStream(sink, workers, maxEventBytes);
        client.open(request, stream.strand::signal).whenComplete(stream::opened);
        return stream;
    }

    /** Completes when the final event was handled, on the thread that did; fails when the stream or its receiver broke. */
    public CompletionStage<Void> ended() {
        return ended;
    }

    /** Ends the stream from our side: closes the connection and fails {@link #ended()} with the reason. Any thread. */
    public void stop(Throwable reason) {
        if (stopped == null) stopped = reason;
        ByteStream open = bytes;
        if (open != null) open.cancel();
        strand.signal();
    }

    /** Token of the last event its receiver is done with; null when the service sent none. */
    public @Nullable String lastEventId() {
        return lastEventId;
    }

    /** Id of the interaction; null until the service told it, and for ever where nothing is stored. */
    public @Nullable String interactionId() {
        return interactionId;
    }

    private void opened(@Nullable ByteStream opened, @Nullable Throwable failure) {
        if (opened == null) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            stopped = stopped == null ? cause : stopped;
        } else {
            bytes = opened;
            if (stopped != null) opened.cancel();
        }
        strand.signal();
    }

    private void work() {
        try {
            for (int handed = 0; !ended.isDone() || completed; handed++) {
                if (handed == TURN) {
                    strand.signal();
                    return;
                }
                if (!advance()) return;
            }
        } catch (Exception e) {
            fail(e);
        }
    }

    /** Handles one event; false when there is nothing to do until the next signal. */
    private boolean advance() {
        Throwable reason = stopped != null ? stopped : sinkFailure;
        if (reason != null) {
            fail(reason);
            return false;
        }
        ByteStream open = bytes;
        if (open == null || sinkBusy) return false;
        checkMediaType(open);
        SseFrame frame = nextFrame(open);
        if (frame == null) {
            if (open.isEnded()) atEnd(open);
            return false;
        }
        InteractionEvent event = EventJson.read(frame);
        if (event == null) return true; // the end marker
        if (completed) {
            open.cancel(); // more after the final event: not ours to wait for
            return false;
        }
        hand(event);
        return true;
    }

    private void checkMediaType(ByteStream open) {
        if (mediaTypeChecked) return;
        mediaTypeChecked = true;
        if (!open.mediaType().equals(SSE)
                && !open.mediaType().isEmpty()
                && !open.mediaType().equals("application/json"))
            throw new InteractionProtocolException(
                    "Asked for a stream of events, got " + open.mediaType(), open.mediaType(), null);
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
        note(event);
        CompletableFuture<?> handled = sink.accept(event).toCompletableFuture();
        if (handled.isDone() && !handled.isCompletedExceptionally()) {
            handled(event);
            return;
        }
        sinkBusy = true;
        handled.whenComplete((nothing, failure) -> {
            if (failure != null) sinkFailure = unwrapped(failure);
            else handled(event);
            sinkBusy = false;
            strand.signal();
        });
    }

    private void note(InteractionEvent event) {
        if (event instanceof InteractionEvent.Created created)
            interactionId = created.interaction().id();
        if (event instanceof InteractionEvent.Failed failed && !failed.error().isEmpty()) error = failed.error();
    }

    private void handled(InteractionEvent event) {
        if (event.eventId() != null) lastEventId = event.eventId();
        if (!(event instanceof InteractionEvent.Completed)) return;
        completed = true; // what follows is the end marker: read it, so that the connection can be used again
        ended.complete(null);
    }

    private void atEnd(ByteStream open) {
        if (completed) return;
        SseFrame stray = decoder.finish();
        if (stray != null && EventJson.read(stray) instanceof InteractionEvent.Failed failed) error = failed.error();
        Throwable cause = open.failure();
        String what = "The stream ended too early";
        if (error != null) what = "The stream reported the error " + error.code() + " and ended";
        else if (cause != null) what = "The stream broke: " + cause.getMessage();
        fail(new InteractionStreamException(what, interactionId, lastEventId, sink.deliveredSteps(), cause));
    }

    private void fail(Throwable reason) {
        ByteStream open = bytes;
        if (open != null) open.cancel();
        ended.completeExceptionally(reason);
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
