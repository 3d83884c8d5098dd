// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.camelgemini.emulator.internal.state.Timers;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.MomentFault;
import io.github.camelgemini.emulator.script.ResponseFault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one reply to one response, and breaks it where faults say so. */
public final class ReplyWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyWriter.class);

    /**
     * No browser makes a page, a script or a frame of what the emulator answers. A rule's own headers override these.
     * Documented: Content Security Policy 3, Fetch (nosniff).
     */
    private static final Map<String, String> PROTECTION = Map.of(
            "x-content-type-options", "nosniff",
            "x-frame-options", "DENY",
            "content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox",
            "referrer-policy", "no-referrer",
            "cross-origin-resource-policy", "same-origin");

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Timers timers;
    private final Set<EventWriter> openStreams;
    private ReplyListener listener = ReplyListener.NONE;

    public ReplyWriter(HttpServerRequest request, Timers timers, Set<EventWriter> openStreams) {
        this.request = request;
        this.response = request.response();
        this.timers = timers;
        this.openStreams = openStreams;
    }

    public void write(Reply reply) {
        write(reply, List.of());
    }

    private void write(Reply reply, List<Fault> faults) {
        try {
            writeNow(reply, faults);
        } catch (Throwable e) { // also an Error: the client waits
            LOG.error("The emulator failed to write an answer: {}", ApiErrors.shown(e));
            LOG.debug("The emulator failed to write an answer", e);
            fail(e);
        }
    }

    private void fail(Throwable failure) {
        listener.ended(false);
        if (!response.headWritten() && ApiErrors.failure(failure) instanceof Reply.Body body) {
            response.headers().clear();
            whole(body, List.of());
        } else {
            request.connection().close();
        }
    }

    private void writeNow(Reply reply, List<Fault> faults) {
        if (response.closed() || response.ended()) {
            return;
        }
        if (reply instanceof Reply.Heard heard) {
            listener = heard.listener();
            response.closeHandler(closed -> listener.ended(false));
            write(heard.reply(), faults);
        } else if (reply instanceof Reply.Scripted scripted) {
            listener.scripted(scripted.rule());
            write(scripted.reply(), scripted.faults());
        } else if (reply instanceof Reply.Created created) {
            listener.created(created.interactionId(), created.again());
            write(created.reply(), faults);
        } else if (!breakBeforeHeaders(reply, faults)) {
            if (reply instanceof Reply.Later later) {
                later.whenKnown().accept(known -> write(known, faults));
            } else if (reply instanceof Reply.Events events) {
                stream(events, faults);
            } else if (reply instanceof Reply.Body body) {
                whole(body, faults);
            }
        }
    }

    /** True if nothing may be written now. */
    private boolean breakBeforeHeaders(Reply reply, List<Fault> faults) {
        for (Fault fault : faults) {
            if (fault instanceof MomentFault.Cut cut && cut.at().isBeforeHeaders()) {
                listener.broke(fault);
                listener.ended(false);
                request.connection().close();
                return true;
            }
            if (fault instanceof MomentFault.Stall stall && stall.at().isBeforeHeaders()) {
                listener.broke(fault);
                List<Fault> others = new ArrayList<>(faults);
                others.remove(fault);
                if (stall.lasting() != null) {
                    timers.after(stall.lasting(), () -> write(reply, others));
                }
                return true;
            }
        }
        return false;
    }

    private void stream(Reply.Events events, List<Fault> faults) {
        PROTECTION.forEach(response::putHeader);
        EventWriter[] writer = new EventWriter[1];
        writer[0] = new EventWriter(request, events, faults, timers, listener, () -> openStreams.remove(writer[0]));
        openStreams.add(writer[0]);
        began(200, faults);
        writer[0].start();
    }

    /** The faults of a whole response apply from its beginning. */
    private void began(int status, List<Fault> faults) {
        listener.began(status);
        for (Fault fault : faults) {
            if (fault instanceof ResponseFault && !(fault instanceof ResponseFault.CutInsideFrame)) {
                listener.broke(fault);
            }
        }
    }

    private void whole(Reply.Body body, List<Fault> faults) {
        began(body.status(), faults);
        response.setStatusCode(body.status());
        PROTECTION.forEach(response::putHeader);
        body.headers().forEach(response::putHeader);
        boolean compressed = faults.stream().anyMatch(ResponseFault.Gzip.class::isInstance);
        Buffer bytes = compressed ? GzipOutlet.whole(body.bytes()) : body.bytes();
        if (compressed) {
            response.putHeader("content-encoding", "gzip");
        }
        for (Fault fault : faults) {
            if (fault instanceof ResponseFault.CutInsideFrame torn) {
                listener.broke(fault);
                listener.ended(false);
                begin(faults, bytes.length(), bytes.slice(0, Math.min(torn.bytes(), bytes.length())))
                        .breakOff();
                return;
            }
            if (fault instanceof ResponseFault.SlowBytes) {
                response.bodyEndHandler(sent -> listener.ended(true));
                begin(faults, bytes.length(), bytes).end();
                return;
            }
        }
        response.end(bytes)
                .onComplete(sent -> listener.ended(sent.succeeded()))
                .onFailure(failure -> LOG.debug("A client went away before its answer", failure));
    }

    /** @param length what the header says */
    private Outlet begin(List<Fault> faults, int length, Buffer bytes) {
        response.putHeader("content-length", String.valueOf(length));
        Outlet outlet = Outlet.of(request, faults, timers);
        outlet.write(bytes);
        return outlet;
    }
}
