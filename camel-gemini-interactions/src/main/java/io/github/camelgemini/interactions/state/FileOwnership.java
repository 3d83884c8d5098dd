// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An exclusive lock on a file, held until closed or until the process dies. The lock is on a second file, since compaction
 * replaces the first. The lock file is never removed: two processes could then lock two different files of that name.
 */
final class FileOwnership implements Closeable {

    private final FileChannel lock;

    private FileOwnership(FileChannel lock) {
        this.lock = lock;
    }

    static FileOwnership of(Path file) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".lock");
        FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) return new FileOwnership(channel);
            throw new IOException("Another process uses it (it locks " + beside
                    + "); use one file per process, or JdbcStateRepository");
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("Another repository of this process uses it; share one bean", e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
