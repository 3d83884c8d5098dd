// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.codec.PlainAnswer;
import io.github.camelgemini.interactions.internal.client.codec.Traffic;
import io.github.camelgemini.interactions.model.Step;

/**
 * A run as the service has it: its events, what is stored at its end, and what whoever follows it has to get. The latter
 * is worked out from the events by other means than those of the code under test.
 *
 * @param id empty where nothing is stored, or where the stream does not begin with it
 * @param events what its stream says, without event ids
 * @param coarse the same in fewer deltas, as a service may play it again; equal to {@code events} for most
 * @param stored what a get answers when it has ended, inputs and all
 * @param steps its steps as {@code view} shows them
 * @param texts the text that each step grows by
 * @param arguments the arguments that each step grows by
 * @param view how a step is compared
 * @param hasEnd whether the stream has its final event
 */
record ServedRun(
        String id,
        List<Event> events,
        List<Event> coarse,
        String stored,
        List<Object> steps,
        List<String> texts,
        List<String> arguments,
        Function<Step, Object> view,
        boolean hasEnd) {

    /**
     * One event of a stream.
     *
     * @param name what stands in the {@code event:} line
     * @param payload a JSON object
     * @param shifted the same behind one input step: its index is one higher
     */
    record Event(String name, String payload, String shifted) {

        static Event of(String name, String payload) {
            ObjectNode json = (ObjectNode) Traffic.tree(payload);
            String plain = json.remove("event_id") == null ? payload : json.toString();
            if (isOfStep(name)) json.put("index", json.path("index").asInt() + 1);
            return new Event(name, plain, json.toString());
        }

        /** Nobody can tell a delta that comes again from the next one, unless it has an id. */
        boolean isKnownWhenItComesAgain() {
            return !name.endsWith(".delta");
        }

        boolean isOfStep() {
            return isOfStep(name);
        }

        private static boolean isOfStep(String name) {
            return name.startsWith("step.") || name.startsWith("content.");
        }

        boolean saysItsType() {
            return payload.contains("\"event_type\":");
        }
    }

    static ServedRun recorded(String sample) {
        List<Traffic.Sample> frames = Traffic.frames(sample);
        List<Event> events = frames.stream()
                .map(frame -> Event.of(frame.event(), frame.payload()))
                .toList();
        PlainAnswer plain = PlainAnswer.of(frames);
        Map<Step, Object> trees = new HashMap<>();
        return new ServedRun(
                frames.get(0).event().matches("interaction\\.(created|start)") ? plain.id() : "",
                events,
                events,
                plain.stored().toString(),
                List.copyOf(plain.steps()),
                plain.texts(),
                plain.argumentTexts(),
                step -> trees.computeIfAbsent(step, fresh -> Traffic.tree(InteractionJson.write(fresh))),
                plain.hasEnded());
    }

    /** One step of a generated run, and the deltas it comes in. */
    private record Part(String type, List<String> deltas) {

        String whole() {
            return String.join("", deltas);
        }

        boolean isCall() {
            return type.equals("function_call");
        }

        String json() {
            return switch (type) {
                case "function_call" -> shell().replace("{}", whole());
                case "thought" ->
                    "{\"type\":\"thought\",\"summary\":[{\"type\":\"text\",\"text\":\"" + whole() + "\"}]}";
                default -> "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"" + whole() + "\"}]}";
            };
        }

        String shell() {
            return isCall()
                    ? "{\"type\":\"function_call\",\"id\":\"c\",\"name\":\"f\",\"arguments\":{}}"
                    : "{\"type\":\"" + type + "\"}";
        }

        String delta(String text) {
            String quoted = "\"" + text.replace("\"", "\\\"") + "\"";
            return switch (type) {
                case "thought" ->
                    "{\"type\":\"thought_summary\",\"content\":{\"type\":\"text\",\"text\":" + quoted + "}}";
                case "function_call" -> "{\"type\":\"arguments_delta\",\"arguments\":" + quoted + "}";
                default -> "{\"type\":\"text\",\"text\":" + quoted + "}";
            };
        }
    }

    static ServedRun generated(Random random) {
        List<Part> parts = new ArrayList<>();
        int steps = 1 + random.nextInt(5);
        for (int i = 0; i < steps; i++) {
            String type = List.of("thought", "model_output", "function_call").get(random.nextInt(3));
            List<String> deltas = new ArrayList<>();
            int count = random.nextInt(6);
            for (int d = 0; d < count; d++) deltas.add(words(random));
            if (type.equals("function_call"))
                deltas = cutUp("{\"n\":" + i + ",\"of\":\"" + words(random) + "\"}", random);
            parts.add(new Part(type, deltas));
        }
        return of(parts);
    }

    /** A run of text steps, each in the deltas given. */
    static ServedRun ofTexts(List<List<String>> steps) {
        return of(steps.stream().map(deltas -> new Part("model_output", deltas)).toList());
    }

    private static ServedRun of(List<Part> parts) {
        List<String> stored = new ArrayList<>();
        stored.add("{\"type\":\"user_input\"}");
        parts.forEach(part -> stored.add(part.json()));
        return new ServedRun(
                "v1_r",
                events(parts),
                events(parts.stream()
                        .map(part -> new Part(part.type(), part.deltas().isEmpty() ? List.of() : List.of(part.whole())))
                        .toList()),
                "{\"id\":\"v1_r\",\"status\":\"completed\",\"usage\":{\"total_tokens\":1},\"steps\":["
                        + String.join(",", stored) + "]}",
                parts.stream()
                        .<Object>map(part -> part.type() + ":" + (part.isCall() ? "f" : "") + part.whole())
                        .toList(),
                parts.stream().map(part -> part.isCall() ? "" : part.whole()).toList(),
                parts.stream().map(part -> part.isCall() ? part.whole() : "").toList(),
                step -> step.type() + ":"
                        + (step instanceof Step.Call call ? call.name() + call.arguments() : step.text()),
                true);
    }

    private static String words(Random random) {
        return List.of("a", "naïve", "日本", "🙂🙃", "two words ", "x").get(random.nextInt(6));
    }

    private static List<String> cutUp(String json, Random random) {
        int at = 1 + random.nextInt(json.length() - 1);
        if (Character.isLowSurrogate(json.charAt(at))) at--;
        return List.of(json.substring(0, at), json.substring(at));
    }

    private static List<Event> events(List<Part> parts) {
        List<Event> events = new ArrayList<>();
        add(events, "interaction.created", "\"interaction\":{\"id\":\"v1_r\",\"status\":\"in_progress\"}");
        add(events, "interaction.status_update", "\"interaction_id\":\"v1_r\",\"status\":\"in_progress\"");
        for (int index = 0; index < parts.size(); index++) {
            Part part = parts.get(index);
            add(events, "step.start", "\"index\":" + index + ",\"step\":" + part.shell());
            for (String delta : part.deltas())
                add(events, "step.delta", "\"index\":" + index + ",\"delta\":" + part.delta(delta));
            add(events, "step.stop", "\"index\":" + index);
        }
        add(
                events,
                "interaction.completed",
                "\"interaction\":{\"id\":\"v1_r\",\"status\":\"completed\",\"usage\":{\"total_tokens\":1}}");
        return events;
    }

    private static void add(List<Event> events, String type, String members) {
        events.add(Event.of(type, "{\"event_type\":\"" + type + "\"," + members + "}"));
    }

    boolean isStored() {
        return !id.isEmpty();
    }
}
