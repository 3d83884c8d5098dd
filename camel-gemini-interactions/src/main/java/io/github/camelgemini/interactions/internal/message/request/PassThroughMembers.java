// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.codec.RequestJson;
import io.github.camelgemini.interactions.internal.message.body.OptionErrors;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint says of members that nothing here acts on.
 *
 * @param members members that have an option, wire name to JSON text
 * @param bodyProperties members that have none, wire name to JSON text
 */
public record PassThroughMembers(Map<String, String> members, Map<String, String> bodyProperties) {

    private static final String BODY_PROPERTIES = "additionalBodyProperties";

    /** Members with an option that is not a {@link PassThroughOption}: by their option, which is the same in camelCase. */
    private static final Set<String> ACTED_ON = Set.of(
            "model",
            "agent",
            "input",
            "system_instruction",
            "tools",
            "generation_config",
            "agent_config",
            "response_format",
            "previous_interaction_id",
            "store",
            "background");

    public PassThroughMembers {
        members = Map.copyOf(members);
        bodyProperties = Map.copyOf(bodyProperties);
    }

    /**
     * Reads the options.
     *
     * @param said name of an option to its text; null for none
     * @param bodyProperties wire name to value; a String that is a JSON number, boolean, array or object is sent as such
     * @throws InteractionRequestException naming the option that cannot be used
     */
    public static PassThroughMembers of(Map<String, @Nullable String> said, Map<String, ?> bodyProperties) {
        Map<String, String> properties = new LinkedHashMap<>();
        bodyProperties.forEach((name, value) -> properties.put(
                name,
                value instanceof String text
                        ? RequestJson.literal(text)
                        : OptionErrors.json(BODY_PROPERTIES, () -> InteractionJson.text(value))));
        properties.keySet().forEach(name -> OptionErrors.json(BODY_PROPERTIES, () -> withoutOption(name)));
        return new PassThroughMembers(PassThroughOption.of(said), properties);
    }

    /** The properties in a header, which is a Map or a JSON object: its values are what they are. */
    static Map<String, String> bodyProperties(Object header) {
        Map<String, String> properties = new LinkedHashMap<>();
        JsonShape.object(header)
                .forEach((name, value) ->
                        properties.put(withoutOption(String.valueOf(name)), InteractionJson.text(value)));
        return properties;
    }

    /** A member that is set in two places would leave one of them without effect. */
    private static String withoutOption(String name) {
        if (name.isBlank()) throw new IllegalArgumentException("a name is missing");
        String option = null;
        if (ACTED_ON.contains(name)) option = camelCase(name);
        if (name.equals("stream")) option = "streaming";
        for (PassThroughOption member : PassThroughOption.ALL) {
            if (member.wireName().equals(name)) option = member.option().name();
        }
        if (option == null) return name;
        throw new IllegalArgumentException("the member " + name + " has the option " + option + ": use that");
    }

    private static String camelCase(String name) {
        StringBuilder camel = new StringBuilder();
        for (String word : name.split("_"))
            camel.append(camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        return camel.toString();
    }
}
