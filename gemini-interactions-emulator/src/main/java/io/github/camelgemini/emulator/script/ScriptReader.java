// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.internal.json.Durations;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.traffic.Operation;

/**
 * Reads a script: a list of rules, or an object with the member {@code rules}. Each word of a rule is one line of a table,
 * which is applied in its order; a word that is in no table is refused.
 */
final class ScriptReader {
    private final Path folder;
    private final Map<String, Word> ruleWords = new LinkedHashMap<>();
    private final Map<String, Word> whenWords = new LinkedHashMap<>();
    private final Map<String, Word> answerWords = new LinkedHashMap<>();

    /** What a word of a script does to its rule. */
    private interface Word {
        Rule apply(Rule rule, JsonNode value);
    }

    private ScriptReader(Path folder) {
        this.folder = folder;
        // The operation first: faults are checked against it.
        ruleWords.put("on", (rule, value) -> Script.on(operation(value.asText())));
        ruleWords.put("when", (rule, value) -> apply("'when'", whenWords, rule, value));
        ruleWords.put("times", ScriptReader::times);
        ruleWords.put(
                "answer",
                (rule, value) ->
                        value.isTextual() ? rule.text(value.asText()) : apply("'answer'", answerWords, rule, value));

        for (String target : List.of("model", "agent", "target")) {
            whenWords.put(target, (rule, value) -> rule.target(value.asText()));
        }
        whenWords.put("prompt", (rule, value) -> rule.prompt(value.asText()));
        whenWords.put("contains", (rule, value) -> rule.contains(value.asText()));
        whenWords.put("stream", (rule, value) -> rule.stream(bool("stream", value)));
        whenWords.put("background", (rule, value) -> rule.background(bool("background", value)));
        whenWords.put("id", (rule, value) -> rule.interactionId(value.asText()));
        whenWords.put("hop", (rule, value) -> rule.hop(value.asInt()));
        whenWords.put("previous", (rule, value) -> rule.previousInteractionId(value.asText()));

        // Of several kinds of content the last one wins.
        answerWords.put("text", (rule, value) -> rule.text(value.asText()));
        answerWords.put("deltas", (rule, value) -> rule.deltas(strings(value)));
        answerWords.put("thought", (rule, value) -> rule.thought(value.asText()));
        answerWords.put("calls", each(ScriptReader::call));
        answerWords.put("steps", (rule, value) -> rule.steps(Json.write(value)));
        answerWords.put("manySteps", (rule, value) -> rule.manySteps(value.asInt()));
        answerWords.put("manyDeltas", ScriptReader::manyDeltas);
        answerWords.put("body", (rule, value) -> rule.body(Json.write(value)));
        answerWords.put("bodyFile", (rule, value) -> rule.body(text(value)));
        answerWords.put("sse", (rule, value) -> rule.sse(value.asText()));
        answerWords.put("sseFile", (rule, value) -> rule.sse(text(value)));
        answerWords.put("raw", ScriptReader::raw);
        answerWords.put("status", (rule, value) -> rule.status(value.asText()));
        answerWords.put("answeredAs", (rule, value) -> rule.answeredAs(value.asText()));
        answerWords.put("errors", each(ScriptReader::error));
        answerWords.put(
                "usage",
                (rule, value) ->
                        value.isBoolean() && !value.asBoolean() ? rule.withoutUsage() : rule.usage(Json.write(value)));
        answerWords.put("headers", ScriptReader::headers);
        answerWords.put("continuation", ScriptReader::continuation);
        answerWords.put("checkPoint", (rule, value) -> rule.checkPoint(value.asInt()));
        answerWords.put("checkPoints", each((rule, value) -> rule.checkPoint(value.asInt())));
        answerWords.put("eventIds", (rule, value) -> rule.eventIds(bool("eventIds", value)));
        answerWords.put("delay", (rule, value) -> rule.delay(Durations.parse(value.asText())));
        answerWords.put("eventDelay", (rule, value) -> rule.eventDelay(Durations.parse(value.asText())));
        answerWords.put("gate", (rule, value) -> rule.gate(value.asText()));
        answerWords.put("gateAfter", ScriptReader::gateAfter);
        Word fault = (rule, value) -> rule.fault(FaultReader.read(value));
        answerWords.put("fault", fault);
        answerWords.put("faults", each(fault));
    }

    /**
     * Reads YAML or JSON.
     *
     * @param folder where the files are that the script names
     * @throws IllegalArgumentException saying which rule cannot be understood, and why
     */
    static Script read(String yaml, Path folder) {
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
                rules.add(reader.apply("a rule", reader.ruleWords, Script.onCreate(), rule));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("Rule " + (rules.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        return new Script(rules);
    }

    private Rule apply(String where, Map<String, Word> words, Rule start, JsonNode tree) {
        onlyKnown(tree, where, words.keySet());
        Rule rule = start;
        for (Map.Entry<String, Word> word : words.entrySet()) {
            if (tree.has(word.getKey())) {
                rule = word.getValue().apply(rule, tree.path(word.getKey()));
            }
        }
        return rule;
    }

    private static Operation operation(String word) {
        for (Operation operation : Operation.values()) {
            if (operation != Operation.OTHER && operation.name().equalsIgnoreCase(word)) {
                return operation;
            }
        }
        throw new IllegalArgumentException("'on' is create, get, cancel, delete or token, not '" + word + "'");
    }

    private static Rule times(Rule rule, JsonNode times) {
        if (times.isInt()) {
            return rule.times(times.asInt());
        }
        if (times.asText().equals("always")) {
            return rule.always();
        }
        throw new IllegalArgumentException("'times' is a number or 'always', not " + times);
    }

    private static Rule manyDeltas(Rule rule, JsonNode value) {
        onlyKnown(value, "'manyDeltas'", List.of("count", "text"));
        return rule.manyDeltas(value.path("count").asInt(), value.path("text").asText());
    }

    /** {@code {hops: 3}} or {@code {parts: [one text, another]}}, and {@code sameToken}, {@code singleUse}. */
    private static Rule continuation(Rule start, JsonNode value) {
        onlyKnown(value, "'continuation'", List.of("hops", "parts", "sameToken", "singleUse"));
        Rule rule = value.has("parts")
                ? start.continuation(strings(value.path("parts")).toArray(String[]::new))
                : start.continuation(value.path("hops").asInt());
        rule = value.path("sameToken").asBoolean() ? rule.sameToken() : rule;
        return value.path("singleUse").asBoolean() ? rule.singleUse() : rule;
    }

    /** {@code {status: 400, type: text/event-stream, text: …}}; the status is 200 unless it is given. */
    private static Rule raw(Rule rule, JsonNode value) {
        onlyKnown(value, "'raw'", List.of("status", "type", "text"));
        return rule.raw(
                value.path("status").asInt(200),
                value.path("type").asText(),
                value.path("text").asText());
    }

    private static Rule gateAfter(Rule rule, JsonNode events) {
        String gate = rule.pacing().gate();
        return gate == null ? rule : rule.gateAfter(events.asInt(), gate);
    }

    /** The word applied to each item of a list. */
    private static Word each(Word word) {
        return (start, list) -> {
            Rule rule = start;
            for (JsonNode item : list) {
                rule = word.apply(rule, item);
            }
            return rule;
        };
    }

    private static Rule call(Rule rule, JsonNode call) {
        onlyKnown(call, "a call", List.of("id", "name", "arguments"));
        String arguments = call.has("arguments") ? Json.write(call.path("arguments")) : "{}";
        return rule.call(Json.text(call, "id"), call.path("name").asText(), arguments);
    }

    private static Rule error(Rule rule, JsonNode error) {
        onlyKnown(error, "an error", List.of("code", "message"));
        return rule.error(error.path("code").asText(), error.path("message").asText());
    }

    private static Rule headers(Rule start, JsonNode map) {
        Rule rule = start;
        for (Map.Entry<String, JsonNode> header : map.properties()) {
            rule = rule.header(header.getKey(), header.getValue().asText());
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

    private static boolean bool(String word, JsonNode value) {
        if (!value.isBoolean()) {
            throw new IllegalArgumentException("'" + word + "' is true or false, not " + value);
        }
        return value.asBoolean();
    }

    static void onlyKnown(JsonNode tree, String where, Collection<String> known) {
        if (!tree.isMissingNode() && !tree.isObject()) {
            throw new IllegalArgumentException(where + " is an object, not " + tree);
        }
        tree.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw unknown(where, name, known);
            }
        });
    }

    static IllegalArgumentException unknown(String where, String word, Collection<String> known) {
        return new IllegalArgumentException(where.toLowerCase(Locale.ROOT) + " has no '" + word + "'; it knows "
                + String.join(", ", new TreeSet<>(known)));
    }
}
