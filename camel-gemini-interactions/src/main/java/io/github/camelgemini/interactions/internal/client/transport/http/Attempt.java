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
 * One request on one connection, and what comes back. The library calls it on the connection's I/O thread.
 *
 * @param <T> what the attempt yields
 */
abstract class Attempt<T> implements AsyncResponseConsumer<@Nullable Void>, FutureCallback<@Nullable Void> {

    private static final String ATTRIBUTE = Attempt.class.getName();

    // Set once.
    private final String target;
    private final Permits slots;
    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private Runnable whenOver = () -> {};

    // Written by the I/O thread, read by whoever aborts.
    private volatile boolean sent;
    private volatile boolean aborted;
    private volatile @Nullable Future<?> exchange;

    /** The connection while it is ours. Under this object's monitor. */
    private @Nullable GatedSession session;

    /**
     * @param target host and port, for messages
     * @param slots where a slot was taken for this attempt
     */
    Attempt(String target, Permits slots) {
        this.target = target;
        this.slots = slots;
    }

    /** Fails with {@link StatusException} or {@link InteractionTransportException}. */
    CompletableFuture<T> outcome() {
        return outcome;
    }

    /** To be called once nothing is under way any more. Set before the attempt is sent. */
    void whenOver(Runnable action) {
        whenOver = action;
    }

    /** Told to the library, so that {@link #markSent} finds its attempt. */
    void attachTo(HttpContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    /** The library is about to write the request: from here on the service may have it. */
    static void markSent(HttpContext context) throws IOException {
        if (context.getAttribute(ATTRIBUTE) instanceof Attempt<?> attempt) {
            attempt.sending(connection(context));
        }
    }

    private void sending(@Nullable GatedSession connection) throws IOException {
        synchronized (this) {
            session = connection;
        }
        if (aborted) {
            throw new IOException("Aborted");
        }
        sent = true;
    }

    /** The connection that a request goes out on, which is its own until the answer is complete. */
    private static @Nullable GatedSession connection(HttpContext context) {
        GatedSession current = GatedSession.current();
        EndpointDetails end = HttpCoreContext.cast(context).getEndpointDetails();
        return current != null && end != null && Objects.equals(end.getLocalAddress(), current.getLocalAddress())
                ? current
                : null;
    }

    /** The library's handle on what it does for us. */
    void started(Future<?> exchange) {
        this.exchange = exchange;
        if (aborted) {
            exchange.cancel(true);
        }
    }

    boolean isSent() {
        return sent;
    }

    String target() {
        return target;
    }

    /** Ends the attempt at once, with its connection. Any thread. */
    void abort(Throwable cause) {
        aborted = true;
        finish(cause);
        Future<?> running = exchange;
        if (running != null) {
            running.cancel(true);
        }
        closeConnection();
    }

    /**
     * The library's own cancelling is not enough. It does nothing for an answer with an error's status, and it misses a
     * request that went out while the connection's opening was still being noted down.
     */
    private synchronized void closeConnection() {
        if (session != null && session.isOpen()) {
            session.close(CloseMode.IMMEDIATE);
        }
        session = null;
    }

    // What subclasses do.

    /** Headers have come. */
    abstract void begin(Head head, @Nullable EntityDetails body);

    /** The answer is complete and the connection given back. */
    abstract void complete();

    /** The answer will not be complete. */
    abstract void fail(Throwable cause);

    /** What an I/O error after the request went out means here. */
    abstract InteractionTransportException broken(Exception cause);

    /**
     * Status and headers of an answer.
     *
     * @param session the connection, if it is what is to be paused; null with HTTP/2, which has windows
     */
    record Head(int status, Map<String, String> headers, @Nullable GatedSession session) {
        boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    // What the library calls.

    @Override
    public final void consumeResponse(
            HttpResponse response,
            @Nullable EntityDetails body,
            HttpContext context,
            FutureCallback<@Nullable Void> callback)
            throws IOException {
        boolean windows = context.getProtocolVersion().greaterEquals(HttpVersion.HTTP_2_0);
        GatedSession connection = windows ? null : GatedSession.current();
        if (aborted) {
            throw new IOException("Aborted");
        }
        if (!sent) {
            // Only a proxy answers what was not sent yet.
            throw new IOException("The proxy refused the connection with HTTP " + response.getCode());
        }
        done = callback;
        begin(new Head(response.getCode(), headers(response), connection), body);
        if (body == null) {
            end();
        }
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
    private boolean ended;

    /** The last byte is here. The connection is ours until {@link #releaseResources()}. */
    final void end() {
        ended = true;
        synchronized (this) {
            session = null;
        }
        if (done != null) {
            done.completed(null);
        }
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext context) {}

    /**
     * Called once the connection is back in the pool; not before is the answer handed out, so that a caller who goes on at
     * once finds the connection free.
     */
    @Override
    public final void releaseResources() {
        if (ended && leave()) {
            complete();
        }
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
        if (leave()) {
            fail(cause);
        }
    }

    private boolean leave() {
        if (!over.compareAndSet(false, true)) {
            return false;
        }
        slots.free();
        whenOver.run();
        return true;
    }

    private InteractionTransportException notSent(Exception cause) {
        String why;
        if (cause instanceof SocketTimeoutException) {
            why = "not within connectTimeout";
        } else if (cause instanceof UnknownHostException) {
            why = "its name is not known";
        } else if (cause instanceof SSLException) {
            why = "TLS failed: " + cause.getMessage();
        } else {
            why = String.valueOf(cause.getMessage());
        }
        return new InteractionTransportException("No connection to " + target + ": " + why, true, cause);
    }
}
