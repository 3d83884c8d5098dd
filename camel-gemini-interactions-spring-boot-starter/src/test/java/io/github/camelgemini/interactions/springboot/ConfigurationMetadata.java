// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.springboot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.camel.util.StringHelper;

/**
 * Writes what an IDE shows of each property, in the format of Spring Boot's configuration metadata, from the component's
 * catalog: names, types, descriptions, defaults, values, deprecations.
 */
final class ConfigurationMetadata {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private static final Map<String, String> BOXES = Map.of(
            "boolean", "java.lang.Boolean",
            "integer", "java.lang.Integer",
            "duration", "java.time.Duration");

    private ConfigurationMetadata() {}

    /** @param arguments the file to write, and the catalogs of the components */
    public static void main(String[] arguments) throws IOException {
        ObjectNode metadata = JSON.createObjectNode();
        ArrayNode groups = metadata.putArray("groups");
        ArrayNode properties = metadata.putArray("properties");
        ArrayNode hints = metadata.putArray("hints");
        for (String catalog : Arrays.copyOfRange(arguments, 1, arguments.length)) {
            JsonNode component = JSON.readTree(Path.of(catalog).toFile());
            String prefix =
                    "camel.component." + component.at("/component/scheme").asText();
            groups.addObject()
                    .put("name", prefix)
                    .put("description", component.at("/component/description").asText());
            add(
                            properties,
                            prefix + ".enabled",
                            "java.lang.Boolean",
                            "Whether these properties configure the component.")
                    .put("defaultValue", true);
            add(properties, prefix + ".customizer.enabled", "java.lang.Boolean", null);
            component.get("componentProperties").properties().forEach(option -> {
                String name = prefix + "." + StringHelper.camelCaseToDash(option.getKey());
                addOption(properties, name, option.getValue());
                addValues(hints, name, option.getValue());
            });
        }
        Path file = Path.of(arguments[0]);
        Files.createDirectories(file.getParent());
        JSON.writeValue(file.toFile(), metadata);
    }

    private static void addOption(ArrayNode properties, String name, JsonNode described) {
        String javaType = described.get("javaType").asText();
        String type = BOXES.getOrDefault(described.get("type").asText(), javaType);
        if (javaType.equals("long") && type.equals("java.lang.Integer")) type = "java.lang.Long";
        ObjectNode property =
                add(properties, name, type, described.get("description").asText());
        JsonNode byDefault = described.get("defaultValue");
        if (byDefault != null) property.set("defaultValue", byDefault);
        if (described.path("deprecated").asBoolean()) property.putObject("deprecation");
    }

    /** An IDE finds the constants of an enum by its type; the values of a text stand in the catalog only. */
    private static void addValues(ArrayNode hints, String name, JsonNode described) {
        if (!described.has("enum")) return;
        ArrayNode values = hints.addObject().put("name", name).putArray("values");
        described.get("enum").forEach(value -> values.addObject().set("value", value));
    }

    private static ObjectNode add(ArrayNode properties, String name, String type, String description) {
        ObjectNode property = properties.addObject().put("name", name).put("type", type);
        if (description != null) property.put("description", description);
        return property;
    }
}
