// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.internal.client.transport.RetryAfter;
import io.github.camelgemini.interactions.internal.message.emit.StepIterator;
import io.github.camelgemini.interactions.internal.message.reply.InteractionConverters;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.model.ApiJson;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

/** The map of the house, as docs/development.adoc draws it: five floors below the entrance, and who may use whom. */
class ArchitectureTest {

    private static final String ROOT = "io.github.camelgemini.interactions";
    private static final String INTERNAL = ROOT + ".internal.";
    private static final int MOST_TYPES_OF_A_PACKAGE = 18;

    /** Which other packages of its own floor a package may use. Every package is here; one that is not listed is not on the map. */
    private static final Map<String, String> WITHIN_FLOORS = Map.ofEntries(
            Map.entry("", ""),
            Map.entry("exception", "model"),
            Map.entry("model", ""),
            Map.entry("option", ""),
            Map.entry("state", ""),
            Map.entry("internal.operation", ""),
            Map.entry("internal.feature.decorate", ""),
            Map.entry("internal.feature.turn", "decorate conversation"),
            Map.entry("internal.feature.conversation", ""),
            Map.entry("internal.feature.function", "decorate toolcall"),
            Map.entry("internal.feature.toolcall", ""),
            Map.entry("internal.feature.idempotency", "decorate"),
            Map.entry("internal.feature.background", "decorate"),
            Map.entry("internal.message.request", "body"),
            Map.entry("internal.message.body", ""),
            Map.entry("internal.message.reply", "exchange"),
            Map.entry("internal.message.emit", "reply exchange progress"),
            Map.entry("internal.message.progress", ""),
            Map.entry("internal.message.exchange", ""),
            Map.entry("internal.message.telemetry", "reply"),
            Map.entry("internal.client.call", "stream accumulate redaction observation codec transport"),
            Map.entry("internal.client.stream", "sse observation codec transport"),
            Map.entry("internal.client.accumulate", "codec"),
            Map.entry("internal.client.redaction", "codec"),
            Map.entry("internal.client.schema", "codec"),
            Map.entry("internal.client.codec", "sse"),
            Map.entry("internal.client.sse", ""),
            Map.entry("internal.client.observation", ""),
            Map.entry("internal.client.transport", "observation"),
            Map.entry("internal.client.transport.http", "observation transport auth"),
            Map.entry("internal.client.auth", ""),
            Map.entry("internal.support.uri", ""),
            Map.entry("internal.support.store", ""),
            Map.entry("internal.support.context", ""),
            Map.entry("internal.support.header", ""),
            Map.entry("internal.support.async", ""));

    private static final List<String> FLOORS = List.of("support", "client", "message", "feature", "operation");
    private static final Set<String> CONSTANTS =
            Set.of("GeminiInteractionsConstants", "GeminiInteractionsToolConstants");
    private static final Path SOURCES = Path.of("src/main/java", ROOT.split("\\."));
    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import (?:static )?" + Pattern.quote(ROOT) + "\\.((?:[a-z]+\\.)*)([A-Z]\\w+).*;$");

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void aFloorUsesOnlyWhatIsBelow() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
                .layer("entrance")
                .definedBy(ROOT)
                .layer("operation")
                .definedBy(INTERNAL + "operation")
                .layer("feature")
                .definedBy(INTERNAL + "feature..")
                .layer("message")
                .definedBy(INTERNAL + "message..")
                .layer("client")
                .definedBy(INTERNAL + "client..")
                .layer("support")
                .definedBy(INTERNAL + "support..")
                .layer("values")
                .definedBy(ROOT + ".model", ROOT + ".exception", ROOT + ".option", ROOT + ".state")
                .whereLayer("entrance")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("operation")
                .mayOnlyBeAccessedByLayers("entrance")
                .whereLayer("feature")
                .mayOnlyBeAccessedByLayers("entrance", "operation")
                .whereLayer("message")
                .mayOnlyBeAccessedByLayers("entrance", "operation", "feature")
                .whereLayer("client")
                .mayOnlyBeAccessedByLayers("entrance", "operation", "feature", "message")
                .whereLayer("support")
                .mayOnlyBeAccessedByLayers("entrance", "operation", "feature", "message", "client")
                .whereLayer("values")
                .mayNotAccessAnyLayer()
                .ensureAllClassesAreContainedInArchitecture()
                .check(OURS);
    }

    @Test
    void noPackageLeadsBackToItself() {
        // The root package is a slice, too: its name matches as "interactions".
        slices().matching("io.github.camelgemini.(**)")
                .should()
                .beFreeOfCycles()
                .check(OURS);
    }

    @TestFactory
    Stream<DynamicTest> withinAFloorThePackage() {
        Map<String, Set<String>> used = OURS.stream()
                .collect(groupingBy(
                        owner -> onMap(owner.getPackageName()),
                        TreeMap::new,
                        mapping(
                                owner -> owner,
                                Collectors.collectingAndThen(toSet(), ArchitectureTest::usedWithinTheFloor))));
        return used.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        (entry.getKey().isEmpty() ? "(root)" : entry.getKey()) + " uses only its neighbours",
                        () -> assertThat(allowed(entry.getKey())).containsAll(entry.getValue())));
    }

    private static Set<String> allowed(String name) {
        String neighbours = WITHIN_FLOORS.get(name);
        assertThat(neighbours).as("the package %s on the map", name).isNotNull();
        return Set.of(neighbours.split(" "));
    }

    private static Set<String> usedWithinTheFloor(Set<JavaClass> classes) {
        Set<String> used = new TreeSet<>();
        for (JavaClass owner : classes) {
            for (Dependency dependency : owner.getDirectDependenciesFromSelf()) {
                String from = onMap(owner.getPackageName());
                String to =
                        onMap(dependency.getTargetClass().getBaseComponentType().getPackageName());
                if (!from.equals(to) && floor(from).equals(floor(to)))
                    used.add(to.substring(floor(to).length()));
            }
        }
        return used;
    }

    /** Class files do not show imports of Javadoc or of constants, which the compiler inlines; a reader of the source sees them. */
    @Test
    void importsFollowTheMapToo() throws IOException {
        Set<String> offTheMap = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String from = SOURCES.relativize(file.getParent()).toString().replace('/', '.');
                Matcher imported = IMPORT.matcher(Files.readString(file));
                while (imported.find())
                    if (!mayImport(from, imported.group(1), imported.group(2)))
                        offTheMap.add(from + "/" + file.getFileName() + " imports " + imported.group());
            }
        }
        assertThat(offTheMap).isEmpty();
    }

    /** @param type simple name, and what is nested in it */
    private static boolean mayImport(String from, String to, String type) {
        if (to.isEmpty()) return from.isEmpty() || CONSTANTS.contains(type);
        to = to.substring(0, to.length() - 1);
        if (from.equals(to)) return true;
        if (floor(from).equals(floor(to)))
            return allowed(from).contains(to.substring(floor(to).length()));
        return level(from) > level(to);
    }

    private static int level(String name) {
        if (name.isEmpty()) return FLOORS.size();
        for (String floor : FLOORS) if (name.startsWith("internal." + floor)) return FLOORS.indexOf(floor);
        return -1; // values, which all floors use
    }

    /** As in the map: without the root package's name in front. Other packages than ours keep theirs. */
    private static String onMap(String packageName) {
        return packageName.equals(ROOT) ? "" : packageName.replace(ROOT + ".", "");
    }

    private static String floor(String name) {
        for (String floor : List.of("feature.", "message.", "client.", "support."))
            if (name.startsWith("internal." + floor)) return "internal." + floor;
        return Set.of("model", "exception", "option", "state").contains(name) ? "" : name + "/";
    }

    @Test
    void everyPackageOfTheMapIsThere() {
        Set<String> there = new HashSet<>();
        for (JavaClass ours : OURS) there.add(onMap(ours.getPackageName()));
        assertThat(there).containsExactlyInAnyOrderElementsOf(WITHIN_FLOORS.keySet());
    }

    @Test
    void noPackageIsCrowded() {
        Map<String, Long> types = OURS.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .filter(type -> !type.isAnnotatedWith("org.apache.camel.spi.annotations.Generated"))
                .filter(type -> !type.getSimpleName().matches(".*(Configurer|UriFactory|ConvertersLoader)"))
                .collect(groupingBy(JavaClass::getPackageName, Collectors.counting()));
        types.values().removeIf(count -> count <= MOST_TYPES_OF_A_PACKAGE);
        assertThat(types).isEmpty();
    }

    /** The one exception implements what Camel reads HTTP statuses by, and is no part of the client. */
    @Test
    void theClientKnowsNothingOfCamel() {
        noClasses()
                .that()
                .resideInAnyPackage(INTERNAL + "client..", ROOT + ".model", ROOT + ".exception", ROOT + ".option")
                .and()
                .doNotHaveFullyQualifiedName(InteractionRejectedException.class.getName())
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel..")
                .check(OURS);
    }

    @Test
    void conversationsAndCallsKnowNoExchange() {
        noClasses()
                .that()
                .resideInAnyPackage(INTERNAL + "feature.conversation", INTERNAL + "feature.toolcall")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.apache.camel..").and(not(name("org.apache.camel.spi.StateRepository"))))
                .check(OURS);
    }

    /** The one exception takes its pools from Camel. */
    @Test
    void asyncKnowsTheJdkOnly() {
        noClasses()
                .that()
                .resideInAPackage(INTERNAL + "support.async")
                .and()
                .doNotHaveFullyQualifiedName(ComponentThreads.class.getName())
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", INTERNAL + "support.async", "org.jspecify..")
                .check(OURS);
    }

    /**
     * The exceptions: one offers a JsonNode to Camel's type converters, the others are how a user's ObjectMapper writes the
     * model and a stream.
     */
    @Test
    void jacksonStaysInCodecAndSchema() {
        DescribedPredicate<JavaClass> libraries =
                resideInAnyPackage("com.fasterxml..", "com.github.victools..", "com.networknt..");
        noClasses()
                .that()
                .resideOutsideOfPackages(INTERNAL + "client.codec", INTERNAL + "client.schema", ROOT + ".model")
                .and()
                .haveNameNotMatching(InteractionConverters.class.getName() + ".*")
                .and()
                .doNotHaveFullyQualifiedName(StepIterator.class.getName())
                .should()
                .dependOnClassesThat(libraries)
                .check(OURS);
        noClasses() // they have the annotations that name ApiJson
                .that()
                .resideInAPackage(ROOT + ".model")
                .and()
                .haveNameNotMatching(ApiJson.class.getName() + ".*")
                .should()
                .accessClassesThat(libraries)
                .check(OURS);
    }

    @Test
    void tracesAndMetricsStayInTelemetry() {
        noClasses()
                .that()
                .resideOutsideOfPackage(INTERNAL + "message.telemetry")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..", "org.apache.camel.telemetry..", "io.opentelemetry..")
                .check(OURS);
    }

    /** One exception parses a date of an HTTP header, the other reads the options of camel-http. */
    @Test
    void httpClientStaysBehindThePortOfTransport() {
        noClasses()
                .that()
                .resideOutsideOfPackage(INTERNAL + "client.transport.http")
                .and()
                .doNotHaveFullyQualifiedName(RetryAfter.class.getName())
                .and()
                .doNotHaveFullyQualifiedName(HttpComponentOptions.class.getName())
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.hc..")
                .check(OURS);
    }

    @Test
    void supportKnowsNothingOfGemini() {
        noClasses()
                .that()
                .resideInAnyPackage(INTERNAL + "support..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".model", INTERNAL + "client..")
                .check(OURS);
    }
}
