// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.internal.answer.Outcome;
import io.github.camelgemini.emulator.internal.answer.StreamEvent;
import io.github.camelgemini.emulator.script.Gate;
import org.jspecify.annotations.Nullable;

/** Moves one interaction from its first event to its last, at its pace, with or without clients. */
public final class Run {
    // Set once.
    private final StoredInteraction interaction;
    private final Result result;
    private final Plan plan;
    private final Pace pace;
    private final EventIds ids;
    private final Timers timers;
    private final List<Runnable> atEnd = new ArrayList<>();
    // How far it has come.
    private int sent;
    private int finishedSteps;
    private boolean waited;
    private boolean passedGate;
    private boolean stopped;
    private @Nullable Runnable timer;

    /**
     * How an interaction ends, or will.
     *
     * @param resource the scripted body; null for none
     * @param eventStream the scripted event stream; null for none
     * @param eventIds whether its events have ids
     */
    record Result(Outcome outcome, @Nullable JsonNode resource, @Nullable String eventStream, boolean eventIds) {
        Result {
            resource =
                    resource == null || resource.isNull() ? null : resource; // read from a file, absent is JSON's null
        }

        Result endedAs(Outcome how) {
            return new Result(how, null, null, eventIds);
        }
    }

    Run(StoredInteraction interaction, Result result, Pace pace, Timers timers) {
        this.interaction = interaction;
        interaction.plan(result.outcome());
        this.result = result;
        this.plan = Plan.of(interaction, result);
        this.pace = pace;
        this.ids = new EventIds(result.eventIds());
        this.timers = timers;
    }

    public StoredInteraction interaction() {
        return interaction;
    }

    /** Calls the action when the interaction has ended: at once if it has. */
    public void onEnd(Runnable action) {
        if (interaction.isRunning()) {
            atEnd.add(action);
        } else {
            action.run();
        }
    }

    void start() {
        wait(pace.start());
    }

    private void wait(Duration time) {
        if (time.isZero() || time.isNegative()) {
            advance();
        } else {
            timer = timers.after(time, this::advance);
        }
    }

    private void advance() {
        timer = null;
        while (interaction.isRunning() && !stopped && !interaction.fate().standsStill(interaction.log())) {
            Gate gate = pace.gate();
            if (gate != null && !passedGate && sent == pace.gateAfter()) {
                gate.pass(() -> timers.soon(this::openGate));
                return;
            }
            Duration pause = pauseBeforeNext();
            if (!waited && !pause.isZero()) {
                waited = true;
                timer = timers.after(pause, this::advance);
                return;
            }
            waited = false;
            sendNext();
        }
    }

    private void openGate() {
        passedGate = true;
        advance();
    }

    private Duration pauseBeforeNext() {
        if (sent == 0) {
            return Duration.ZERO;
        }
        boolean delta = sent < plan.sizeBeforeEnd() && plan.isDelta(sent);
        return delta ? pace.everyEvent().plus(pace.everyDelta()) : pace.everyEvent();
    }

    private void sendNext() {
        if (sent >= plan.sizeBeforeEnd()) {
            end(result.outcome(), result.resource());
            return;
        }
        if (plan.isMadeAsRead()) {
            sent = plan.sizeBeforeEnd();
            finishedSteps = result.outcome().steps().size();
            interaction.stepsFinished(result.outcome().steps());
            interaction.log().take(plan, ids);
            return;
        }
        StreamEvent event = plan.at(sent, nextId());
        sent++;
        if (event.type().equals("step.stop")) {
            finishedSteps++;
            interaction.stepsFinished(result.outcome().steps().subList(0, finishedSteps));
        }
        interaction.log().append(event);
    }

    private @Nullable String nextId() {
        return ids.at(sent);
    }

    /** Ends it now, with the steps it has finished. */
    void cancel() {
        callOffTimer();
        end(result.outcome().cancelledAfter(finishedSteps), null);
    }

    /** Stands still for good, without an end. */
    void stop() {
        stopped = true;
        callOffTimer();
    }

    private void callOffTimer() {
        if (timer != null) {
            timer.run();
            timer = null;
        }
    }

    private void end(Outcome how, @Nullable JsonNode resource) {
        if (resource != null) {
            interaction.end(resource);
        } else {
            interaction.end(how);
        }
        plan.end(interaction, nextId()).forEach(interaction.log()::append);
        interaction.log().close();
        atEnd.forEach(Runnable::run);
        atEnd.clear();
    }
}
