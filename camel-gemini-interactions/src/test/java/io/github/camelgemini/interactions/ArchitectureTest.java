// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.internal.message.reply.InteractionConverters;
import org.apache.camel.spi.HttpResponseAware;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The map of the house: what each room never knows. Reads like the table it enforces. */
class ArchitectureTest {

    private static final String ROOT = "io.github.camelgemini.interactions";

    private static final String CAMEL = "org.apache.camel..";
    private static final String JSON = "com.fasterxml..";
    private static final String SCHEMAS = "com.github.victools..";
    private static final String VALIDATOR = "com.networknt..";
    private static final String HTTP = "org.apache.hc..";
    private static final String MODEL = ROOT + ".model";
    private static final String TOOL = ROOT + ".tool";
    private static final String TOOLCALL = ROOT + ".internal.toolcall";
    private static final String STATE = ROOT + ".state";
    private static final String REQUEST = ROOT + ".internal.request";
    private static final String CODEC = ROOT + ".internal.codec";
    private static final String TRANSPORT = ROOT + ".internal.transport";
    private static final String AUTH = ROOT + ".internal.auth";
    private static final String SSE = ROOT + ".internal.sse";
    private static final String STREAM = ROOT + ".internal.stream";
    private static final String ACCUMULATE = ROOT + ".internal.accumulate";
    private static final String REPLY = ROOT + ".internal.reply";
    private static final String CALL = ROOT + ".internal.call";
    private static final String CONVERSATION = ROOT + ".internal.conversation";

    /** What all of our classes may know, wherever they are: the exceptions of the root package. */
    private static final DescribedPredicate<JavaClass> OUR_EXCEPTIONS =
            com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo(GeminiInteractionsException.class);

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private record Room(String name, List<String> neverKnows) {}

    private static final List<Room> ROOMS = List.of(
            new Room(ROOT, List.of(HTTP, JSON, SCHEMAS, VALIDATOR, SSE, AUTH)),
            new Room(MODEL, List.of(CAMEL, HTTP, JSON, SCHEMAS, VALIDATOR, ROOT + ".internal..")),
            new Room(TOOL, List.of(CAMEL, HTTP, JSON, SCHEMAS, VALIDATOR, STATE, ROOT, ROOT + ".internal..")),
            new Room(
                    TOOLCALL,
                    List.of(
                            CAMEL,
                            HTTP,
                            JSON,
                            SCHEMAS,
                            VALIDATOR,
                            STATE,
                            TRANSPORT,
                            AUTH,
                            SSE,
                            STREAM,
                            ACCUMULATE,
                            REQUEST,
                            REPLY,
                            CALL,
                            CONVERSATION)),
            new Room(STATE, List.of(HTTP, JSON, SCHEMAS, VALIDATOR, MODEL, ROOT, ROOT + ".internal..")),
            new Room(
                    REQUEST,
                    List.of(HTTP, JSON, SCHEMAS, VALIDATOR, TRANSPORT, AUTH, SSE, STREAM, ACCUMULATE, REPLY, CALL)),
            new Room(CODEC, List.of(CAMEL, HTTP, TRANSPORT, AUTH, STREAM, ACCUMULATE, REQUEST, REPLY, CALL)),
            new Room(
                    TRANSPORT,
                    List.of(
                            CAMEL,
                            JSON,
                            SCHEMAS,
                            VALIDATOR,
                            MODEL,
                            CODEC,
                            SSE,
                            STREAM,
                            ACCUMULATE,
                            REQUEST,
                            REPLY,
                            CALL)),
            new Room(
                    AUTH, List.of(CAMEL, HTTP, MODEL, CODEC, TRANSPORT, SSE, STREAM, ACCUMULATE, REQUEST, REPLY, CALL)),
            new Room(
                    SSE, List.of(CAMEL, HTTP, JSON, MODEL, CODEC, TRANSPORT, STREAM, ACCUMULATE, REQUEST, REPLY, CALL)),
            new Room(STREAM, List.of(CAMEL, HTTP, JSON, ACCUMULATE, REQUEST, REPLY, CALL)),
            new Room(ACCUMULATE, List.of(CAMEL, HTTP, JSON, CODEC, TRANSPORT, AUTH, SSE, STREAM, REQUEST, REPLY, CALL)),
            new Room(REPLY, List.of(HTTP, JSON, SCHEMAS, VALIDATOR, TRANSPORT, AUTH, SSE, STREAM, REQUEST)),
            new Room(CALL, List.of(CAMEL, HTTP, JSON, REQUEST, REPLY, CONVERSATION)),
            new Room(
                    CONVERSATION,
                    List.of(
                            "org.apache.camel",
                            HTTP,
                            JSON,
                            SCHEMAS,
                            VALIDATOR,
                            MODEL,
                            CODEC,
                            TRANSPORT,
                            AUTH,
                            SSE,
                            STREAM,
                            ACCUMULATE,
                            REQUEST,
                            REPLY,
                            CALL,
                            TOOL,
                            TOOLCALL)));

    @TestFactory
    Stream<DynamicTest> roomNeverKnows() {
        return ROOMS.stream().flatMap(room -> room.neverKnows().stream()
                .map(unknown -> DynamicTest.dynamicTest(
                        shortened(room.name()) + " never knows " + shortened(unknown), () -> check(room, unknown))));
    }

    private static void check(Room room, String unknown) {
        noClasses()
                .that()
                .resideInAPackage(room.name())
                .and(not(simpleNameStartingWith(InteractionConverters.class.getSimpleName())))
                .and(not(OUR_EXCEPTIONS))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(unknown).and(not(OUR_EXCEPTIONS)).and(not(type(HttpResponseAware.class))))
                .check(OURS);
    }

    @Test
    void noRoomLeadsBackToItself() {
        slices().matching(ROOT + ".internal.(*)..").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void everyRoomIsInTheTable() {
        List<String> known = ROOMS.stream().map(Room::name).toList();
        org.assertj.core.api.Assertions.assertThat(
                        OURS.stream().map(JavaClass::getPackageName).distinct())
                .containsExactlyInAnyOrderElementsOf(known);
    }

    private static DescribedPredicate<JavaClass> not(DescribedPredicate<? super JavaClass> predicate) {
        return DescribedPredicate.not(predicate).forSubtype();
    }

    private static String shortened(String name) {
        return name.equals(ROOT) ? "(root)" : name.replace(ROOT + ".", "").replace("..", "");
    }
}
