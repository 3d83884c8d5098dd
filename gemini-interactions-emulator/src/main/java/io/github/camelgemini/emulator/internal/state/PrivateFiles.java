// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folders and files of the state, for their owner only from the moment they are there. Where a file system has no such
 * permissions, as on Windows, they have those of their folder.
 */
final class PrivateFiles {
    private static final Logger LOG = LoggerFactory.getLogger(PrivateFiles.class);
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private PrivateFiles() {}

    /** Creates a folder and those above it, and warns of one that others may read or write. */
    static void createFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            warnOfOthers(folder);
            return;
        }
        Files.createDirectories(folder, only(folder, FOLDER));
    }

    /** Warns of a file or folder that others may read or write, and says whether it did. */
    static boolean warnOfOthers(Path path) throws IOException {
        if (!hasPermissions(path)) {
            return false;
        }
        Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(path));
        others.removeAll(FOLDER);
        if (!others.isEmpty()) {
            LOG.warn(
                    "Others may use {}, which holds prompts and answers ({}): run chmod go-rwx on it",
                    path,
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        }
        return !others.isEmpty();
    }

    /** Creates a new file. Deletes a file of that name before, which may belong to another user. */
    static void writeNew(Path file, byte[] bytes) throws IOException {
        Files.deleteIfExists(file);
        write(file, bytes, StandardOpenOption.CREATE_NEW);
    }

    /** Appends to a file, which is created if it is not there. A symbolic link is not followed. */
    static void append(Path file, byte[] bytes) throws IOException {
        write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static void write(Path file, byte[] bytes, StandardOpenOption... how) throws IOException {
        Set<OpenOption> options = new HashSet<>(Set.of(how));
        options.add(StandardOpenOption.WRITE);
        options.add(LinkOption.NOFOLLOW_LINKS);
        try (SeekableByteChannel channel = Files.newByteChannel(file, options, only(file, FILE))) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        }
    }

    private static boolean hasPermissions(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] only(Path path, Set<PosixFilePermission> permissions) {
        return hasPermissions(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }
}
