// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http.reply;

import java.time.Duration;

import io.github.camelgemini.emulator.internal.state.Timers;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** A few bytes at a time, wherever that tears a line or a character. */
final class SlowOutlet implements Outlet {
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final int bytes;
    private final Duration pause;
    private final Timers timers;
    private Buffer waiting = Buffer.buffer();
    private int sent;
    private boolean busy;
    private @Nullable Runnable whenDrained;
    private @Nullable Runnable last;

    SlowOutlet(HttpServerRequest request, int bytes, Duration pause, Timers timers) {
        this.request = request;
        this.response = request.response();
        this.bytes = bytes;
        this.pause = pause;
        this.timers = timers;
    }

    @Override
    public void write(Buffer more) {
        waiting.appendBuffer(more);
    }

    @Override
    public void flush() {
        if (!busy && waiting.length() > 0) {
            next();
        }
    }

    private void next() {
        busy = sent < waiting.length();
        if (response.closed()) {
            return;
        }
        if (busy) {
            int end = Math.min(sent + bytes, waiting.length());
            Buffer piece = waiting.getBuffer(sent, end);
            sent = end;
            response.write(piece).onSuccess(written -> timers.after(pause, this::next));
            return;
        }
        waiting = Buffer.buffer();
        sent = 0;
        Runnable action = last != null ? last : whenDrained;
        whenDrained = null;
        last = null;
        if (action != null) {
            action.run();
        }
    }

    @Override
    public boolean isFull() {
        return waiting.length() > 0;
    }

    @Override
    public void whenDrained(Runnable action) {
        whenDrained = action;
        goOn();
    }

    @Override
    public void end() {
        last = response::end;
        goOn();
    }

    @Override
    public void breakOff() {
        last = () -> request.connection().close();
        goOn();
    }

    private void goOn() {
        if (!busy) {
            next();
        }
    }
}
