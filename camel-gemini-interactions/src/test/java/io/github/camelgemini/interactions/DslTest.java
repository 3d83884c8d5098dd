// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The same routes in Java, YAML and XML: they send the same requests, and get the same messages. See {@link DslTable}. */
class DslTest {

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private static GeminiEmulator emulator() {
        return EMULATOR.emulator();
    }

    private static final Path FILES = Path.of("src/test/resources/dsl/parity");

    @TempDir
    Path folder;

    private record Outcome(List<String> sent, List<String> received) {}

    @TestFactory
    Stream<DynamicTest> theDslsSendAndReceiveTheSame() {
        return new DslTable(folder)
                .rows().stream().map(row -> DynamicTest.dynamicTest(row.name(), () -> compare(row.name())));
    }

    private void compare(String name) throws Exception {
        Outcome java = outcome(name, DslTable.Dsl.JAVA);
        assertThat(java.sent()).isNotEmpty();
        for (DslTable.Dsl dsl : List.of(DslTable.Dsl.SHOWN_JAVA, DslTable.Dsl.YAML, DslTable.Dsl.XML)) {
            if (dsl == DslTable.Dsl.SHOWN_JAVA && !Docs.blocks("java").containsKey(name)) continue;
            Outcome outcome = outcome(name, dsl);
            assertThat(outcome.sent()).as("requests of " + dsl).containsExactlyElementsOf(java.sent());
            assertThat(outcome.received()).as("messages of " + dsl).containsExactlyElementsOf(java.received());
        }
    }

    private Outcome outcome(String name, DslTable.Dsl dsl) throws Exception {
        emulator().reset();
        try (DefaultCamelContext context = RouteKit.another(emulator())) {
            DslTable.Row row = new DslTable(Files.createTempDirectory(folder, name))
                    .rows().stream()
                            .filter(one -> one.name().equals(name))
                            .findFirst()
                            .orElseThrow();
            row.setting().accept(context);
            DslRun run = new DslRun(context, emulator());
            run.start(row, dsl, Files.createTempDirectory(folder, "classes"));
            row.run().of(run);
            emulator().assertExhausted();
            return new Outcome(run.sent(), run.received());
        }
    }

    @Test
    void everyFileBelongsToARow() throws Exception {
        List<String> names =
                new DslTable(folder).rows().stream().map(DslTable.Row::name).toList();

        assertThat(names).doesNotHaveDuplicates();
        try (Stream<Path> files = Files.list(FILES)) {
            assertThat(files)
                    .allMatch(
                            file -> names.contains(file.getFileName().toString().replaceFirst("\\.(yaml|xml)$", "")));
        }
    }
}
