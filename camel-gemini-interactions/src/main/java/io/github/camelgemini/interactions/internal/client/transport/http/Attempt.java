// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and its response. The library calls it on the connection's I/O thread.
 *
 * <p>A failure of any kind in these calls, an {@link Error} too, fails this attempt and closes its connection; none reaches
 * the library, whose I/O thread would end with it, and all other connections of that thread.
 *
 * @param <T> the result
 */
abstract class Attempt<T> implements AsyncResponseConsumer<@Nullable Void>, FutureCallback<@Nullable Void> {

    private static final String ATTRIBUTE = Attempt.class.getName();

    /** Responses with a status of 1xx before the one that counts. Assumed: the service sends none or one. */
    private static final int MAX_INTERIM = 16;

    // Set once.
    private final String target;
    private final HttpPool pool;
    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

    // Written by the I/O thread, read by any thread that aborts.
    private volatile boolean sent;
    private volatile @Nullable Thread ioThread;
    private volatile boolean aborted;
    private volatile @Nullable Future<?> exchange;

    /** From which this attempt has a permit; null when it has ended. Guarded by this. */
    private @Nullable Permits permits;

    /** The connection while this attempt owns it. Guarded by this. */
    private @Nullable GatedSession session;

    /**
     * @param target host and port, for messages
     * @param pool source of the connection
     * @param permits the pool's, from which one was acquired for this attempt; released when it ends
     */
    Attempt(String target, HttpPool pool, Permits permits) {
        this.target = target;
        this.pool = pool;
        this.permits = permits;
    }

    /** Fails with {@link StatusException} or {@link InteractionTransportException}. */
    CompletableFuture<T> outcome() {
        return outcome;
    }

    HttpPool pool() {
        return pool;
    }

    /** Adds an action that runs once the attempt has ended, or right now; before its permit is released. */
    void onEnd(Runnable action) {
        end.thenRun(action);
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
        ioThread = Thread.currentThread();
        synchronized (this) {
            session = connection;
            if (aborted) throw new IOException("Aborted");
            sent = true;
        }
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

    /** Fails the attempt if it depends on this I/O thread, which has ended: its connection is on it, or may be. */
    void ioEnded(Thread thread) {
        Thread own = ioThread;
        if (own != null && own != thread) return;
        abort(written -> new InteractionTransportException(
                (written ? "The connection to " + target + " broke" : "No connection to " + target)
                        + ": an I/O thread ended",
                !written,
                new IOException("An I/O thread ended")));
    }

    String target() {
        return target;
    }

    /**
     * Ends the attempt at once and closes its connection. Any thread.
     *
     * @param cause the failure, depending on whether the request was written; if not, it never will be
     */
    void abort(Function<Boolean, Throwable> cause) {
        boolean written;
        synchronized (this) {
            aborted = true;
            written = sent;
        }
        abort(cause.apply(written));
    }

    /**
     * Ends the attempt with what has arrived of the response, and closes its connection: the rest is not read. I/O thread
     * only.
     */
    final void completeNow() {
        aborted = true;
        if (markEnded()) handOut();
        Future<?> running = exchange;
        if (running != null) running.cancel(true);
        closeConnection();
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

    // Implemented by subclasses. What the first four throw fails the attempt.

    /** The headers have arrived. */
    abstract void begin(Head head, @Nullable EntityDetails body) throws IOException;

    /** A piece of the body has arrived; takes all of it. */
    abstract void add(ByteBuffer src) throws IOException;

    /** The last byte of the body has arrived; not called for a response without a body. */
    abstract void last() throws IOException;

    /** Requests more of the body. */
    abstract void request(CapacityChannel channel) throws IOException;

    /** The response is complete and the connection is back in the pool. */
    abstract void complete();

    /** The response will not be completed. */
    abstract void fail(Throwable cause);

    /** Called on the I/O thread when the library has no more to say; releases memory. */
    abstract void close();

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
        done = callback;
        guarded(() -> {
            if (!sent) {
                // Only a proxy responds before the request is sent.
                throw new IOException("The proxy refused the connection with HTTP " + response.getCode());
            }
            boolean windows = context.getProtocolVersion().greaterEquals(HttpVersion.HTTP_2_0);
            GatedSession connection = windows ? null : GatedSession.current();
            begin(new Head(response.getCode(), headers(response), connection), body);
            if (body == null) end();
        });
    }

    @Override
    public final void updateCapacity(CapacityChannel channel) throws IOException {
        guarded(() -> request(channel));
    }

    @Override
    public final void consume(ByteBuffer src) throws IOException {
        guarded(() -> add(src));
    }

    @Override
    public final void streamEnd(@Nullable List<? extends Header> trailers) throws IOException {
        guarded(() -> {
            last();
            end();
        });
    }

    /** A step on the I/O thread. */
    private interface Step {
        void run() throws IOException;
    }

    /** @throws IOException after a failure, so that the library stops reading, too */
    private void guarded(Step step) throws IOException {
        if (!aborted) {
            try {
                step.run();
                if (!aborted) return;
            } catch (IOException e) {
                abort(failure(e));
            } catch (Throwable e) {
                abort(e);
            }
        }
        throw new IOException("Aborted");
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
    private int interim;

    /** The last byte has arrived. The library returns the connection to the pool before {@link #releaseResources()}. */
    private void end() {
        received = true;
        synchronized (this) {
            session = null;
        }
    }

    @Override
    public final void informationResponse(HttpResponse response, HttpContext context) throws IOException {
        guarded(this::countInterim);
    }

    private void countInterim() throws IOException {
        if (++interim > MAX_INTERIM)
            throw new MessageConstraintException("more than " + MAX_INTERIM + " interim responses");
    }

    /** Called for an interim response that the library does not report. */
    static void countInterim(HttpContext context) {
        if (!(context.getAttribute(ATTRIBUTE) instanceof Attempt<?> attempt)) return;
        try {
            attempt.guarded(attempt::countInterim);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the library closes the connection
        }
    }

    /**
     * Called when the connection is back in the pool. The result is handed out only now, so that the caller's next request
     * finds the connection free.
     */
    @Override
    public final void releaseResources() {
        if (received) {
            if (markEnded()) handOut();
            // Not before: the library cancels an exchange whose future is done while it is still being sent.
            if (done != null) done.completed(null);
        }
        close();
    }

    private void handOut() {
        try {
            complete();
        } catch (Throwable e) {
            outcome.completeExceptionally(ofOurs(e));
        }
    }

    @Override
    public final void completed(@Nullable Void nothing) {}

    @Override
    public final void cancelled() {
        if (!aborted) finish(new CancellationException("Cancelled"));
    }

    /** Ignored while an attempt is being aborted: {@link #abort} fails it with its own reason. */
    @Override
    public final void failed(Exception cause) {
        if (!aborted) finish(failure(cause));
    }

    private InteractionTransportException failure(Exception cause) {
        Exception unquoting = withoutQuotation(cause);
        if (sent) return broken(unquoting);
        // What a reused connection had behind the response before: another connection may be in order.
        boolean isOfAnother = unquoting instanceof HttpException;
        return notSent(isOfAnother ? new IOException("it was sent more than one response") : unquoting);
    }

    /**
     * Replaces an exception of the library that quotes the response, such as an invalid status line. A response that is not
     * valid, or too long, is not requested again: the exception is no {@link IOException} then.
     */
    private static Exception withoutQuotation(Exception cause) {
        if (cause instanceof MessageConstraintException)
            return new HttpException(
                    "the response has more or longer headers than are read (" + cause.getMessage() + ")");
        String what = "the response is not valid HTTP (" + cause.getClass().getSimpleName() + ")";
        if (cause instanceof HttpException) return new HttpException(what);
        if (cause instanceof SSLPeerUnverifiedException)
            return new SSLException("the certificate of the server is not for its host name");
        boolean quotes = cause instanceof MalformedChunkCodingException && !(cause instanceof TruncatedChunkException);
        return quotes ? new IOException(what) : cause;
    }

    private void finish(Throwable reason) {
        if (!markEnded()) return;
        Throwable cause = ofOurs(reason);
        try {
            fail(cause);
        } catch (Throwable e) {
            if (e != cause) cause.addSuppressed(e);
        }
        outcome.completeExceptionally(cause);
    }

    /** The failure that a caller gets: an error, or an exception that nothing expects, is the cause of one of ours. */
    static Throwable ofOurs(Throwable failure) {
        boolean isUnexpected = failure instanceof Error
                || failure instanceof RuntimeException
                        && !(failure instanceof GeminiInteractionsException)
                        && !(failure instanceof CancellationException);
        return isUnexpected
                ? new InteractionTransportException(
                        "The call failed unexpectedly: " + failure.getClass().getSimpleName(), false, failure)
                : failure;
    }

    private boolean markEnded() {
        if (!end.complete(null)) return false;
        releasePermit();
        return true;
    }

    private synchronized void releasePermit() {
        Permits held = permits;
        permits = null;
        if (held != null) held.release();
    }

    /**
     * Makes room for another attempt: this one counts as ending from now on. Without effect if as many are ending as may be
     * open. Any thread.
     */
    final synchronized void endsSoon() {
        Permits held = permits;
        Permits ending = pool.endingPermits();
        if (held == null || held == ending || !ending.tryAcquire()) return;
        permits = ending;
        held.release();
    }

    private InteractionTransportException notSent(Exception cause) {
        String why = String.valueOf(cause.getMessage());
        if (cause instanceof SocketTimeoutException) why = "not within connectTimeout";
        else if (cause instanceof UnknownHostException) why = "the host name is not known";
        else if (cause instanceof SSLException) why = "TLS failed: " + why;
        return new InteractionTransportException("No connection to " + target + ": " + why, true, cause);
    }
}
