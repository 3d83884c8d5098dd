// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http.reply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.camelgemini.emulator.internal.answer.StreamEvent;
import io.github.camelgemini.emulator.internal.state.EventSource;
import io.github.camelgemini.emulator.internal.state.Timers;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.MomentFault;
import io.github.camelgemini.emulator.script.ResponseFault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the events of a log to one response, no faster than the client reads, and breaks it where a fault says so. The
 * only writer of its response, on one thread: a frame is never torn but on purpose.
 */
public final class EventWriter {
    /** Then others have their turn, however fast this client reads. */
    private static final int EVENTS_OF_ONE_TURN = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);

    private final HttpServerResponse response;
    private final HttpConnection connection;
    private final Outlet outlet;
    private final EventSource log;
    private final List<Fault> faults;
    private final FrameEditor editor;
    private final Timers timers;
    private final ReplyListener listener;
    private final Runnable atEnd;
    private final Runnable more = this::write;
    private int position;
    private int written;
    private @Nullable String lastEventId;
    private @Nullable Runnable comments;
    private boolean standing;
    private boolean over;

    /** @param atEnd called once, when nothing more will be written */
    EventWriter(
            HttpServerRequest request,
            Reply.Events events,
            List<Fault> faults,
            Timers timers,
            ReplyListener listener,
            Runnable atEnd) {
        this.response = request.response();
        this.connection = request.connection();
        Outlet plain = Outlet.of(request, faults, timers);
        boolean compressed = faults.stream().anyMatch(ResponseFault.Gzip.class::isInstance);
        this.outlet = compressed ? new GzipOutlet(plain) : plain;
        this.log = events.log();
        this.position = events.position();
        this.lastEventId = position == 0 ? null : log.get(position - 1).eventId();
        this.faults = new ArrayList<>(faults);
        this.editor = new FrameEditor(faults, listener::broke);
        this.timers = timers;
        this.listener = listener;
        this.atEnd = atEnd;
        response.setChunked(true).putHeader("content-type", "text/event-stream");
        if (compressed) {
            response.putHeader("content-encoding", "gzip");
        }
        events.headers().forEach(response::putHeader);
    }

    void start() {
        response.closeHandler(closed -> finish(false));
        response.exceptionHandler(failure -> finish(false));
        log.follow(more);
        outlet.write(editor.start());
        for (Fault fault : faults) {
            if (fault instanceof ResponseFault.KeepAlive keepAlive) {
                keepAlive(keepAlive.every());
            }
        }
        write();
    }

    public HttpConnection connection() {
        return connection;
    }

    /** Whether it has more to write, which the client does not read. */
    public boolean isHeldUp() {
        return !over && response.writeQueueFull();
    }

    private void keepAlive(Duration every) {
        comments = timers.after(every, () -> {
            if (!outlet.isFull()) {
                outlet.write(editor.comment());
                outlet.flush();
            }
            keepAlive(every);
        });
    }

    private void write() {
        try {
            writeWhatIsThere();
            outlet.flush();
        } catch (Throwable e) { // also an Error: the client waits
            LOG.error("The emulator failed to write a stream: {}", ApiErrors.shown(e));
            LOG.debug("The emulator failed to write a stream", e);
            finish(false);
            connection.close();
        }
    }

    private void writeWhatIsThere() {
        int first = written;
        while (!over && !standing && !breakNow()) {
            if (position == log.size()) {
                if (log.isClosed()) {
                    cut(true);
                }
                return;
            }
            if (outlet.isFull()) {
                outlet.whenDrained(more);
                return;
            }
            if (written - first == EVENTS_OF_ONE_TURN) {
                timers.soon(more);
                return;
            }
            StreamEvent event = log.get(position);
            position++;
            written++;
            lastEventId = event.eventId();
            outlet.write(editor.bytes(event, written));
            listener.wroteEvent();
        }
    }

    private Buffer frame(int at) {
        return editor.bytes(log.get(at), written + 1 + at - position);
    }

    /** Applies the faults whose moment has come. True if nothing may be written now. */
    private boolean breakNow() {
        for (Fault fault : List.copyOf(faults)) {
            if (fault instanceof ResponseFault.CutInsideFrame torn
                    && written == torn.event() - 1
                    && position < log.size()) {
                tear(torn);
            } else if (fault instanceof MomentFault once && once.at().isReached(written, lastEventId)) {
                faults.remove(fault);
                apply(once);
            }
            if (over || standing) {
                return true;
            }
        }
        return false;
    }

    private void apply(MomentFault fault) {
        listener.broke(fault);
        if (fault instanceof MomentFault.Cut cut) {
            cut(cut.clean());
        } else if (fault instanceof MomentFault.Stall stall) {
            stand(stall);
        } else if (fault instanceof MomentFault.BareError bare) {
            outlet.write(ApiErrors.bare(bare.error()));
            endIf(bare.thenEnd());
        } else if (fault instanceof MomentFault.ErrorEvent error) {
            outlet.write(editor.text(ApiErrors.frame(error.error(), error.severalLines())));
            endIf(error.thenEnd());
        } else if (fault instanceof MomentFault.Insert insert) {
            outlet.write(editor.text(insert.text()));
            endIf(insert.thenEnd());
        } else if (fault instanceof MomentFault.Repeat repeat) {
            for (int i = position - Math.min(repeat.events(), written); i < position; i++) {
                outlet.write(frame(i));
            }
        }
    }

    private void endIf(boolean wanted) {
        if (wanted) {
            cut(true);
        }
    }

    private void cut(boolean clean) {
        finish(clean);
        if (clean) {
            outlet.end();
        } else {
            outlet.breakOff();
        }
    }

    private void tear(ResponseFault.CutInsideFrame torn) {
        listener.broke(torn);
        Buffer frame = frame(position);
        outlet.write(frame.slice(0, Math.min(torn.bytes(), frame.length())));
        cut(false);
    }

    private void stand(MomentFault.Stall stall) {
        standing = true;
        if (!response.headWritten()) {
            response.write(Buffer.buffer());
        }
        if (stall.lasting() != null) {
            timers.after(stall.lasting(), () -> {
                standing = false;
                write();
            });
        }
    }

    private void finish(boolean whole) {
        if (!over) {
            over = true;
            listener.ended(whole);
            log.unfollow(more);
            if (comments != null) {
                comments.run();
            }
            atEnd.run();
        }
    }
}
