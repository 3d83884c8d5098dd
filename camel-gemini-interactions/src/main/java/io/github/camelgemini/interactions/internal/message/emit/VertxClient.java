// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.util.concurrent.atomic.AtomicBoolean;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.support.UnitOfWorkHelper;
import org.jspecify.annotations.Nullable;

/**
 * The client of an exchange that {@code platform-http} on Vert.x answers: that closes no body of a client that has gone, and
 * completes no exchange whose client went while a part was written. Needs camel-platform-http-vertx, which a project may not
 * have.
 */
final class VertxClient {

    /** How long a client may be gone before its call ends, although nothing is read for it. */
    private static final long CHECK_MILLIS = 5_000;

    private final Exchange exchange;
    private final HttpServerResponse response;
    private final AtomicBoolean isDone = new AtomicBoolean();

    private VertxClient(Exchange exchange, HttpServerResponse response) {
        this.exchange = exchange;
        this.response = response;
    }

    /** Null if the exchange answers no request of Vert.x, or if that is not on the class path. */
    static @Nullable VertxClient of(Exchange exchange) {
        try {
            if (!(exchange.getIn() instanceof HttpMessage request)) return null;
            VertxClient client = new VertxClient(exchange, request.getResponse());
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    client.isDone.set(true);
                }

                @Override
                public boolean allowHandover() {
                    return false; // the end of a copy says nothing about the exchange of the client
                }
            });
            return client;
        } catch (NoClassDefFoundError e) { // there is no Vert.x
            return null;
        }
    }

    boolean isGone() {
        return response.closed();
    }

    /**
     * Closes a body when the client has gone, also while it is so slow that nothing is read, and completes its exchange where
     * nothing else will. To be called on a thread of Vert.x.
     */
    void watch(EventStream body) {
        Context context = Vertx.currentContext();
        if (context != null) context.owner().setPeriodic(CHECK_MILLIS, new Watch(context.owner(), body));
    }

    private final class Watch implements Handler<Long> {

        private final Vertx vertx;
        private final EventStream body;
        // Only the thread of the timer.
        private boolean wasGone;

        Watch(Vertx vertx, EventStream body) {
            this.vertx = vertx;
            this.body = body;
        }

        @Override
        public void handle(Long timer) {
            boolean isGone = response.closed();
            if (isGone) body.close();
            if (wasGone || response.ended() || isGone && isDone.get()) vertx.cancelTimer(timer);
            if (wasGone) completeBehindReads();
            wasGone = isGone;
        }

        /**
         * Vert.x stops reading where the connection has no room, and a closed one never has any. A read of the closed body
         * fails, and with it Vert.x completes the exchange; it may be late, since Vert.x reads the bodies of all clients in
         * turns: what runs in these turns, too, comes behind it.
         */
        private void completeBehindReads() {
            vertx.executeBlocking(() -> !body.hasFailed()).onSuccess(isLeft -> {
                if (isLeft) vertx.executeBlocking(VertxClient.this::complete, false);
            });
        }
    }

    private @Nullable Void complete() {
        UnitOfWork work = exchange.getUnitOfWork();
        if (work != null && isDone.compareAndSet(false, true)) UnitOfWorkHelper.doneUow(work, exchange);
        return null;
    }
}
