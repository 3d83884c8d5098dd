// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.Operation;
import io.github.camelgemini.emulator.Rule;
import io.github.camelgemini.emulator.Script;
import io.github.camelgemini.emulator.internal.json.Durations;
import io.github.camelgemini.emulator.internal.json.Json;

/**
 * Reads a script: a list of rules, or an object with the member {@code rules}. Each rule has {@code on}, {@code when},
 * {@code times} and {@code answer}; a word that is not known is refused.
 */
public final class ScriptReader {
    private final Path folder;

    private ScriptReader(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads YAML or JSON.
     *
     * @param folder where the files are that the script names
     * @throws IllegalArgumentException saying which rule cannot be understood, and why
     */
    public static Script read(String yaml, Path folder) {
        JsonNode tree;
        try {
            tree = Json.parseYaml(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The script is not YAML: " + e.getOriginalMessage(), e);
        }
        JsonNode list = tree.has("rules") ? tree.path("rules") : tree;
        if (list.isObject()) {
            list = Json.array(list);
        }
        if (!list.isArray()) {
            throw new IllegalArgumentException("A script is a list of rules.");
        }
        ScriptReader reader = new ScriptReader(folder);
        List<Rule> rules = new ArrayList<>();
        for (JsonNode rule : list) {
            try {
                rules.add(reader.rule(rule));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("Rule " + (rules.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        return new Script(rules);
    }

    private Rule rule(JsonNode tree) {
        onlyKnown(tree, "a rule", "on", "when", "times", "answer");
        Rule rule = Script.on(operation(tree.path("on").asText("create")));
        JsonNode times = tree.path("times");
        if (times.isInt()) {
            rule = rule.times(times.asInt());
        } else if (times.asText().equals("always")) {
            rule = rule.always();
        } else if (!times.isMissingNode()) {
            throw new IllegalArgumentException("'times' is a number or 'always', not " + times);
        }
        rule = when(rule, tree.path("when"));
        return answer(rule, tree.path("answer"));
    }

    private static Operation operation(String word) {
        for (Operation operation : Operation.values()) {
            if (operation != Operation.OTHER && operation.name().equalsIgnoreCase(word)) {
                return operation;
            }
        }
        throw new IllegalArgumentException("'on' is create, get, cancel, delete or token, not '" + word + "'");
    }

    private static Rule when(Rule start, JsonNode when) {
        onlyKnown(
                when,
                "'when'",
                "model",
                "agent",
                "target",
                "prompt",
                "contains",
                "stream",
                "background",
                "id",
                "previous");
        Rule rule = start;
        for (Map.Entry<String, JsonNode> member : when.properties()) {
            JsonNode value = member.getValue();
            rule = switch (member.getKey()) {
                case "prompt" -> rule.prompt(value.asText());
                case "contains" -> rule.contains(value.asText());
                case "stream" -> rule.stream(bool(member));
                case "background" -> rule.background(bool(member));
                case "id" -> rule.interactionId(value.asText());
                case "previous" -> rule.previousInteractionId(value.asText());
                default -> rule.target(value.asText());
            };
        }
        return rule;
    }

    private Rule answer(Rule start, JsonNode answer) {
        if (answer.isTextual()) {
            return start.text(answer.asText());
        }
        Rule rule = start;
        for (Map.Entry<String, JsonNode> member : answer.properties()) {
            JsonNode value = member.getValue();
            rule = switch (member.getKey()) {
                case "text" -> rule.text(value.asText());
                case "deltas" -> rule.deltas(strings(value));
                case "thought" -> rule.thought(value.asText());
                case "steps" -> rule.steps(value);
                case "manySteps" -> rule.manySteps(value.asInt());
                case "manyDeltas" -> manyDeltas(rule, value);
                case "calls" -> calls(rule, value);
                case "body" -> rule.body(value);
                case "bodyFile" -> rule.body(text(value));
                case "sse" -> rule.sse(value.asText());
                case "sseFile" -> rule.sse(text(value));
                case "status" -> rule.status(value.asText());
                case "errors" -> errors(rule, value);
                case "usage" -> value.isBoolean() && !value.asBoolean() ? rule.withoutUsage() : rule.usage(value);
                case "headers" -> headers(rule, value);
                case "eventIds" -> rule.eventIds(bool(member));
                case "delay" -> rule.delay(Durations.parse(value.asText()));
                case "eventDelay" -> rule.eventDelay(Durations.parse(value.asText()));
                case "gate" -> rule.gateAfter(answer.path("gateAfter").asInt(0), value.asText());
                case "gateAfter" -> rule;
                case "fault" -> rule.fault(FaultReader.read(value));
                case "faults" -> faults(rule, value);
                default -> throw unknown("'answer'", member.getKey(), ANSWER_WORDS);
            };
        }
        return rule;
    }

    private static final Set<String> ANSWER_WORDS = new TreeSet<>(Set.of(
            "text",
            "deltas",
            "thought",
            "steps",
            "manySteps",
            "manyDeltas",
            "calls",
            "body",
            "bodyFile",
            "sse",
            "sseFile",
            "status",
            "errors",
            "usage",
            "headers",
            "eventIds",
            "delay",
            "eventDelay",
            "gate",
            "gateAfter",
            "fault",
            "faults"));

    private static Rule manyDeltas(Rule rule, JsonNode value) {
        onlyKnown(value, "'manyDeltas'", "count", "text");
        return rule.manyDeltas(value.path("count").asInt(), value.path("text").asText());
    }

    private static Rule calls(Rule start, JsonNode list) {
        Rule rule = start;
        for (JsonNode call : list) {
            onlyKnown(call, "a call", "id", "name", "arguments");
            JsonNode arguments = call.has("arguments") ? call.path("arguments") : Json.object();
            rule = rule.call(Json.text(call, "id"), call.path("name").asText(), arguments);
        }
        return rule;
    }

    private static Rule errors(Rule start, JsonNode list) {
        Rule rule = start;
        for (JsonNode error : list) {
            onlyKnown(error, "an error", "code", "message");
            rule = rule.error(error.path("code").asText(), error.path("message").asText());
        }
        return rule;
    }

    private static Rule headers(Rule start, JsonNode map) {
        Rule rule = start;
        for (Map.Entry<String, JsonNode> header : map.properties()) {
            rule = rule.header(header.getKey(), header.getValue().asText());
        }
        return rule;
    }

    private static Rule faults(Rule start, JsonNode list) {
        Rule rule = start;
        for (JsonNode fault : list) {
            rule = rule.fault(FaultReader.read(fault));
        }
        return rule;
    }

    private String text(JsonNode file) {
        Path path = folder.resolve(file.asText());
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path, e);
        }
    }

    private static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(item -> strings.add(item.asText()));
        return strings;
    }

    private static boolean bool(Map.Entry<String, JsonNode> member) {
        if (!member.getValue().isBoolean()) {
            throw new IllegalArgumentException("'" + member.getKey() + "' is true or false, not " + member.getValue());
        }
        return member.getValue().asBoolean();
    }

    static void onlyKnown(JsonNode tree, String where, String... known) {
        if (!tree.isMissingNode() && !tree.isObject()) {
            throw new IllegalArgumentException(where + " is an object, not " + tree);
        }
        Set<String> words = new TreeSet<>(List.of(known));
        tree.fieldNames().forEachRemaining(name -> {
            if (!words.contains(name)) {
                throw unknown(where, name, words);
            }
        });
    }

    static IllegalArgumentException unknown(String where, String word, Set<String> known) {
        return new IllegalArgumentException(
                where.toLowerCase(Locale.ROOT) + " has no '" + word + "'; it knows " + String.join(", ", known));
    }
}
