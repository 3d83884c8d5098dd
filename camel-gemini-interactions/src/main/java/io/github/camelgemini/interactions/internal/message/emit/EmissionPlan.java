// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.internal.client.accumulate.FinishedStep;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress;
import io.github.camelgemini.interactions.internal.message.reply.EmissionWriter;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * What of a stream a route wants to see.
 *
 * @param stepTypes the API's words for the steps it wants to see; empty for all
 * @param writer writes it onto messages
 */
public record EmissionPlan(Set<EmitKind> kinds, Set<String> stepTypes, EmissionWriter writer) {

    /**
     * One part of a stream.
     *
     * @param write writes it onto a message; null for a part that nobody wants to see
     * @param done says that the route is done with it, or, for one that nobody sees, with all before it
     */
    record Part(@Nullable Consumer<Message> write, Runnable done) {}

    /** What one progress brings, in order, but for what is done already. */
    List<Part> of(StreamProgress progress, StepCursor.Pass pass) {
        StepCursor cursor = pass.cursor();
        if (progress.interactionId() != null) cursor.started(progress.interactionId());
        List<Part> parts = new ArrayList<>(2);
        boolean fresh = !cursor.isDone(progress.place());
        if (fresh && kinds.contains(EmitKind.EVENTS))
            parts.add(new Part(message -> writer.event(progress, message), pass.upTo(progress.place())));
        StreamProgress.Growth growth = progress.growth();
        if (fresh && growth != null && kinds.contains(EmitKind.DELTAS) && isWanted(growth.stepType()))
            parts.add(new Part(message -> writer.delta(growth, progress, message), pass.upTo(progress.place())));
        for (FinishedStep step : progress.finished())
            if (!cursor.isDone(step.position())) parts.add(part(step, progress, pass));
        Interaction whole = progress.whole();
        if (whole != null) parts.addAll(end(whole, progress, pass));
        return parts;
    }

    /** The end of a run, unless it is done already. */
    List<Part> end(Interaction whole, StreamProgress last, StepCursor.Pass pass) {
        return pass.cursor().isEnded() ? List.of() : List.of(last(whole, last, pass));
    }

    private Part part(FinishedStep step, StreamProgress progress, StepCursor.Pass pass) {
        boolean wanted = kinds.contains(EmitKind.STEPS) && isWanted(step.step().type());
        return new Part(wanted ? message -> writer.step(step, progress, message) : null, pass.step(step.position()));
    }

    private Part last(Interaction whole, StreamProgress progress, StepCursor.Pass pass) {
        boolean wanted = kinds.contains(EmitKind.COMPLETED);
        return new Part(wanted ? message -> writer.completed(progress, whole, message) : null, pass.end());
    }

    private boolean isWanted(@Nullable String stepType) {
        return stepTypes.isEmpty() || stepType != null && stepTypes.contains(stepType);
    }
}
