// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.time.Duration;

import io.github.camelgemini.emulator.internal.state.Timers;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Timers of the event loop on which the server runs. */
final class VertxTimers implements Timers {
    private static final Duration LONGEST = Duration.ofDays(10_000);

    private final Vertx vertx;
    private final Context context;

    VertxTimers(Vertx vertx, Context context) {
        this.vertx = vertx;
        this.context = context;
    }

    @Override
    public Runnable after(Duration time, Runnable action) {
        long id = vertx.setTimer(Math.max(1, millis(time)), fired -> action.run());
        return () -> vertx.cancelTimer(id);
    }

    /** Saturates: a script may name any time. */
    private static long millis(Duration time) {
        return time.compareTo(LONGEST) < 0 ? time.toMillis() : LONGEST.toMillis();
    }

    @Override
    public void soon(Runnable action) {
        context.runOnContext(nothing -> action.run());
    }
}
