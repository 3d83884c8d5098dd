// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.nio.file.Path;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** The end of a run, and what it prints. */
class RunTest {

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private final GeminiEmulator emulator = EMULATOR.emulator();
    private Office office;

    @BeforeEach
    void openOffice(@TempDir Path folder) throws Exception {
        office = new Office(folder, emulator);
        SampleInbox.fill(office.places.inbox());
    }

    @Test
    void endsWhenAllIsWrittenAndCountsIt() throws Exception {
        assertThat(office.run()).isTrue();

        assertThat(office.printed.toString())
                .contains("6 documents", "Complete: 6 documents, 6 rows; 12 steps sent, 12 step rows.");
        assertThat(emulator.ledger().creates()).isEqualTo(12);
    }

    @Test
    void aFailedDocumentIsARowToo() throws Exception {
        emulator.script(onCreate().contains("12 Ropewalk").httpStatus(500));

        assertThat(office.run()).isTrue();

        assertThat(office.printed.toString())
                .contains("6 documents", "1 failed", "Complete: 6 documents, 6 rows; 10 steps sent, 10 step rows.");
    }

    @Test
    void theNextRunCountsItsOwnDocumentsOnly() throws Exception {
        assertThat(office.run()).isTrue();
        office.drop("a.txt", "one more");

        assertThat(office.run()).isTrue();

        assertThat(office.printed.toString()).contains("Complete: 1 documents, 1 rows; 2 steps sent, 2 step rows.");
    }
}
