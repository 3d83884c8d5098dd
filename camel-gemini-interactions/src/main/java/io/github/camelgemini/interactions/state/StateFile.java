// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.apache.camel.RuntimeCamelException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open state file: its values in memory, and its log. Any thread; reads and counters do not wait, writes wait for other
 * writers and the disk.
 *
 * <p>After a failure that leaves open what the file has (an {@link Error}, a write that cannot be undone), the next operation
 * reads the file again, so memory and file never differ.
 */
final class StateFile implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);

    /**
     * @param file resolved by {@link Path#toRealPath}, and owned
     * @param force whether each write waits for the disk
     * @param deadShare share of outdated bytes above which the file is compacted
     * @param compactAboveBytes size up to which it is not compacted
     * @param maxAge milliseconds after the last write of an entry, after which it may be removed; 0 for never
     */
    record Settings(
            StateLog.Disk disk,
            Clock clock,
            Path file,
            boolean force,
            double deadShare,
            long compactAboveBytes,
            long maxAge) {}

    private record StoredValue(String value, int recordLength, long time) {}

    private final Settings settings;

    // Written with the lock held, read by all.
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Map<String, StoredValue> values = new ConcurrentHashMap<>();
    private volatile long liveBytes;
    private volatile long fileBytes;
    private volatile long compactions;
    /** Memory and file may differ: the file must be read again first. */
    private volatile boolean suspect;

    // Only with the lock held.
    private StateLog log;
    private long compactAgainAbove;
    private boolean closed;
    /** The file has records of entries that expired and are not in memory: they would reappear. */
    private boolean hasExpired;

    StateFile(Settings settings) throws IOException {
        this.settings = settings;
        this.compactAgainAbove = settings.compactAboveBytes();
        this.log = load();
    }

    /** The value; null for none. After {@link #close}, the last one. */
    @Nullable
    String get(String key) {
        if (suspect) locked(() -> true);
        StoredValue found = values.get(key);
        return found == null ? null : found.value();
    }

    /** @throws IllegalStateException after {@link #close} */
    void set(String key, String value) {
        locked(() -> write(key, value));
    }

    /** @throws IllegalStateException after {@link #close} */
    boolean replace(String key, @Nullable String expected, String value) {
        return locked(() -> Objects.equals(get(key), expected) && write(key, value));
    }

    /** @throws IllegalStateException after {@link #close} */
    void remove(String key) {
        locked(() -> (hasExpired || values.containsKey(key)) && write(key, null));
    }

    /** @throws IllegalStateException after {@link #close} */
    boolean remove(String key, String expected) {
        return locked(() -> expected.equals(get(key)) && write(key, null));
    }

    void compact() {
        locked(() -> {
            try {
                rewrite();
                return true;
            } catch (IOException e) {
                throw failure("compact", e);
            } finally {
                suspect = log.isBroken();
            }
        });
    }

    /** Removes old entries from memory, and from the file at its next compaction. */
    void expire(BooleanSupplier goOn) {
        if (settings.maxAge() == 0) return;
        for (Map.Entry<String, StoredValue> entry : values.entrySet()) {
            if (!goOn.getAsBoolean()) return;
            if (!isExpired(entry.getValue())) continue;
            locked(() -> {
                hasExpired = true;
                // Not if it was written in the meantime.
                boolean removed = values.remove(entry.getKey(), entry.getValue());
                if (removed) liveBytes -= entry.getValue().recordLength();
                return removed;
            });
        }
        locked(() -> {
            compactIfWorthIt();
            return true;
        });
    }

    int size() {
        return values.size();
    }

    long liveBytes() {
        return liveBytes;
    }

    long fileBytes() {
        return fileBytes;
    }

    long compactions() {
        return compactions;
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            log.close();
        } finally {
            lock.unlock();
        }
    }

    private boolean locked(BooleanSupplier work) {
        lock.lock();
        try {
            if (closed) throw new IllegalStateException("The repository of " + settings.file() + " is not started");
            if (suspect) reload();
            return work.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    private boolean write(String key, @Nullable String value) {
        long now = settings.clock().millis();
        byte[] bytes = new LogRecord(key, value, now).toBytes();
        try {
            log.append(bytes);
            liveBytes += remember(values, key, value == null ? null : new StoredValue(value, bytes.length, now));
        } catch (IOException e) {
            suspect = log.isBroken();
            throw failure("write to", e);
        } catch (RuntimeException | Error e) {
            suspect = true;
            throw e;
        }
        fileBytes = log.length();
        compactIfWorthIt();
        return true;
    }

    /** Returns the growth of the bytes that are not outdated. */
    private static int remember(Map<String, StoredValue> values, String key, @Nullable StoredValue value) {
        StoredValue before = value == null ? values.remove(key) : values.put(key, value);
        return (value == null ? 0 : value.recordLength()) - (before == null ? 0 : before.recordLength());
    }

    // The preceding write is stored already, so it does not fail if compaction fails, not even with an Error.
    private void compactIfWorthIt() {
        long length = log.length();
        if (length <= compactAgainAbove || length - liveBytes <= length * settings.deadShare()) return;
        try {
            rewrite();
        } catch (Throwable e) {
            suspect = log.isBroken();
            compactAgainAbove = Math.min(2 * length, (length + StateLog.MAX_BYTES) / 2);
            LOG.warn("State file {} could not be compacted and keeps growing: {}", settings.file(), e.toString());
        }
    }

    private void rewrite() throws IOException {
        log.rewrite(this::records);
        hasExpired = false;
        compactAgainAbove = settings.compactAboveBytes();
        compactions++;
        fileBytes = log.length();
    }

    private Iterator<byte[]> records() {
        return values.entrySet().stream()
                .map(entry -> new LogRecord(
                                entry.getKey(),
                                entry.getValue().value(),
                                entry.getValue().time())
                        .toBytes())
                .iterator();
    }

    private void reload() {
        try {
            log.close();
        } catch (IOException e) {
            LOG.debug("State file {} could not be closed", settings.file(), e);
        }
        try {
            log = load();
            suspect = false;
        } catch (IOException e) {
            throw failure("read again", e);
        }
        LOG.warn("State file {} was read again, as an earlier write failed", settings.file());
    }

    private StateLog load() throws IOException {
        Map<String, StoredValue> read = new ConcurrentHashMap<>();
        long now = settings.clock().millis();
        StateLog opened = StateLog.open(settings.disk(), settings.file(), settings.force(), (record, length) -> {
            long time = record.time() == LogRecord.UNKNOWN_TIME ? now : record.time();
            remember(read, record.key(), record.value() == null ? null : new StoredValue(record.value(), length, time));
        });
        hasExpired = read.values().removeIf(this::isExpired);
        values = read;
        liveBytes = read.values().stream().mapToLong(StoredValue::recordLength).sum();
        fileBytes = opened.length();
        if (opened.isUntimed()) convert(opened);
        return opened;
    }

    private void convert(StateLog untimed) throws IOException {
        try {
            untimed.rewrite(this::records);
            fileBytes = untimed.length();
        } catch (IOException | RuntimeException | Error e) {
            untimed.close();
            throw e;
        }
    }

    private boolean isExpired(StoredValue value) {
        return settings.maxAge() > 0 && settings.clock().millis() - value.time() > settings.maxAge();
    }

    private RuntimeCamelException failure(String act, IOException cause) {
        return failure(act, settings.file(), cause);
    }

    static RuntimeCamelException failure(String act, @Nullable Path file, IOException cause) {
        return new RuntimeCamelException("Cannot " + act + " state file " + file + ": " + cause.getMessage(), cause);
    }
}
