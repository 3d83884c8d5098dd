// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.answer;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.request.CreateRequest;
import io.github.camelgemini.emulator.internal.request.FunctionDeclaration;
import io.github.camelgemini.emulator.internal.request.Refused;

/** Which functions a prompt asks for, and with what arguments. */
final class FunctionChooser {
    /** Words that say that something is done, not what. A name of such words alone needs them all. */
    private static final Set<String> ACTS =
            Set.of(("a an and ask by call check compute create current do execute fetch find for from get in list "
                            + "look lookup make of query read retrieve run search send set show the to up update with")
                    .split(" "));

    private FunctionChooser() {}

    /** The calls, with an empty list for none. */
    static List<ObjectNode> choose(CreateRequest request, String prompt) {
        PromptWords words = new PromptWords(prompt);
        List<FunctionDeclaration> allowed = request.functions().stream()
                .filter(function -> request.toolChoice().allows(function.name()))
                .toList();
        List<FunctionDeclaration> asked =
                allowed.stream().filter(function -> isAskedFor(function, words)).toList();
        if (asked.isEmpty() && request.toolChoice().forces() && !allowed.isEmpty()) {
            asked = allowed.subList(0, 1);
        }
        return asked.stream().map(function -> call(function, words)).toList();
    }

    private static boolean isAskedFor(FunctionDeclaration function, PromptWords words) {
        List<String> parts = PromptWords.partsOf(function.name());
        List<String> telling =
                parts.stream().filter(part -> !ACTS.contains(part)).toList();
        return (telling.isEmpty() ? parts : telling).stream().allMatch(words::mentions);
    }

    private static ObjectNode call(FunctionDeclaration function, PromptWords words) {
        ObjectNode call = Json.object()
                .put("type", "function_call")
                .put("id", Ids.callId())
                .put("name", function.name());
        call.set("arguments", arguments(function, words));
        return call;
    }

    private static JsonNode arguments(FunctionDeclaration function, PromptWords words) {
        JsonNode parameters = function.parameters();
        if (!parameters.isObject() || parameters.path("properties").isEmpty()) {
            return Json.object();
        }
        Set<String> nameParts = new HashSet<>(PromptWords.partsOf(function.name()));
        try {
            return new SchemaFiller(parameters, words, (found, name) -> found.argument(name, nameParts)).fill();
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("'parameters' of the function '" + function.name() + "': " + e.getMessage());
        }
    }
}
