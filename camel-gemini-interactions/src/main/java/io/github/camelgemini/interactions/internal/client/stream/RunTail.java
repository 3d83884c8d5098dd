// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;

/** Converts a stored interaction into the events that its receiver has not received. */
final class RunTail {

    private RunTail() {}

    /**
     * The rest of every unfinished step, then the final event, which holds all steps. Only that event finishes a step that
     * was cut in two and the steps after it: otherwise a later step would finish first. If nothing was received, all events
     * of the run.
     */
    static List<InteractionEvent> of(Interaction stored, ReplayFilter delivered) {
        Interaction whole = stored.withoutInputs();
        List<Step> generated = whole.steps();
        List<InteractionEvent> events = new ArrayList<>();
        boolean isNew = delivered.isEmpty();
        if (isNew) events.add(created(whole));
        for (int position = 0; position < generated.size(); position++) {
            if (!delivered.isStopped(position)) step(generated.get(position), position, delivered, events);
            if (isNew) events.add(stopped(delivered.index(position)));
        }
        events.add(new InteractionEvent.Completed(
                null,
                "interaction.completed",
                whole,
                json("interaction.completed", Map.of("interaction", InteractionJson.write(whole)))));
        return events;
    }

    private static InteractionEvent created(Interaction whole) {
        Interaction head = whole.withSteps(List.of()).withUsage(null).withStatus(InteractionStatus.IN_PROGRESS);
        return new InteractionEvent.Created(
                null,
                "interaction.created",
                head,
                json("interaction.created", Map.of("interaction", InteractionJson.write(head))));
    }

    private static InteractionEvent stopped(int index) {
        String json = json("step.stop", Map.of("index", Integer.toString(index)));
        return new InteractionEvent.StepStopped(null, "step.stop", index, json);
    }

    private static void step(Step step, int position, ReplayFilter delivered, List<InteractionEvent> events) {
        int index = delivered.index(position);
        if (!delivered.isStarted(position)) {
            events.add(new InteractionEvent.StepStarted(
                    null,
                    "step.start",
                    index,
                    step,
                    json("step.start", Map.of("index", Integer.toString(index), "step", InteractionJson.write(step)))));
        } else {
            Delta rest = StepTail.of(step, delivered.chars(position));
            if (rest != null) events.add(StepTail.event(null, "step.delta", index, rest));
        }
    }

    private static String json(String type, Map<String, String> members) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("event_type", InteractionJson.text(type));
        all.putAll(members);
        return InteractionJson.object(all);
    }
}
