// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.telemetry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import io.github.camelgemini.interactions.internal.client.observation.Observation;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several observations of the same call, as one. What one of them throws is logged, and disturbs neither the others nor the
 * call.
 */
public final class Observations implements CallObservation {

    private static final Logger LOG = LoggerFactory.getLogger(Observations.class);

    private final List<? extends CallObservation> all;
    private final AtomicBoolean ended = new AtomicBoolean();

    private Observations(List<? extends CallObservation> all) {
        this.all = all;
    }

    /** One for all; {@link CallObservation#NONE} for none. */
    public static CallObservation of(List<? extends CallObservation> all) {
        return all.isEmpty() ? CallObservation.NONE : new Observations(List.copyOf(all));
    }

    private static <T> void each(List<? extends T> all, Consumer<T> action) {
        for (T one : all) {
            try {
                action.accept(one);
            } catch (Throwable e) { // of a tracer, a registry or a filter of the application
                failed(e);
            }
        }
    }

    private static void failed(Throwable e) {
        LOG.warn("An observation failed ({}); the call continues", e.toString());
    }

    private static Map<String, String> context(List<? extends Observation> all) {
        Map<String, String> headers = Map.of();
        for (Observation one : all) { // no lambda, and no map without tracing: called for each exchange of a stream
            try {
                Map<String, String> own = one.context();
                if (headers.isEmpty()) headers = own;
                else if (!own.isEmpty()) (headers = new HashMap<>(headers)).putAll(own);
            } catch (Throwable e) {
                failed(e);
            }
        }
        return headers;
    }

    @Override
    public void begin() {
        each(all, CallObservation::begin);
    }

    @Override
    public void stoppable(Runnable stop) {
        each(all, one -> one.stoppable(stop));
    }

    @Override
    public Observation begin(Part part, String name) {
        return Parts.begin(all, part, name);
    }

    @Override
    public void requested(InteractionRequest request) {
        each(all, one -> one.requested(request));
    }

    @Override
    public void known(String interactionId) {
        each(all, one -> one.known(interactionId));
    }

    @Override
    public void answered(Interaction answer) {
        each(all, one -> one.answered(answer));
    }

    @Override
    public void received(InteractionEvent event, int finishedSteps) {
        for (CallObservation one : all) { // no lambda: called for each event of a stream
            try {
                one.received(event, finishedSteps);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    @Override
    public void polled(Interaction interaction) {
        each(all, one -> one.polled(interaction));
    }

    @Override
    public void ended(@Nullable Interaction answer, @Nullable Throwable failure) {
        if (ended.compareAndSet(false, true)) each(all, one -> one.ended(answer, failure));
    }

    @Override
    public @Nullable String interactionId() {
        for (CallObservation one : all) {
            String known = one.interactionId();
            if (known != null) return known;
        }
        return null;
    }

    @Override
    public void set(String attribute, @Nullable Object value) {
        each(all, one -> one.set(attribute, value));
    }

    @Override
    public Map<String, String> context() {
        return context(all);
    }

    /** Parts of the same kind, as one. */
    private static final class Parts implements Observation {

        private final List<Observation> parts;
        private final AtomicBoolean ended = new AtomicBoolean();

        private Parts(List<Observation> parts) {
            this.parts = parts;
        }

        static Observation begin(List<? extends Observation> all, Part part, String name) {
            List<Observation> parts = new ArrayList<>(all.size());
            each(all, one -> parts.add(one.begin(part, name)));
            parts.removeIf(one -> one == NONE);
            return parts.isEmpty() ? NONE : new Parts(parts);
        }

        @Override
        public Observation begin(Part part, String name) {
            return begin(parts, part, name);
        }

        @Override
        public void set(String attribute, @Nullable Object value) {
            each(parts, one -> one.set(attribute, value));
        }

        @Override
        public void end(@Nullable Throwable failure) {
            if (ended.compareAndSet(false, true)) each(parts, one -> one.end(failure));
        }

        @Override
        public Map<String, String> context() {
            return Observations.context(parts);
        }
    }
}
