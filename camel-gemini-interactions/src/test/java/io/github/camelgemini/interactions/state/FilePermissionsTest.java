// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who may read and write what a repository of files creates. */
@DisabledOnOs(OS.WINDOWS)
class FilePermissionsTest {

    @TempDir
    Path folder;

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void filesAndFoldersAreTheirOwnersAlone() throws Exception {
        Path file = folder.resolve("a/b/state");
        FileCursorRepository repository = new FileCursorRepository(file);
        repository.start();
        repository.setState("key", "value");
        repository.compact();

        assertThat(permissions(folder.resolve("a"))).isEqualTo("rwx------");
        assertThat(permissions(folder.resolve("a/b"))).isEqualTo("rwx------");
        try (Stream<Path> all = Files.list(file.getParent())) {
            assertThat(all).hasSize(2).allSatisfy(one -> assertThat(permissions(one))
                    .isEqualTo("rw-------"));
        }
        repository.stop();
    }

    /** What is there before has been private from its first moment, not only once it was written. */
    @Test
    void aFileIsPrivateBeforeItsFirstByte() throws Exception {
        Path file = folder.resolve("state");
        FileCursorRepository repository = new FileCursorRepository(java.time.Clock.systemUTC(), new StateLog.Disk() {
            @Override
            java.io.RandomAccessFile open(Path opened, String mode) throws IOException {
                assertThat(permissions(opened)).isEqualTo("rw-------");
                return super.open(opened, mode);
            }
        });
        repository.setFile(file.toString());
        repository.start();
        repository.setState("key", "value");
        repository.compact();
        repository.stop();
    }

    @Test
    void existingFoldersKeepTheirPermissionsAndThoseThatOthersMayWriteAreReported() throws Exception {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        Logger log = (Logger) LoggerFactory.getLogger(FileOwnership.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        FileCursorRepository repository = new FileCursorRepository(shared.resolve("state"));
        try {
            repository.start();
        } finally {
            log.detachAppender(lines);
            repository.stop();
        }

        assertThat(permissions(shared)).isEqualTo("rwxrwxrwx");
        assertThat(lines.list).singleElement().satisfies(line -> assertThat(line.getFormattedMessage())
                .contains(shared.toString()));
    }

    @Test
    void aLinkInPlaceOfTheLockFileIsRefused() throws Exception {
        Path target = Files.writeString(folder.resolve("target"), "of somebody else");
        Files.createSymbolicLink(folder.resolve("state.lock"), target);

        assertThatThrownBy(new FileCursorRepository(folder.resolve("state"))::start)
                .hasStackTraceContaining("symbolic link");
        assertThat(target).hasContent("of somebody else");
    }

    @Test
    void aLinkInPlaceOfTheFileOfACompactionIsNotFollowed() throws Exception {
        Path target = Files.writeString(folder.resolve("target"), "of somebody else");
        FileCursorRepository repository = new FileCursorRepository(folder.resolve("state"));
        repository.start();
        repository.setState("key", "value");
        Files.createSymbolicLink(folder.resolve("state.fresh"), target);

        repository.compact();

        assertThat(target).hasContent("of somebody else");
        assertThat(repository.getState("key")).isEqualTo("value");
        repository.stop();
        Files.createSymbolicLink(folder.resolve("state.fresh"), target);
        repository.start();
        assertThat(target).hasContent("of somebody else");
        repository.stop();
        assertThatThrownBy(() -> FileOwnership.createFile(Files.createSymbolicLink(folder.resolve("x"), target)))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void withoutPosixPermissionsFilesAreCreatedAllTheSame() throws Exception {
        try (FileSystem zip = FileSystems.newFileSystem(folder.resolve("a.zip"), Map.of("create", "true"))) {
            Path inside = FileOwnership.createFolders(zip.getPath("/a/b")).resolve("state");
            FileOwnership.createFile(inside);
            FileOwnership.warnIfOthersMayWrite(inside);
            assertThat(Files.exists(inside)).isTrue();
        }
    }
}
