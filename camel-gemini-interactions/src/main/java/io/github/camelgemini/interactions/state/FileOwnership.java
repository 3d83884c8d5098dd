// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exclusive lock on a file, held until closed or until the process dies. The lock is on a second file, since compaction
 * replaces the first. The lock file is never removed: two processes could then lock two different files of that name.
 *
 * <p>On POSIX systems locks belong to the process: closing any descriptor of the lock file releases them all. So a lock file
 * that this process holds is never opened again; the registry of held files is asked first.
 */
final class FileOwnership implements Closeable {

    /**
     * Registry of the lock files that this process holds, as keys of the system properties: these are the only table that
     * all class loaders share, and each application of a server may have its own copy of this class. The literal is the
     * monitor of the registry: it is one object for all class loaders, too.
     */
    private static final String HELD = "camel.gemini-interactions.locked.";

    private static final Cleaner CLEANER = Cleaner.create();

    /**
     * A lock and its entry, which end together: also when a repository is not stopped and becomes garbage, as the inode of a
     * deleted file is used again.
     */
    private record Held(String entry, FileChannel lock) implements Runnable {

        /**
         * Releases the lock once: later, the entry may belong to the next repository. The file system may use the inode of a
         * deleted lock file again once the lock is closed, so the entry is removed under the same monitor.
         */
        void release() throws IOException {
            synchronized (HELD) {
                if (!lock.isOpen()) return;
                try {
                    lock.close();
                } finally {
                    System.getProperties().remove(entry);
                }
            }
        }

        @Override
        public void run() {
            try {
                release();
            } catch (IOException e) {
                // The repository is garbage.
            }
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(FileOwnership.class);

    private static final FileAttribute<?> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> PRIVATE_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Held held;

    private FileOwnership(Held held) {
        this.held = held;
        CLEANER.register(this, held);
    }

    /** @param file resolved by {@link Path#toRealPath} */
    static FileOwnership of(Path file) throws IOException {
        refuseHardLinks(file);
        Path beside = file.resolveSibling(file.getFileName() + ".lock");
        String held = enter(beside);
        FileOwnership owned = null;
        try {
            owned = new FileOwnership(new Held(held, locked(beside)));
            return owned;
        } finally {
            if (owned == null) System.getProperties().remove(held);
        }
    }

    /**
     * Creates a file that its owner alone may read and write, from the first moment; where the file system has no POSIX
     * permissions, with those that it has.
     *
     * @throws FileAlreadyExistsException if the name is taken, also by a symbolic link
     */
    static void createFile(Path file) throws IOException {
        try {
            Files.createFile(file, PRIVATE_FILE);
        } catch (UnsupportedOperationException e) {
            Files.createFile(file);
        }
    }

    /** Creates the missing ones of these folders for their owner alone; existing ones keep their permissions. */
    static Path createFolders(Path folder) throws IOException {
        try {
            return Files.createDirectories(folder, PRIVATE_FOLDER);
        } catch (UnsupportedOperationException e) {
            return Files.createDirectories(folder);
        }
    }

    /** Warns if users other than the owner may write the file or its folder, and so choose what the routes do. */
    static void warnIfOthersMayWrite(Path file) {
        Path folder = file.getParent();
        for (Path one : folder == null ? List.of(file) : List.of(folder, file)) {
            try {
                if (!Files.exists(one)) continue;
                Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(one);
                if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                        || permissions.contains(PosixFilePermission.OTHERS_WRITE))
                    LOG.warn(
                            "Users other than its owner may write {}, and so change the state of routes: allow its owner"
                                    + " only (chmod go-w)",
                            one);
            } catch (IOException | UnsupportedOperationException e) {
                LOG.debug("The permissions of {} cannot be read", one, e);
            }
        }
    }

    private static String enter(Path beside) throws IOException {
        synchronized (HELD) {
            String entry = HELD + identity(beside);
            if (System.getProperties().putIfAbsent(entry, beside.toString()) != null)
                throw new IOException("Another repository of this process uses it; share one bean");
            return entry;
        }
    }

    // Closing is safe: no repository of this process holds a lock on the file.
    private static FileChannel locked(Path beside) throws IOException {
        FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
            if (locked) return channel;
            throw new IOException("Another process uses it (it locks " + beside
                    + "); use one file per process, or JdbcStateRepository");
        } finally {
            if (!locked) channel.close();
        }
    }

    /** Device and inode of the lock file, read without opening it, so that links and mounts of one file are the same. */
    private static String identity(Path beside) throws IOException {
        try {
            createFile(beside);
        } catch (FileAlreadyExistsException e) {
            // It is never removed. A link in its place would lock, and tell apart, a file of somebody else's choice.
            if (Files.isSymbolicLink(beside))
                throw new IOException("Its lock file " + beside
                        + " is a symbolic link, which this component never creates: remove it");
        }
        Object key = Files.readAttributes(beside, BasicFileAttributes.class).fileKey();
        return key == null ? beside.toRealPath().toString() : key.toString();
    }

    // Each name has its own lock file, and compaction would separate them silently.
    private static void refuseHardLinks(Path file) throws IOException {
        if (!Files.exists(file)
                || !file.getFileSystem().supportedFileAttributeViews().contains("unix")) return;
        if (Files.getAttribute(file, "unix:nlink") instanceof Integer links && links > 1) {
            throw new IOException(
                    "It has " + links + " hard links, and compaction replaces the file under one name only;"
                            + " remove the other names, or use a symbolic link");
        }
    }

    @Override
    public void close() throws IOException {
        held.release();
    }
}
