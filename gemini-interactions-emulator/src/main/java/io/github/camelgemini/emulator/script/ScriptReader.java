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
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.json.ScriptValues;
import io.github.camelgemini.emulator.traffic.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Reads a script: a list of rules, or an object with the member {@code rules}. Each word of a rule is one line of a table,
 * which is applied in its order; a word that is in no table is refused.
 */
final class ScriptReader {
    private static final int MOST_RULES = 10_000;

    private final @Nullable Path folder;
    private final Map<String, Word> ruleWords = new LinkedHashMap<>();
    private final Map<String, Word> whenWords = new LinkedHashMap<>();
    private final Map<String, Word> answerWords = new LinkedHashMap<>();

    /** What a word of a script does to its rule. */
    private interface Word {
        Rule apply(Rule rule, JsonNode value);
    }

    private ScriptReader(@Nullable Path folder) {
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
            whenWords.put(target, (rule, value) -> rule.target(ScriptValues.text(target, value)));
        }
        whenWords.put("prompt", (rule, value) -> rule.prompt(ScriptValues.text("prompt", value)));
        whenWords.put("contains", (rule, value) -> rule.contains(ScriptValues.text("contains", value)));
        whenWords.put("stream", (rule, value) -> rule.stream(ScriptValues.flag("stream", value)));
        whenWords.put("background", (rule, value) -> rule.background(ScriptValues.flag("background", value)));
        whenWords.put("id", (rule, value) -> rule.interactionId(ScriptValues.text("id", value)));
        whenWords.put("hop", (rule, value) -> rule.hop(ScriptValues.number("hop", value)));
        whenWords.put("previous", (rule, value) -> rule.previousInteractionId(ScriptValues.text("previous", value)));

        // Of several kinds of content the last one wins.
        answerWords.put("text", (rule, value) -> rule.text(ScriptValues.text("text", value)));
        answerWords.put("deltas", (rule, value) -> rule.deltas(strings("deltas", value)));
        answerWords.put("thought", (rule, value) -> rule.thought(ScriptValues.text("thought", value)));
        answerWords.put("calls", each("calls", ScriptReader::call));
        answerWords.put("steps", (rule, value) -> rule.steps(Json.write(value)));
        answerWords.put("manySteps", (rule, value) -> rule.manySteps(ScriptValues.number("manySteps", value)));
        answerWords.put("manyDeltas", ScriptReader::manyDeltas);
        answerWords.put("body", (rule, value) -> rule.body(Json.write(value)));
        answerWords.put("bodyFile", (rule, value) -> rule.body(text("bodyFile", "body", value)));
        answerWords.put("sse", (rule, value) -> rule.sse(ScriptValues.text("sse", value)));
        answerWords.put("sseFile", (rule, value) -> rule.sse(text("sseFile", "sse", value)));
        answerWords.put("raw", ScriptReader::raw);
        answerWords.put("status", (rule, value) -> rule.status(ScriptValues.text("status", value)));
        answerWords.put("answeredAs", (rule, value) -> rule.answeredAs(ScriptValues.text("answeredAs", value)));
        answerWords.put("errors", each("errors", ScriptReader::error));
        answerWords.put(
                "usage",
                (rule, value) ->
                        value.isBoolean() && !value.asBoolean() ? rule.withoutUsage() : rule.usage(Json.write(value)));
        answerWords.put("headers", ScriptReader::headers);
        answerWords.put("continuation", ScriptReader::continuation);
        answerWords.put("checkPoint", (rule, value) -> rule.checkPoint(ScriptValues.number("checkPoint", value)));
        answerWords.put(
                "checkPoints",
                each("checkPoints", (rule, value) -> rule.checkPoint(ScriptValues.number("checkPoints", value))));
        answerWords.put("eventIds", (rule, value) -> rule.eventIds(ScriptValues.flag("eventIds", value)));
        answerWords.put("delay", (rule, value) -> rule.delay(ScriptValues.time("delay", value)));
        answerWords.put("eventDelay", (rule, value) -> rule.eventDelay(ScriptValues.time("eventDelay", value)));
        answerWords.put("gate", (rule, value) -> rule.gate(ScriptValues.text("gate", value)));
        answerWords.put("gateAfter", ScriptReader::gateAfter);
        Word fault = (rule, value) -> rule.fault(FaultReader.read(value));
        answerWords.put("fault", fault);
        answerWords.put("faults", each("faults", fault));
    }

    /**
     * Reads YAML or JSON.
     *
     * @param folder where the files are that the script names; null: it may not name any
     * @throws IllegalArgumentException saying which rule cannot be understood, and why
     */
    static Script read(String yaml, @Nullable Path folder) {
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
        if (list.size() > MOST_RULES) {
            throw new IllegalArgumentException(
                    "A script has at most " + MOST_RULES + " rules, not " + list.size() + ": use 'times'.");
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
        return rule.manyDeltas(ScriptValues.number("count", value.path("count")), ScriptValues.text(value, "text"));
    }

    /** {@code {hops: 3}} or {@code {parts: [one text, another]}}, and {@code sameToken}, {@code singleUse}. */
    private static Rule continuation(Rule start, JsonNode value) {
        onlyKnown(value, "'continuation'", List.of("hops", "parts", "sameToken", "singleUse"));
        Rule rule = value.has("parts")
                ? start.continuation(strings("parts", value.path("parts")).toArray(String[]::new))
                : start.continuation(ScriptValues.number("hops", value.path("hops")));
        rule = ScriptValues.flag(value, "sameToken", false) ? rule.sameToken() : rule;
        return ScriptValues.flag(value, "singleUse", false) ? rule.singleUse() : rule;
    }

    /** {@code {status: 400, type: text/event-stream, text: …}}; the status is 200 unless it is given. */
    private static Rule raw(Rule rule, JsonNode value) {
        onlyKnown(value, "'raw'", List.of("status", "type", "text"));
        return rule.raw(
                ScriptValues.number(value, "status", 200),
                ScriptValues.text(value, "type"),
                ScriptValues.text(value, "text"));
    }

    private static Rule gateAfter(Rule rule, JsonNode events) {
        String gate = rule.pacing().gate();
        if (gate == null) {
            throw new IllegalArgumentException("'gateAfter' needs a 'gate'");
        }
        return rule.gateAfter(ScriptValues.number("gateAfter", events), gate);
    }

    /** The word applied to each item of a list. */
    private static Word each(String name, Word word) {
        return (start, list) -> {
            Rule rule = start;
            for (JsonNode item : ScriptValues.list(name, list)) {
                rule = word.apply(rule, item);
            }
            return rule;
        };
    }

    private static Rule call(Rule rule, JsonNode call) {
        onlyKnown(call, "a call", List.of("id", "name", "arguments"));
        String arguments = call.has("arguments") ? Json.write(call.path("arguments")) : "{}";
        return rule.call(Json.text(call, "id"), ScriptValues.text("name", call.path("name")), arguments);
    }

    private static Rule error(Rule rule, JsonNode error) {
        onlyKnown(error, "an error", List.of("code", "message"));
        return rule.error(ScriptValues.text(error, "code"), ScriptValues.text(error, "message"));
    }

    private static Rule headers(Rule start, JsonNode map) {
        if (!map.isObject()) {
            throw new IllegalArgumentException("'headers' is an object, not " + map);
        }
        Rule rule = start;
        for (Map.Entry<String, JsonNode> header : map.properties()) {
            rule = rule.header(header.getKey(), ScriptValues.text(header.getKey(), header.getValue()));
        }
        return rule;
    }

    private String text(String word, String inline, JsonNode file) {
        String name = ScriptValues.text(word, file);
        if (folder == null) {
            throw new IllegalArgumentException(
                    "'" + word + "' names a file, and a script that came over HTTP reads none:"
                            + " write its content into '" + inline + "', or load the script with --script or in Java");
        }
        Path path = folder.resolve(name);
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path, e);
        }
    }

    private static List<String> strings(String word, JsonNode list) {
        List<String> strings = new ArrayList<>();
        ScriptValues.list(word, list).forEach(item -> strings.add(ScriptValues.text(word, item)));
        return strings;
    }

    static void onlyKnown(JsonNode tree, String where, Collection<String> known) {
        if (!tree.isObject()) {
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
