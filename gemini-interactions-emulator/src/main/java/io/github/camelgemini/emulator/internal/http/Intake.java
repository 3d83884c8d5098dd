// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.emulator.internal.request.Refused;
import io.github.camelgemini.emulator.internal.state.Timers;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Receives whole requests within their limits, and closes connections on which none comes to its end. Used on the
 * emulator's thread only.
 */
final class Intake {
    /** What is received of a refused body before the connection is closed: a client may read its answer only at the end. */
    private static final int MOST_DRAINED = 4;

    private final RequestLimits limits;
    private final Timers timers;
    private final Receiver receiver;
    private final Map<HttpConnection, Line> lines = new HashMap<>();
    private long bytesInProgress;

    /** Gets what came in. */
    interface Receiver {
        /** The head of a request: its body is not waited for if this throws. */
        void check(HttpServerRequest request);

        /** A whole request. */
        void received(HttpServerRequest request, Buffer body);

        /** A request whose body is not taken. */
        void refused(HttpServerRequest request, Refused why);
    }

    /** One connection. */
    private static final class Line {
        /** Requests without the end of their answer. */
        private int open;

        private @Nullable Runnable timer;
    }

    Intake(RequestLimits limits, Timers timers, Receiver receiver) {
        this.limits = limits;
        this.timers = timers;
        this.receiver = receiver;
    }

    void connected(HttpConnection connection) {
        if (lines.size() >= limits.connections()) {
            connection.close();
            return;
        }
        Line line = new Line();
        lines.put(connection, line);
        await(limits.head(), connection, line);
        connection.closeHandler(closed -> {
            lines.remove(connection);
            callOff(line);
        });
    }

    private void await(Duration time, HttpConnection connection, Line line) {
        callOff(line);
        line.timer = timers.after(time, connection::close);
    }

    private static void callOff(Line line) {
        if (line.timer != null) {
            line.timer.run();
            line.timer = null;
        }
    }

    /** Those on which a client waits for an answer or the rest of it. */
    List<HttpConnection> busy() {
        List<HttpConnection> busy = new ArrayList<>();
        lines.forEach((connection, line) -> {
            if (line.open > 0) {
                busy.add(connection);
            }
        });
        return busy;
    }

    void begun(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        Line line = lines.get(connection);
        if (line != null) {
            line.open++;
            callOff(line);
            request.response().endHandler(ended -> {
                line.open--;
                if (line.open == 0 && lines.containsKey(connection)) {
                    await(limits.idle(), connection, line);
                }
            });
        }
        new Body(request).start();
    }

    /** The body of one request. */
    private final class Body {
        private final HttpServerRequest request;
        private final Buffer bytes = Buffer.buffer();
        private long drained;
        private boolean over;
        private @Nullable Runnable pause;
        private @Nullable Runnable end;

        Body(HttpServerRequest request) {
            this.request = request;
        }

        void start() {
            pause = timers.after(limits.pause(), this::late);
            end = timers.after(limits.body(), this::late);
            request.exceptionHandler(failure -> stop());
            request.handler(this::take);
            request.endHandler(ended -> {
                boolean whole = !over;
                stop();
                if (whole) {
                    receiver.received(request, bytes);
                }
            });
            try {
                receiver.check(request);
            } catch (Refused why) {
                request.response().putHeader("connection", "close");
                refuseOnce(why);
                request.connection().close();
                return;
            }
            long announced = announced(request.getHeader("content-length"));
            if (announced > limits.bodyBytes()) {
                refuse(tooLarge());
            }
        }

        private void take(Buffer piece) {
            if (over) {
                drained += piece.length();
                if (drained > MOST_DRAINED * limits.bodyBytes()) {
                    request.connection().close();
                }
                return;
            }
            bytes.appendBuffer(piece);
            bytesInProgress += piece.length();
            if (bytes.length() > limits.bodyBytes()) {
                refuse(tooLarge());
            } else if (bytesInProgress > limits.bytesInProgress()) {
                refuse(new Refused(
                        503,
                        "service_unavailable",
                        "The requests that are being received have more than " + limits.bytesInProgress()
                                + " bytes: send fewer at once, or give the emulator more memory (-Xmx)."));
            } else {
                callOff(pause);
                pause = timers.after(limits.pause(), this::late);
            }
        }

        private Refused tooLarge() {
            return new Refused(
                    413,
                    "invalid_request",
                    "The body of the request has more than " + limits.bodyBytes() + " bytes: send less.");
        }

        private void late() {
            refuseOnce(new Refused(
                    408, "request_timeout", "The body of the request did not come in time: send it without a pause."));
            request.connection().close();
        }

        private void refuse(Refused why) {
            refuseOnce(why);
            end = timers.after(limits.pause(), () -> request.connection().close());
        }

        private void refuseOnce(Refused why) {
            if (!over) {
                stop();
                receiver.refused(request, why);
            }
        }

        /** Nothing more is taken. */
        private void stop() {
            if (!over) {
                over = true;
                bytesInProgress -= bytes.length();
            }
            callOff(pause);
            callOff(end);
            pause = null;
            end = null;
        }
    }

    private static void callOff(@Nullable Runnable timer) {
        if (timer != null) {
            timer.run();
        }
    }

    private static long announced(@Nullable String contentLength) {
        try {
            return contentLength == null ? 0 : Long.parseLong(contentLength.strip());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
