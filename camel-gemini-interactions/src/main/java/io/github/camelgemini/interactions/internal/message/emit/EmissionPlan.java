// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.accumulate.FinishedStep;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress;
import io.github.camelgemini.interactions.internal.message.reply.EmissionWriter;
import io.github.camelgemini.interactions.internal.support.header.EmittedMessage;
import io.github.camelgemini.interactions.internal.support.uri.Words;
import io.github.camelgemini.interactions.model.Interaction;
import org.jspecify.annotations.Nullable;

/**
 * Selects the parts of a stream that are emitted, and writes them.
 *
 * @param stepTypes types of the emitted steps, in the API's words; empty for all
 */
public record EmissionPlan(Set<EmitKind> kinds, Set<String> stepTypes, EmissionWriter writer) {

    /**
     * @param write writes the part to a message; null if it is not selected
     * @param done call when the route has finished this part; for an unselected part, when all earlier parts are finished
     */
    record Part(@Nullable Consumer<EmittedMessage> write, Runnable done) {}

    public EmissionPlan {
        kinds = kinds.isEmpty() ? EnumSet.noneOf(EmitKind.class) : EnumSet.copyOf(kinds);
    }

    /** Whether finished steps, or the whole answer, are emitted: then their content is collected. */
    boolean emitsSteps() {
        return kinds.contains(EmitKind.STEPS) || kinds.contains(EmitKind.COMPLETED);
    }

    /**
     * Parses the option {@code stepTypes}, comma separated words of the API.
     *
     * @return empty for all types
     */
    public static Set<String> stepTypes(@Nullable String words) {
        if (words == null) return Set.of();
        Set<String> types = new TreeSet<>();
        for (String word : Words.all(words)) {
            if (word.isEmpty())
                throw new InteractionRequestException(
                        "stepTypes",
                        "The option stepTypes has an empty word: name step types of the API, comma separated, for"
                                + " example thought,model_output");
            types.add(word);
        }
        return types;
    }

    /** The parts of one event, in order, without those that the cursor says are finished. */
    List<Part> of(StreamProgress progress, StepCursor.InFlightSteps inFlight) {
        if (progress.interactionId() != null) inFlight.started(progress.interactionId());
        Interaction whole = progress.whole();
        List<Part> ofEvent = ofEvent(progress, inFlight);
        if (progress.finished().isEmpty() && whole == null) return ofEvent;
        List<Part> parts = new ArrayList<>(ofEvent);
        for (FinishedStep step : progress.finished())
            if (!inFlight.isDone(step.position())) parts.add(part(step, progress, inFlight));
        if (whole != null) parts.addAll(end(whole, progress, inFlight));
        return parts;
    }

    /** The event, and the delta that it has, unless the cursor says that they are finished. */
    private List<Part> ofEvent(StreamProgress progress, StepCursor.InFlightSteps inFlight) {
        StreamProgress.Growth growth = progress.growth();
        Consumer<EmittedMessage> event =
                kinds.contains(EmitKind.EVENTS) ? message -> writer.event(progress, message) : null;
        Consumer<EmittedMessage> delta =
                growth != null && kinds.contains(EmitKind.DELTAS) && isSelected(growth.stepType())
                        ? message -> writer.delta(growth, progress, message)
                        : null;
        Consumer<EmittedMessage> first = event != null ? event : delta;
        if (first == null) return List.of();
        Runnable done = inFlight.upToUnlessDone(progress.place());
        if (done == null) return List.of();
        if (event == null || delta == null) return List.of(new Part(first, done));
        return List.of(new Part(event, done), new Part(delta, inFlight.upTo(progress.place())));
    }

    /** The end of a run, unless it is already finished. */
    List<Part> end(Interaction whole, StreamProgress last, StepCursor.InFlightSteps inFlight) {
        if (inFlight.isEnded()) return List.of();
        boolean selected = kinds.contains(EmitKind.COMPLETED);
        return List.of(new Part(selected ? message -> writer.completed(last, whole, message) : null, inFlight.end()));
    }

    private Part part(FinishedStep step, StreamProgress progress, StepCursor.InFlightSteps inFlight) {
        boolean selected =
                kinds.contains(EmitKind.STEPS) && isSelected(step.step().type());
        return new Part(
                selected ? message -> writer.step(step, progress, message) : null, inFlight.step(step.position()));
    }

    private boolean isSelected(@Nullable String stepType) {
        return stepTypes.isEmpty() || stepType != null && stepTypes.contains(stepType);
    }
}
