// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/** Cuts the part of a text that its receiver has already received, and builds an event of the rest. */
final class StepTail {

    private StepTail() {}

    /** The text of a step after its first {@code received} characters; null if there is none. */
    static @Nullable Delta of(Step step, long received) {
        String text = step.text();
        if (text.length() <= received) return null;
        String rest = text.substring((int) received);
        return step instanceof Step.Thought ? new Delta.ThoughtSummary(new Content.Text(rest)) : new Delta.Text(rest);
    }

    /** The last characters of a text delta, an arguments delta or a summary delta. */
    static Delta of(Delta delta, int chars) {
        if (delta instanceof Delta.Text text) return new Delta.Text(last(text.text(), chars));
        if (delta instanceof Delta.Arguments arguments)
            return new Delta.Arguments(arguments.type(), last(arguments.fragment(), chars));
        if (delta instanceof Delta.ThoughtSummary summary && summary.content() instanceof Content.Text text)
            return new Delta.ThoughtSummary(new Content.Text(last(text.text(), chars)));
        throw new IllegalArgumentException("A delta of type " + delta.type() + " has no characters");
    }

    private static String last(String text, int chars) {
        return text.substring(text.length() - chars);
    }

    /** A {@code step.delta} event with its JSON. */
    static InteractionEvent.StepGrew event(@Nullable String eventId, String type, int index, Delta delta) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("event_type", InteractionJson.text(type));
        members.put("index", Integer.toString(index));
        members.put("delta", json(delta));
        if (eventId != null) members.put("event_id", InteractionJson.text(eventId));
        return new InteractionEvent.StepGrew(eventId, type, index, delta, InteractionJson.object(members));
    }

    private static String json(Delta delta) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("type", InteractionJson.text(delta.type()));
        if (delta instanceof Delta.Text text) members.put("text", InteractionJson.text(text.text()));
        if (delta instanceof Delta.Arguments more)
            members.put(
                    more.type().equals("arguments") ? "partial_arguments" : "arguments",
                    InteractionJson.text(more.fragment()));
        if (delta instanceof Delta.ThoughtSummary summary)
            members.put("content", InteractionJson.write(summary.content()));
        return InteractionJson.object(members);
    }
}
