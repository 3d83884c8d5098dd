// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * State in a local file, for routes of one process. The file is a log of checksummed records; when most of it is outdated,
 * it is compacted: the current records are written to a new file, which replaces the old one atomically.
 *
 * <p>Writes survive a kill of the process at any moment ({@code kill -9}), and with {@link #setForceEveryWrite
 * forceEveryWrite}, the default, a crash of the machine, provided that its disk honours the sync. An incomplete record at
 * the end, left by a crash, was never acknowledged; the start cuts it off with a warning. Other damage fails the start, and
 * the file is not changed. Only one process at a time may use the file; a second one fails to start.
 *
 * <p>All keys and values are also in memory: reads do not wait; writes wait for other writers and the disk. Any thread.
 * Failures are {@link RuntimeCamelException}s that name the file and the cure, and never quote a value; before the start and
 * after the stop they are {@link IllegalStateException}s. Set all properties before the start.
 */
@ManagedResource(description = "File based state repository that survives a crash")
public final class FileCursorRepository extends ServiceSupport implements ConditionalStateRepository {

    private static final Logger LOG = LoggerFactory.getLogger(FileCursorRepository.class);

    private record StoredValue(String value, int recordLength) {}

    // Set before the start.
    private @Nullable Path file;
    private boolean forceEveryWrite = true;
    private double deadShare = 0.5;
    private long compactAboveBytes = 1 << 20;

    // Written with the lock held, read by all.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, StoredValue> values = new ConcurrentHashMap<>();
    private volatile @Nullable StateLog log;
    private volatile long liveBytes;
    private volatile long compactions;

    // Only with the lock held.
    private @Nullable FileOwnership ownership;
    private long compactAgainAbove;

    public FileCursorRepository() {}

    public FileCursorRepository(Path file) {
        this.file = file;
    }

    @Override
    @ManagedOperation(description = "Stores the value under the key")
    public void setState(String key, String value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        locked(() -> write(new LogRecord(key, value)));
    }

    @Override
    @ManagedOperation(description = "Value stored under the key")
    public @Nullable String getState(String key) {
        Objects.requireNonNull(key, "key");
        started();
        StoredValue found = values.get(key);
        return found == null ? null : found.value();
    }

    @Override
    public boolean replace(String key, @Nullable String expected, String value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        return locked(() -> Objects.equals(getState(key), expected) && write(new LogRecord(key, value)));
    }

    @Override
    @ManagedOperation(description = "Removes the key")
    public void removeState(String key) {
        Objects.requireNonNull(key, "key");
        locked(() -> getState(key) != null && write(new LogRecord(key, null)));
    }

    @Override
    public boolean removeState(String key, String expected) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(expected, "expected");
        return locked(() -> expected.equals(getState(key)) && write(new LogRecord(key, null)));
    }

    @Override
    public boolean isShared() {
        return false;
    }

    /** Compacts the file now, for example before a backup. It is otherwise compacted automatically. */
    @ManagedOperation(description = "Writes the current records to a new file, which replaces the old one")
    public void compact() {
        lock.lock();
        try {
            rewrite(started());
        } catch (IOException e) {
            throw failure("compact", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected void doInit() {
        if (file == null) throw new IllegalArgumentException("file must be set");
    }

    @Override
    protected void doStart() {
        lock.lock();
        try {
            Path real = realPath(Objects.requireNonNull(file, "file"));
            FileOwnership owned = FileOwnership.of(real);
            try {
                values.clear();
                liveBytes = 0;
                compactAgainAbove = compactAboveBytes;
                log = StateLog.open(real, forceEveryWrite, this::remember);
                ownership = owned;
            } finally {
                if (ownership == null) owned.close();
            }
        } catch (IOException e) {
            throw failure("open", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected void doStop() {
        lock.lock();
        try (FileOwnership owned = ownership;
                StateLog closing = log) {
            LOG.debug("State file {} closes with {} keys", file, values.size());
        } catch (IOException e) {
            throw failure("close", e);
        } finally {
            ownership = null;
            log = null;
            values.clear();
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private boolean write(LogRecord record) {
        StateLog open = started();
        try {
            byte[] bytes = record.toBytes();
            open.append(bytes);
            remember(record, bytes.length);
        } catch (IOException e) {
            throw failure("write to", e);
        }
        compactIfWorthIt(open);
        return true;
    }

    private void remember(LogRecord record, int length) {
        String value = record.value();
        StoredValue before =
                value == null ? values.remove(record.key()) : values.put(record.key(), new StoredValue(value, length));
        liveBytes += (value == null ? 0 : length) - (before == null ? 0 : before.recordLength());
    }

    // The preceding write is stored already, so it does not fail if compaction fails.
    private void compactIfWorthIt(StateLog open) {
        long length = open.length();
        if (length <= compactAgainAbove || length - liveBytes <= length * deadShare) return;
        try {
            rewrite(open);
        } catch (IOException e) {
            compactAgainAbove = 2 * length;
            LOG.warn("State file {} could not be compacted and keeps growing: {}", file, e.toString());
        }
    }

    private void rewrite(StateLog open) throws IOException {
        open.rewrite(() -> values.entrySet().stream()
                .map(entry -> new LogRecord(entry.getKey(), entry.getValue().value()).toBytes())
                .iterator());
        compactAgainAbove = compactAboveBytes;
        compactions++;
    }

    private StateLog started() {
        StateLog open = log;
        if (open == null) throw new IllegalStateException("The repository of " + file + " is not started");
        return open;
    }

    // Links are resolved, so that the target is locked and replaced.
    private static Path realPath(Path file) throws IOException {
        if (Files.exists(file)) return file.toRealPath();
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        Path name = absolute.getFileName();
        if (folder == null || name == null) throw new IOException("The path does not name a file");
        return Files.createDirectories(folder).toRealPath().resolve(name);
    }

    private RuntimeCamelException failure(String act, IOException cause) {
        return new RuntimeCamelException("Cannot " + act + " state file " + file + ": " + cause.getMessage(), cause);
    }

    @ManagedAttribute(description = "The file")
    public @Nullable String getFile() {
        return file == null ? null : file.toString();
    }

    /** Path of the log. Required. Missing folders are created. A lock file, with suffix {@code .lock}, remains beside it. */
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

    @ManagedAttribute(description = "Number of keys")
    public int getSize() {
        return values.size();
    }

    @ManagedAttribute(description = "Bytes of the file; 0 when not started")
    public long getFileBytes() {
        return locked(() -> {
            StateLog open = log;
            return open == null ? 0 : open.length();
        });
    }

    @ManagedAttribute(description = "Bytes of the file that are not outdated")
    public long getLiveBytes() {
        return liveBytes;
    }

    @ManagedAttribute(description = "Number of compactions since this repository was created")
    public long getCompactions() {
        return compactions;
    }
}
