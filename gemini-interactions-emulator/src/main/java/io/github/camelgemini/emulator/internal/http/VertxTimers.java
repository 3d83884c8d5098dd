// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.time.Duration;

import io.github.camelgemini.emulator.internal.state.Timers;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Timers of the event loop on which the server runs. */
final class VertxTimers implements Timers {
    private final Vertx vertx;
    private final Context context;

    VertxTimers(Vertx vertx, Context context) {
        this.vertx = vertx;
        this.context = context;
    }

    @Override
    public Runnable after(Duration time, Runnable action) {
        long id = vertx.setTimer(Math.max(1, time.toMillis()), fired -> action.run());
        return () -> vertx.cancelTimer(id);
    }

    @Override
    public void soon(Runnable action) {
        context.runOnContext(nothing -> action.run());
    }
}
