// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What {@code --data} writes is for its owner only. */
class PrivateStateTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void onlyWhereThereArePermissions() {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    }

    @Test
    void foldersAndFilesAreForTheirOwnerOnly() throws Exception {
        Path data = folder.resolve("a/data");
        try (GeminiEmulator emulator = start(data)) {
            new Api(emulator.baseUrl()).ask("Private");
        }

        try (Stream<Path> all = Files.walk(folder.resolve("a"))) {
            for (Path path : all.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
    }

    @Test
    void whatOthersMayReadIsWarnedOf() throws Exception {
        Path data = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(logged(() -> start(data).close())).contains("Others may use", data.toString(), "chmod go-rwx");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        assertThat(logged(() -> start(data).close())).doesNotContain("Others may use");
    }

    @Test
    void aSymbolicLinkIsNotWrittenThrough() throws Exception {
        Path data = folder.resolve("linked");
        start(data).close();
        Path other = Files.writeString(folder.resolve("other"), "untouched");
        Files.deleteIfExists(data.resolve("ledger.jsonl"));
        Files.createSymbolicLink(data.resolve("ledger.jsonl"), other);

        assertThatThrownBy(() -> {
                    try (GeminiEmulator emulator = start(data)) {
                        new Api(emulator.baseUrl()).ask("x");
                    }
                })
                .isInstanceOf(Throwable.class);
        assertThat(other).hasContent("untouched");
    }

    @Test
    void aFileThatCannotBeReadIsLeftOut() throws Exception {
        String id;
        try (GeminiEmulator emulator = start(folder)) {
            id = new Api(emulator.baseUrl()).ask("Good").path("id").asText();
        }
        for (String bad : new String[] {"", "{", "{}", "null", "[]", "{\"facts\":{}}", "[".repeat(100_000)}) {
            Files.writeString(folder.resolve("interactions").resolve("bad" + bad.length() + ".json"), bad);
        }

        try (GeminiEmulator emulator = start(folder)) {
            assertThat(emulator.interactionIds()).containsExactly(id);
        }
    }

    private interface Act {
        void run() throws Exception;
    }

    private static String logged(Act act) throws Exception {
        PrintStream usual = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            act.run();
        } finally {
            System.setErr(usual);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    private static GeminiEmulator start(Path data) {
        return GeminiEmulator.builder().data(data).start();
    }
}
