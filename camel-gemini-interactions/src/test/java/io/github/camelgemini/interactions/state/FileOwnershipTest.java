// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who holds the lock of a file, one owner after the other. */
class FileOwnershipTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void aFile() throws IOException {
        file = Files.createFile(folder.resolve("state")).toRealPath();
    }

    /** An owner is released again when it becomes garbage, long after its end. */
    @Test
    void aSecondReleaseLeavesTheNextOwnerItsLock() throws Exception {
        FileOwnership first = FileOwnership.of(file);
        first.close();

        try (FileOwnership next = FileOwnership.of(file)) {
            first.close();

            assertThatThrownBy(() -> FileOwnership.of(file)).hasMessageContaining("Another repository of this process");
        }
    }
}
