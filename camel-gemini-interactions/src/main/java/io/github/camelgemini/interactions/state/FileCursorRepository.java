// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.function.BooleanSupplier;

import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * State in a local file, for routes of one process. The file is a log of checksummed records; when most of it is outdated,
 * it is compacted: the current records are written to a new file, which replaces the old one atomically.
 *
 * <p>Writes survive a kill of the process at any moment ({@code kill -9}), and with {@link #setForceEveryWrite
 * forceEveryWrite}, the default, a crash of the machine, provided that its disk honours the sync. An incomplete record at
 * the end, left by a crash, was never acknowledged; the start cuts it off with a warning. Other damage fails the start, and
 * the file is not changed. Only one process at a time may use the file; a second one fails to start.
 *
 * <p>Entries stay until they are removed, or until they reach {@link #setMaxAge maxAge}.
 *
 * <p>All keys and values are also in memory: reads do not wait; writes wait for other writers and the disk. Any thread.
 * Failures are {@link org.apache.camel.RuntimeCamelException}s that name the file and the cure, and never quote a value; before the start and
 * after the stop they are {@link IllegalStateException}s. Set all properties before the start.
 */
@ManagedResource(description = "File based state repository that survives a crash")
public final class FileCursorRepository extends ServiceSupport implements ConditionalStateRepository {

    private static final int MAX_LINKS = 40;

    // Set before the start.
    private @Nullable Path file;
    private boolean forceEveryWrite = true;
    private double deadShare = 0.5;
    private long compactAboveBytes = 1 << 20;
    private long maxAge;

    private final Clock clock;
    private final StateLog.Disk disk;
    // Started and stopped by one thread at a time, read by all. A reader that meets a stop has the values before it.
    private volatile @Nullable StateFile open;
    private @Nullable FileOwnership ownership;
    private @Nullable ExpirySchedule expiry;
    // The compactions before the last start.
    private volatile long earlierCompactions;

    public FileCursorRepository() {
        this(Clock.systemUTC(), new StateLog.Disk());
    }

    public FileCursorRepository(Path file) {
        this();
        this.file = file;
    }

    FileCursorRepository(Clock clock, StateLog.Disk disk) {
        this.clock = clock;
        this.disk = disk;
    }

    @Override
    @ManagedOperation(description = "Stores the value under the key")
    public void setState(String key, String value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        started().set(key, value);
    }

    @Override
    @ManagedOperation(description = "Value stored under the key")
    public @Nullable String getState(String key) {
        Objects.requireNonNull(key, "key");
        return started().get(key);
    }

    @Override
    public boolean replace(String key, @Nullable String expected, String value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        return started().replace(key, expected, value);
    }

    @Override
    @ManagedOperation(description = "Removes the key")
    public void removeState(String key) {
        Objects.requireNonNull(key, "key");
        started().remove(key);
    }

    @Override
    public boolean removeState(String key, String expected) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(expected, "expected");
        return started().remove(key, expected);
    }

    @Override
    public boolean isShared() {
        return false;
    }

    /** Compacts the file now, for example before a backup. It is otherwise compacted automatically. */
    @ManagedOperation(description = "Writes the current records to a new file, which replaces the old one")
    public void compact() {
        started().compact();
    }

    /** Removes entries older than {@link #setMaxAge maxAge}. */
    void expire(BooleanSupplier goOn) {
        StateFile file = open;
        if (file != null) file.expire(goOn);
    }

    @Override
    protected void doInit() {
        if (file == null) throw new IllegalArgumentException("file must be set");
    }

    @Override
    protected void doStart() {
        try {
            Path real = realPath(Objects.requireNonNull(file, "file"));
            FileOwnership.warnIfOthersMayWrite(real);
            FileOwnership owned = FileOwnership.of(real);
            try {
                StateFile opened = new StateFile(new StateFile.Settings(
                        disk, clock, real, forceEveryWrite, deadShare, compactAboveBytes, maxAge));
                schedule(opened, real);
                ownership = owned;
                open = opened;
            } finally {
                if (ownership == null) owned.close();
            }
        } catch (IOException e) {
            throw StateFile.failure("open", file, e);
        }
    }

    // The schedule refers to this repository, so that the lock lasts as long as the schedule writes.
    private void schedule(StateFile opened, Path real) throws IOException {
        if (maxAge == 0) return;
        try {
            expiry = ExpirySchedule.start(real.toString(), maxAge, this::expire);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    @Override
    protected void doStop() {
        try (FileOwnership owned = ownership;
                StateFile closing = open;
                ExpirySchedule ending = expiry) {
            if (closing != null) earlierCompactions += closing.compactions();
        } catch (IOException e) {
            throw StateFile.failure("close", file, e);
        } finally {
            expiry = null;
            ownership = null;
            open = null;
        }
    }

    private StateFile started() {
        StateFile file = open;
        if (file == null) throw new IllegalStateException("The repository of " + this.file + " is not started");
        return file;
    }

    // Links are resolved, so that the target is locked and replaced. The target may be missing.
    private static Path realPath(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(absolute) && links < MAX_LINKS; links++)
            absolute = absolute.resolveSibling(Files.readSymbolicLink(absolute));
        if (!Files.notExists(absolute)) return absolute.toRealPath();
        Path folder = absolute.getParent();
        Path name = absolute.getFileName();
        if (folder == null || name == null) throw new IOException("The path does not name a file");
        return FileOwnership.createFolders(folder).toRealPath().resolve(name);
    }

    @ManagedAttribute(description = "The file")
    public @Nullable String getFile() {
        return file == null ? null : file.toString();
    }

    /**
     * Path of the log, which may be a symbolic link. Required. Missing folders are created. A lock file, with suffix {@code
     * .lock}, remains beside it. What is created belongs to its owner alone ({@code rw-------}, {@code rwx------}) where the
     * file system has such permissions; existing folders keep theirs.
     */
    public void setFile(String file) {
        this.file = Path.of(file);
    }

    @ManagedAttribute(description = "Whether each write waits until the disk has it")
    public boolean isForceEveryWrite() {
        return forceEveryWrite;
    }

    /**
     * Whether each write waits until the disk has it, as {@link java.nio.channels.FileChannel#force force(false)} does.
     * If false, a write returns when the operating system has it: it survives the process, not the machine. Default true.
     */
    public void setForceEveryWrite(boolean forceEveryWrite) {
        this.forceEveryWrite = forceEveryWrite;
    }

    @ManagedAttribute(description = "Share of outdated bytes above which the file is compacted")
    public double getDeadShare() {
        return deadShare;
    }

    /** Share of outdated bytes, 0 to 1, above which the file is compacted. Default 0.5. */
    public void setDeadShare(double deadShare) {
        if (!(deadShare >= 0 && deadShare <= 1)) {
            throw new IllegalArgumentException("deadShare must be between 0 and 1: " + deadShare);
        }
        this.deadShare = deadShare;
    }

    @ManagedAttribute(description = "Bytes up to which the file is never compacted")
    public long getCompactAboveBytes() {
        return compactAboveBytes;
    }

    /** Bytes up to which the file is never compacted. Default 1 MiB. */
    public void setCompactAboveBytes(long compactAboveBytes) {
        this.compactAboveBytes = compactAboveBytes;
    }

    @ManagedAttribute(
            description = "Milliseconds after the last write of an entry, after which it is removed; 0 for never")
    public long getMaxAge() {
        return maxAge;
    }

    /**
     * Milliseconds after the last write of an entry, after which it is removed from memory and, by compaction, from the file.
     * Choose it longer than the longest run and the longest time until a message is redelivered: a redelivery that does not
     * find its key is paid again. Default 0: entries stay.
     *
     * @throws IllegalArgumentException for less than a minute
     */
    public void setMaxAge(long maxAge) {
        this.maxAge = ExpirySchedule.checked(maxAge);
    }

    @ManagedAttribute(description = "Number of keys")
    public int getSize() {
        StateFile file = open;
        return file == null ? 0 : file.size();
    }

    @ManagedAttribute(description = "Bytes of the file; 0 when not started")
    public long getFileBytes() {
        StateFile file = open;
        return file == null ? 0 : file.fileBytes();
    }

    @ManagedAttribute(description = "Bytes of the file that are not outdated")
    public long getLiveBytes() {
        StateFile file = open;
        return file == null ? 0 : file.liveBytes();
    }

    @ManagedAttribute(description = "Number of compactions since this repository was created")
    public long getCompactions() {
        StateFile file = open;
        return earlierCompactions + (file == null ? 0 : file.compactions());
    }
}
