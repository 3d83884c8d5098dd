// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http.reply;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** As fast as the client reads. Small writes leave together: a million events are not a million packets. */
final class PromptOutlet implements Outlet {
    private static final int TOGETHER = 8 * 1024;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private Buffer waiting = Buffer.buffer();

    PromptOutlet(HttpServerRequest request) {
        this.request = request;
        this.response = request.response();
    }

    @Override
    public void write(Buffer bytes) {
        if (bytes.length() >= TOGETHER) {
            flush();
            response.write(bytes);
            return;
        }
        waiting.appendBuffer(bytes);
        if (waiting.length() >= TOGETHER) {
            flush();
        }
    }

    @Override
    public void flush() {
        if (waiting.length() > 0) {
            response.write(waiting);
            waiting = Buffer.buffer();
        }
    }

    @Override
    public boolean isFull() {
        return response.writeQueueFull();
    }

    @Override
    public void whenDrained(Runnable action) {
        response.drainHandler(drained -> action.run());
    }

    @Override
    public void end() {
        flush();
        response.end();
    }

    @Override
    public void breakOff() {
        flush();
        response.write(Buffer.buffer()).onComplete(sent -> request.connection().close());
    }
}
