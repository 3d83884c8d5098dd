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
 * Request members of an endpoint that are sent unchanged. Both maps go from wire name to JSON text.
 *
 * @param members members that have an option
 * @param bodyProperties members that have no option, from {@code additionalBodyProperties}
 */
public record PassThroughMembers(Map<String, String> members, Map<String, String> bodyProperties) {

    private static final String BODY_PROPERTIES = "additionalBodyProperties";

    /** Members whose option is not a {@link PassThroughOption}; the option's name is the member's in camelCase. */
    private static final Set<String> PROCESSED = Set.of(
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
     * @param options name of an option to its text; null for none
     * @param bodyProperties wire name to value; a String that is a JSON number, boolean, array or object is sent as such
     * @throws InteractionRequestException naming the option that is invalid
     */
    public static PassThroughMembers of(Map<String, @Nullable String> options, Map<String, ?> bodyProperties) {
        Map<String, String> properties = new LinkedHashMap<>();
        bodyProperties.forEach((name, value) -> properties.put(
                name,
                value instanceof String text
                        ? RequestJson.literal(text)
                        : OptionErrors.json(BODY_PROPERTIES, () -> InteractionJson.text(value))));
        properties.keySet().forEach(name -> OptionErrors.json(BODY_PROPERTIES, () -> withoutOption(name)));
        return new PassThroughMembers(PassThroughOption.of(options), properties);
    }

    /** Properties from a header, a Map or JSON object. Unlike in a URI, a String is always sent as a string. */
    static Map<String, String> bodyProperties(Object header) {
        Map<String, String> properties = new LinkedHashMap<>();
        JsonShape.object(header)
                .forEach((name, value) ->
                        properties.put(withoutOption(String.valueOf(name)), InteractionJson.text(value)));
        return properties;
    }

    /**
     * Refuses a member that has an option: if both were set, one of them would have no effect, or would pass the check of the
     * other. Services of Google's take a member's name in camelCase, too.
     */
    private static String withoutOption(String name) {
        if (name.isBlank()) throw new IllegalArgumentException("a name is missing");
        String option = null;
        for (String processed : PROCESSED) if (isSame(processed, name)) option = camelCase(processed);
        if (isSame("stream", name)) option = "streaming";
        for (PassThroughOption member : PassThroughOption.ALL) {
            if (isSame(member.wireName(), name)) option = member.option().name();
        }
        if (option == null) return name;
        throw new IllegalArgumentException("one of its members has the option " + option + ": use that");
    }

    private static boolean isSame(String wireName, String name) {
        return wireName.replace("_", "").equalsIgnoreCase(name.replace("_", ""));
    }

    private static String camelCase(String name) {
        StringBuilder camel = new StringBuilder();
        for (String word : name.split("_"))
            camel.append(camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        return camel.toString();
    }

    /** Without values, which may contain secrets, such as those of an environment. */
    @Override
    public String toString() {
        return "PassThroughMembers[members=" + members.keySet() + ", bodyProperties=" + bodyProperties.keySet() + "]";
    }
}
