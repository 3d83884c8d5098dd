// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.jspecify.annotations.Nullable;

/**
 * The client of an exchange that {@code platform-http} on Vert.x answers: that closes no body of a client that has gone. Needs
 * camel-platform-http-vertx, which a project may not have.
 */
record VertxClient(HttpServerResponse response) {

    /** How long a client may be gone before its call ends, although nothing is read for it. */
    private static final long CHECK_MILLIS = 5_000;

    /** Null if the exchange answers no request of Vert.x, or if that is not on the class path. */
    static @Nullable VertxClient of(Exchange exchange) {
        try {
            return exchange.getIn() instanceof HttpMessage request ? new VertxClient(request.getResponse()) : null;
        } catch (NoClassDefFoundError e) { // there is no Vert.x
            return null;
        }
    }

    boolean isGone() {
        return response.closed();
    }

    /**
     * Calls an action when the client has gone, also while it is so slow that nothing is read. To be called on a thread of
     * Vert.x.
     */
    void watch(Runnable gone) {
        Context context = Vertx.currentContext();
        if (context == null) return;
        Vertx vertx = context.owner();
        vertx.setPeriodic(CHECK_MILLIS, timer -> {
            boolean isGone = response.closed();
            if (isGone || response.ended()) vertx.cancelTimer(timer);
            if (isGone) gone.run();
        });
    }
}
