// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.codec.FunctionJson;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.codec.RequestJson;
import io.github.camelgemini.interactions.internal.client.schema.Schema;
import io.github.camelgemini.interactions.internal.message.body.OptionErrors;
import io.github.camelgemini.interactions.internal.support.uri.Words;

/**
 * Parameters of a function, declared by options or by a schema.
 *
 * @param schema of an object
 * @param names of the parameters
 */
public record ParameterSchema(Schema schema, List<String> names) {

    private static final Set<String> TYPES = Set.of("string", "integer", "number", "boolean");

    /** Headers that control Camel or carry credentials: a model must not set them. */
    private static final Pattern RESERVED =
            Pattern.compile("(?:camel|org\\.apache\\.camel|jms|content-).*|authorization", Pattern.CASE_INSENSITIVE);

    public ParameterSchema {
        for (String name : names) {
            if (RESERVED.matcher(name).matches())
                throw new InteractionRequestException(
                        "parameter." + name,
                        "The parameter " + name + " would become a header that a model must not set (Camel*,"
                                + " org.apache.camel*, JMS*, Authorization, Content-*): give it another name");
        }
        names = List.copyOf(names);
        checkDistinct(names);
    }

    /** Camel compares the names of headers without case, so one of two such arguments would hide the other. */
    private static void checkDistinct(List<String> names) {
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : names) {
            if (!seen.add(name))
                throw new InteractionRequestException(
                        "parameter." + name,
                        "The name of the parameter " + name + " differs from another one in case only, and both would"
                                + " become the same header: give it another name");
        }
    }

    /**
     * @param schema JSON schema of an object
     * @throws InteractionRequestException when it is not valid
     */
    public static ParameterSchema of(String schema) {
        return OptionErrors.json("argSchema", () -> {
            Schema compiled = Schema.of(schema);
            FunctionJson.checkObject(schema);
            return new ParameterSchema(compiled, compiled.properties());
        });
    }

    /**
     * @param options without the prefix {@code parameter.}: {@code NAME}, {@code NAME.description}, {@code NAME.required},
     *     {@code NAME.enum}
     * @throws InteractionRequestException when an option is not valid
     */
    public static ParameterSchema of(Map<String, Object> options) {
        Map<String, Object> properties = new TreeMap<>();
        List<String> required = new ArrayList<>();
        new TreeMap<>(options).forEach((option, value) -> {
            int dot = option.indexOf('.');
            if (dot < 0) properties.put(option, property(option, value, options));
            else check(option, dot, options);
            if (option.endsWith(".required") && Boolean.parseBoolean(String.valueOf(value)))
                required.add(option.substring(0, dot));
        });
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) schema.put("required", required);
        return new ParameterSchema(Schema.of(InteractionJson.text(schema)), List.copyOf(properties.keySet()));
    }

    private static Map<String, Object> property(String name, Object type, Map<String, Object> options) {
        String word = String.valueOf(type).trim().toLowerCase(Locale.ROOT);
        if (!TYPES.contains(word))
            throw new InteractionRequestException(
                    "parameter." + name,
                    "The parameter " + name + " has an unknown type: use string, integer, number or boolean, or"
                            + " argSchema for lists and objects");
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("type", word);
        Object description = options.get(name + ".description");
        if (description != null) property.put("description", String.valueOf(description));
        Object values = options.get(name + ".enum");
        if (values != null)
            property.put(
                    "enum",
                    Words.all(String.valueOf(values)).stream()
                            .map(value -> value(value, word))
                            .toList());
        return property;
    }

    private static Object value(String text, String type) {
        if (type.equals("string")) return text;
        Object value = InteractionJson.value(RequestJson.literal(text));
        return value == null ? text : value;
    }

    private static void check(String option, int dot, Map<String, Object> options) {
        String word = option.substring(dot + 1);
        if (!word.equals("description") && !word.equals("required") && !word.equals("enum"))
            throw new InteractionRequestException(
                    "parameter." + option,
                    "The option parameter." + option + " is unknown: use parameter.NAME=TYPE, and after the name"
                            + " .description, .required or .enum");
        String name = option.substring(0, dot);
        if (!options.containsKey(name))
            throw new InteractionRequestException(
                    "parameter." + name, "The parameter " + name + " has no type: add parameter." + name + "=string");
    }
}
