// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLException;

import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and its response. The library calls it on the connection's I/O thread.
 *
 * @param <T> the result
 */
abstract class Attempt<T> implements AsyncResponseConsumer<@Nullable Void>, FutureCallback<@Nullable Void> {

    private static final String ATTRIBUTE = Attempt.class.getName();

    // Set once.
    private final String target;
    private final Permits permits;
    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private Runnable onEnd = () -> {};

    // Written by the I/O thread, read by any thread that aborts.
    private volatile boolean sent;
    private volatile boolean aborted;
    private volatile @Nullable Future<?> exchange;

    /** The connection while this attempt owns it. Guarded by this. */
    private @Nullable GatedSession session;

    /**
     * @param target host and port, for messages
     * @param permits where a permit was acquired for this attempt; released when it ends
     */
    Attempt(String target, Permits permits) {
        this.target = target;
        this.permits = permits;
    }

    /** Fails with {@link StatusException} or {@link InteractionTransportException}. */
    CompletableFuture<T> outcome() {
        return outcome;
    }

    /** Sets an action to run when the attempt ends. Call before sending. */
    void onEnd(Runnable action) {
        onEnd = action;
    }

    /** Stores this attempt in the library's context of the request, where {@link #markSent} finds it. */
    void attachTo(HttpContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    /** Called right before the library writes the request: from then on the service may have received it. */
    static void markSent(HttpContext context) throws IOException {
        if (context.getAttribute(ATTRIBUTE) instanceof Attempt<?> attempt) attempt.sending(connection(context));
    }

    private void sending(@Nullable GatedSession connection) throws IOException {
        synchronized (this) {
            session = connection;
        }
        if (aborted) throw new IOException("Aborted");
        sent = true;
    }

    /** The connection that the request is written to, this attempt's own until the response is complete; null if unknown. */
    private static @Nullable GatedSession connection(HttpContext context) {
        GatedSession current = GatedSession.current();
        EndpointDetails end = HttpCoreContext.cast(context).getEndpointDetails();
        return current != null && end != null && Objects.equals(end.getLocalAddress(), current.getLocalAddress())
                ? current
                : null;
    }

    /** @param exchange the library's handle on this attempt */
    void started(Future<?> exchange) {
        this.exchange = exchange;
        if (aborted) exchange.cancel(true);
    }

    boolean isSent() {
        return sent;
    }

    String target() {
        return target;
    }

    /** Ends the attempt at once and closes its connection. Any thread. */
    void abort(Throwable cause) {
        aborted = true;
        finish(cause);
        Future<?> running = exchange;
        if (running != null) running.cancel(true);
        closeConnection();
    }

    /**
     * Needed because cancelling in the library does nothing for a response with an error status, and misses a request that
     * was written while the library was still registering the new connection.
     */
    private synchronized void closeConnection() {
        if (session != null && session.isOpen()) session.close(CloseMode.IMMEDIATE);
        session = null;
    }

    // Implemented by subclasses.

    /** The headers have arrived. */
    abstract void begin(Head head, @Nullable EntityDetails body);

    /** The response is complete and the connection is back in the pool. */
    abstract void complete();

    /** The response will not be completed. */
    abstract void fail(Throwable cause);

    /** The exception for an I/O error after the request was sent. */
    abstract InteractionTransportException broken(Exception cause);

    /**
     * Status and headers of a response.
     *
     * @param session the connection that back-pressure pauses; null with HTTP/2, which has windows
     */
    record Head(int status, Map<String, String> headers, @Nullable GatedSession session) {
        boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    // Called by the library.

    @Override
    public final void consumeResponse(
            HttpResponse response,
            @Nullable EntityDetails body,
            HttpContext context,
            FutureCallback<@Nullable Void> callback)
            throws IOException {
        boolean windows = context.getProtocolVersion().greaterEquals(HttpVersion.HTTP_2_0);
        GatedSession connection = windows ? null : GatedSession.current();
        if (aborted) throw new IOException("Aborted");
        if (!sent) {
            // Only a proxy responds before the request is sent.
            throw new IOException("The proxy refused the connection with HTTP " + response.getCode());
        }
        done = callback;
        begin(new Head(response.getCode(), headers(response), connection), body);
        if (body == null) end();
    }

    private static Map<String, String> headers(HttpResponse response) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : response.getHeaders()) {
            headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
        }
        return headers;
    }

    // Only the I/O thread.
    private @Nullable FutureCallback<@Nullable Void> done;
    private boolean received;

    /** The last byte has arrived. The library returns the connection to the pool before {@link #releaseResources()}. */
    final void end() {
        received = true;
        synchronized (this) {
            session = null;
        }
        if (done != null) done.completed(null);
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext context) {}

    /**
     * Called when the connection is back in the pool. The result is handed out only now, so that the caller's next request
     * finds the connection free.
     */
    @Override
    public final void releaseResources() {
        if (received && markEnded()) complete();
    }

    @Override
    public final void completed(@Nullable Void nothing) {}

    @Override
    public final void cancelled() {
        finish(new CancellationException("Cancelled"));
    }

    @Override
    public final void failed(Exception cause) {
        finish(sent ? broken(cause) : notSent(cause));
    }

    private void finish(Throwable cause) {
        if (markEnded()) fail(cause);
    }

    private boolean markEnded() {
        if (!ended.compareAndSet(false, true)) return false;
        permits.release();
        onEnd.run();
        return true;
    }

    private InteractionTransportException notSent(Exception cause) {
        String why = String.valueOf(cause.getMessage());
        if (cause instanceof SocketTimeoutException) why = "not within connectTimeout";
        else if (cause instanceof UnknownHostException) why = "the host name is not known";
        else if (cause instanceof SSLException) why = "TLS failed: " + why;
        return new InteractionTransportException("No connection to " + target + ": " + why, true, cause);
    }
}
