// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.camelk;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.quarkus.QuarkusRuntimeProvider;
import org.apache.camel.tooling.model.ComponentModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

/** What the resources name exists: Secrets, ports, properties, libraries in the versions of this project. */
class ReferencesTest {

    private static final Path PROJECT = Path.of("../../pom.xml");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}:?]+)[^}]*}}");
    private static final Pattern URI_SCHEME = Pattern.compile("\"uri\":\"([a-z-]+):");
    private static final Pattern SECONDS = Pattern.compile("\"requestTimeout\":\"(\\d+)s\"");
    private static final int DEFAULT_GRACE_PERIOD = 30;
    private static final int DEFAULT_SHUTDOWN_TIMEOUT = 45;

    static List<Resource> ofCamelK() {
        return Resource.ofCamelK();
    }

    static List<Resource> deployments() {
        return Resource.of("Deployment");
    }

    static List<Resource> services() {
        return Resource.of("Service");
    }

    @ParameterizedTest
    @MethodSource("ofCamelK")
    void eachPropertyIsAKeyOfAMountedSecret(Resource resource) {
        Set<String> known = new TreeSet<>(resource.properties().keySet());
        resource.mountedSecrets()
                .forEach(name ->
                        known.addAll(Resource.named("Secret", name).values().keySet()));
        Matcher named = PLACEHOLDER.matcher(resource.content().toString());

        assertThat(named.results().map(match -> match.group(1))).isNotEmpty().isSubsetOf(known);
        assertThat(resource.mountedSecrets()).contains("gemini");
    }

    @ParameterizedTest
    @MethodSource("ofCamelK")
    void noResourceButTheSecretHasAKey(Resource resource) {
        assertThat(resource.content().toString()).doesNotContainIgnoringCase("apikey", "api-key");
        assertThat(Resource.named("Secret", "gemini").values())
                .containsKey("camel.component.gemini-interactions.api-key");
    }

    @ParameterizedTest
    @MethodSource("ofCamelK")
    void eachLibraryHasTheVersionOfThisProject(Resource resource) throws Exception {
        Map<String, String> versions = managedVersions();

        assertThat(resource.dependencies().stream()
                        .filter(each -> each.startsWith("mvn:"))
                        .map(each -> each.substring("mvn:".length()))
                        .toList())
                .isNotEmpty()
                .allSatisfy(each -> {
                    int colon = each.lastIndexOf(':');
                    assertThat(versions).containsEntry(each.substring(0, colon), each.substring(colon + 1));
                });
    }

    @ParameterizedTest
    @MethodSource("ofCamelK")
    void theJarsThatTheBomOfQuarkusWouldReplaceAreNamed(Resource resource) {
        assertThat(resource.dependencies())
                .extracting(each -> each.replaceAll("^mvn:|:[^:]*$", ""))
                .contains(
                        "io.github.camelgemini:camel-gemini-interactions",
                        "org.apache.httpcomponents.client5:httpclient5",
                        "org.apache.httpcomponents.core5:httpcore5",
                        "org.apache.httpcomponents.core5:httpcore5-h2");
    }

    @ParameterizedTest
    @MethodSource("ofCamelK")
    void theComponentOfEachEndpointIsADependencyThatCamelQuarkusHas(Resource resource) {
        CamelCatalog quarkus = new DefaultCamelCatalog();
        quarkus.setRuntimeProvider(new QuarkusRuntimeProvider());
        Set<String> needed = URI_SCHEME
                .matcher(resource.content().toString())
                .results()
                .map(match -> match.group(1))
                .filter(scheme -> !scheme.startsWith("gemini-interactions"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> named = resource.dependencies().stream()
                .filter(each -> each.startsWith("camel:"))
                .map(each -> each.substring("camel:".length()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).isEqualTo(needed).allSatisfy(name -> {
            ComponentModel component = quarkus.componentModel(name);
            assertThat(component).isNotNull();
            assertThat(component.getArtifactId()).isEqualTo("camel-quarkus-" + name);
        });
    }

    @ParameterizedTest
    @MethodSource("ofCamelK")
    void aPodIsGivenMoreTimeThanItsCallsTake(Resource resource) {
        int shutdown = Integer.parseInt(resource.properties()
                .getOrDefault("camel.main.shutdown-timeout", String.valueOf(DEFAULT_SHUTDOWN_TIMEOUT)));
        int grace = resource.content()
                .at("/spec/template/spec/terminationGracePeriodSeconds")
                .asInt(DEFAULT_GRACE_PERIOD);

        assertThat(grace).isGreaterThan(shutdown);
        assertThat(SECONDS.matcher(resource.content().toString()).results())
                .allMatch(timeout -> Integer.parseInt(timeout.group(1)) < shutdown);
    }

    @Test
    void allHaveTheSameRuntime() {
        assertThat(Resource.ofCamelK())
                .extracting(each -> each.trait("camel").at("/runtimeVersion").asText())
                .containsOnly("3.33.2");
        assertThat(Resource.ofCamelK())
                .extracting(each -> each.trait("builder").at("/properties").toString())
                .allMatch(each -> each.contains("group-id=io.github.camelgemini")
                        && each.contains("artifact-id=camel-gemini-interactions"));
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void aDeploymentSelectsItsOwnPodsAndReadsSecretsThatExist(Resource deployment) {
        JsonNode labels = deployment.content().at("/spec/template/metadata/labels");
        assertThat(deployment.content().at("/apiVersion").asText()).isEqualTo("apps/v1");
        assertThat(deployment.content().at("/spec/selector/matchLabels"))
                .isNotEmpty()
                .isEqualTo(labels);
        for (JsonNode container : deployment.content().at("/spec/template/spec/containers")) {
            assertThat(container.at("/name").asText()).isNotEmpty();
            assertThat(container.at("/image").asText()).contains(":");
            for (JsonNode ref : container.findValues("secretKeyRef"))
                assertThat(Resource.named("Secret", ref.at("/name").asText()).values())
                        .containsKey(ref.at("/key").asText());
            for (JsonNode probe : container.findValues("port"))
                assertThat(portNames(deployment)).contains(probe.asText());
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void aServiceLeadsToAPortOfADeployment(Resource service) {
        assertThat(service.content().at("/apiVersion").asText()).isEqualTo("v1");
        assertThat(deployments())
                .filteredOn(each -> each.content()
                        .at("/spec/template/metadata/labels")
                        .equals(service.content().at("/spec/selector")))
                .singleElement()
                .satisfies(deployment -> assertThat(portNames(deployment))
                        .containsAll(service.content().at("/spec/ports").findValuesAsText("targetPort")));
    }

    private static List<String> portNames(Resource deployment) {
        return Stream.of(deployment.content().at("/spec/template/spec/containers"))
                .flatMap(containers -> containers.findValues("ports").stream())
                .flatMap(ports -> ports.findValuesAsText("name").stream())
                .toList();
    }

    @Test
    void theAddressesInSecretsAreServices() {
        Map<String, Integer> services = new TreeMap<>();
        services()
                .forEach(each -> services.put(
                        each.name(), each.content().at("/spec/ports/0/port").asInt()));
        List<URI> addresses = Resource.of("Secret").stream()
                .flatMap(secret -> secret.values().values().stream())
                .filter(value -> value.contains("://"))
                .map(value -> URI.create(value.replaceFirst("^jdbc:", "")))
                .toList();

        assertThat(addresses).hasSize(3).allSatisfy(address -> assertThat(services)
                .containsEntry(address.getHost(), address.getPort()));
    }

    @Test
    void theImageOfTheEmulatorHoldsTheJarOfThisVersion() throws Exception {
        String version = managedVersions().get("io.github.camelgemini:gemini-interactions-emulator");
        String image = "gemini-interactions-emulator:" + version;

        assertThat(Resource.named("Deployment", "gemini-emulator")
                        .content()
                        .at("/spec/template/spec/containers/0/image")
                        .asText())
                .isEqualTo(image);
        assertThat(Files.readString(Path.of("cluster/emulator.Dockerfile")))
                .contains(image, "COPY gemini-interactions-emulator-" + version + "-runner.jar ");
    }

    /** Of the project's POM, by {@code groupId:artifactId}. */
    private static Map<String, String> managedVersions() throws Exception {
        Document pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(PROJECT.toFile());
        XPath path = XPathFactory.newInstance().newXPath();
        NodeList managed = (NodeList)
                path.evaluate("/project/dependencyManagement/dependencies/dependency", pom, XPathConstants.NODESET);
        Map<String, String> versions = new TreeMap<>();
        for (int i = 0; i < managed.getLength(); i++) {
            String version = path.evaluate("version", managed.item(i));
            if (version.startsWith("${"))
                version = path.evaluate(
                        version.equals("${project.version}")
                                ? "/project/version"
                                : "/project/properties/" + version.substring(2, version.length() - 1),
                        pom);
            versions.put(
                    path.evaluate("groupId", managed.item(i)) + ":" + path.evaluate("artifactId", managed.item(i)),
                    version);
        }
        return versions;
    }
}
