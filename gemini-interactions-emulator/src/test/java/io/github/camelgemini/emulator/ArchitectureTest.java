// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** The map of this module: each floor uses those below it alone. */
@AnalyzeClasses(packages = "io.github.camelgemini.emulator", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String BASE = "io.github.camelgemini.emulator";
    private static final int LARGEST_PACKAGE = 18;

    @ArchTest
    static final ArchRule FLOORS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("camel")
            .definedBy(BASE + ".camel")
            .layer("entrance")
            .definedBy(BASE)
            .layer("http")
            .definedBy(BASE + ".internal.http")
            .layer("live")
            .definedBy(BASE + ".internal.live")
            .layer("reply")
            .definedBy(BASE + ".internal.http.reply")
            .layer("rule")
            .definedBy(BASE + ".internal.rule")
            .layer("state")
            .definedBy(BASE + ".internal.state")
            .layer("answer")
            .definedBy(BASE + ".internal.answer")
            .layer("request")
            .definedBy(BASE + ".internal.request")
            .layer("script")
            .definedBy(BASE + ".script")
            .layer("traffic")
            .definedBy(BASE + ".traffic")
            .layer("json")
            .definedBy(BASE + ".internal.json")
            .ensureAllClassesAreContainedInArchitecture()
            .whereLayer("camel")
            .mayOnlyAccessLayers("entrance")
            .whereLayer("entrance")
            .mayOnlyAccessLayers("http", "rule", "script", "traffic", "json")
            .whereLayer("http")
            .mayOnlyAccessLayers("live", "reply", "rule", "state", "answer", "request", "script", "traffic", "json")
            .whereLayer("live")
            .mayOnlyAccessLayers("reply", "state", "answer", "request", "script", "json")
            .whereLayer("reply")
            .mayOnlyAccessLayers("state", "answer", "request", "script", "json")
            .whereLayer("rule")
            .mayOnlyAccessLayers("answer", "request", "script", "json")
            .whereLayer("state")
            .mayOnlyAccessLayers("answer", "request", "script", "traffic", "json")
            .whereLayer("answer")
            .mayOnlyAccessLayers("request", "json")
            .whereLayer("request")
            .mayOnlyAccessLayers("json")
            .whereLayer("script")
            .mayOnlyAccessLayers("traffic", "json")
            .whereLayer("traffic")
            .mayNotAccessAnyLayer()
            .whereLayer("json")
            .mayNotAccessAnyLayer();

    /** The root package is a slice, too: {@code (**)} behind its name would leave it out. */
    @ArchTest
    static final ArchRule NO_CIRCLES =
            slices().matching("io.github.camelgemini.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule CAMEL_HAS_ONE_ROOM = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + ".camel")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule VERTX_STAYS_IN_THE_HTTP_ROOMS = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + ".internal.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..");

    /** Of the public packages only recorded requests show Jackson: a body is looked into by JSON pointer. */
    @ArchTest
    static void theFaceShowsNeitherJacksonNorInternals(JavaClasses classes) {
        DescribedPredicate<JavaClass> hidden = describe(
                "hidden",
                type -> type.getPackageName().startsWith("com.fasterxml")
                        || type.getPackageName().startsWith("org.yaml")
                        || type.getPackageName().startsWith(BASE + ".internal"));
        assertThat(classes.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(type -> !type.getPackageName().startsWith(BASE + ".internal"))
                        .flatMap(ArchitectureTest::shown)
                        .filter(shown -> shown.getValue().getAllInvolvedRawTypes().stream()
                                .anyMatch(hidden))
                        .map(Map.Entry::getKey))
                .allMatch(member -> member.startsWith(BASE + ".traffic.RecordedRequest."));
    }

    private static Stream<Map.Entry<String, JavaType>> shown(JavaClass type) {
        return type.getCodeUnits().stream()
                .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC)
                        || unit.getModifiers().contains(JavaModifier.PROTECTED))
                .flatMap(unit -> Stream.concat(unit.getParameterTypes().stream(), Stream.of(unit.getReturnType()))
                        .map(shown -> Map.entry(unit.getFullName(), shown)));
    }

    @ArchTest
    static final ArchRule JACKSON_IS_BEHIND_THE_READERS = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + ".internal..")
            .and()
            .haveNameNotMatching(".*\\.(script\\.(ScriptReader.*|FaultReader|Rule|Fault)|traffic\\.RecordedRequest)")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml..");

    @ArchTest
    static void noPackageIsTooLarge(JavaClasses classes) {
        Map<String, Long> sizes = new TreeMap<>();
        classes.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .forEach(type -> sizes.merge(type.getPackageName(), 1L, Long::sum));
        assertThat(sizes.values()).allMatch(size -> size <= LARGEST_PACKAGE, "at most " + LARGEST_PACKAGE);
    }
}
