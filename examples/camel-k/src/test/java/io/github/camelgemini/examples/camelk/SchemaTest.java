// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.camelk;

import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Integrations, the Pipe and its kamelet have the fields that Camel K declares, and no others. */
class SchemaTest {

    static final String KAMELET = "gemini-interactions-action";

    @ParameterizedTest
    @MethodSource("resources")
    void aResourceHasOnlyFieldsThatCamelKDeclares(Resource resource) {
        assertThat(Schema.of(resource.kind()).violations(resource.content())).isEmpty();
    }

    static List<Resource> resources() {
        return Resource.ofCamelK();
    }

    @Test
    void thereAreThreeIntegrationsAndAPipe() {
        assertThat(resources())
                .extracting(Resource::toString)
                .containsExactlyInAnyOrder(
                        "Integration chat", "Integration documents", "Integration research", "Pipe summaries");
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsRefused(String told, Consumer<ObjectNode> mistake) {
        ObjectNode resource =
                Resource.named("Integration", "documents").content().deepCopy();

        mistake.accept(resource);

        assertThat(Schema.of("Integration").violations(resource))
                .singleElement()
                .asString()
                .contains(told);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("flow", it -> rename(it, "/spec", "flows", "flow")),
                mistake("containers", it -> rename(it, "/spec/traits", "container", "containers")),
                mistake("memoryLimit", it -> rename(it, "/spec/traits/container", "limitMemory", "memoryLimit")),
                mistake("runtime-version", it -> rename(it, "/spec/traits/camel", "runtimeVersion", "runtime-version")),
                mistake("config", it -> rename(it, "/spec/traits/mount", "configs", "config")),
                mistake("runtimeProvider", it -> put(it, "/spec/traits/camel", "runtimeProvider", "camel-quarkus")),
                mistake("replicas", it -> put(it, "/spec", "replicas", "two")),
                mistake("required property 'containers'", it -> remove(it, "/spec/template/spec", "containers")),
                mistake("$.apiVersion", it -> put(it, "", "apiVersion", "camel.apache.org/v1alpha1")),
                mistake("$.metadata.name", it -> put(it, "/metadata", "name", "Two Words")));
    }

    private static Arguments mistake(String told, Consumer<ObjectNode> mistake) {
        return arguments(told, mistake);
    }

    private static ObjectNode at(ObjectNode resource, String pointer) {
        return (ObjectNode) resource.at(pointer);
    }

    private static void rename(ObjectNode resource, String pointer, String from, String to) {
        at(resource, pointer).set(to, at(resource, pointer).remove(from));
    }

    private static void put(ObjectNode resource, String pointer, String name, String value) {
        at(resource, pointer).put(name, value);
    }

    private static void remove(ObjectNode resource, String pointer, String name) {
        at(resource, pointer).remove(name);
    }

    @Test
    void theKameletOfTheComponentsJarIsAResourceOfTheCluster() throws Exception {
        assertThat(Schema.of("Kamelet").violations(kamelet())).isEmpty();
        assertThat(kamelet().at("/metadata/name").asText()).isEqualTo(KAMELET);
    }

    @Test
    void thePipeSetsOnlyPropertiesThatItsKameletHas() throws Exception {
        JsonNode kamelet = kamelet().at("/spec/definition/properties");
        JsonNode step = Resource.named("Pipe", "summaries").content().at("/spec/steps/0");

        assertThat(step.at("/ref/name").asText()).isEqualTo(KAMELET);
        assertThat(step.at("/properties").fieldNames()).toIterable().isSubsetOf(() -> kamelet.fieldNames());
    }

    private static JsonNode kamelet() throws Exception {
        try (InputStream file = SchemaTest.class.getResourceAsStream("/kamelets/" + KAMELET + ".kamelet.yaml")) {
            assertThat(file).as("the kamelet on the class path").isNotNull();
            return Resource.YAML.readTree(file);
        }
    }
}
