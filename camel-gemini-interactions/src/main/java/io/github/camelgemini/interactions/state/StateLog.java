// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.ObjIntConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log file, open for appending. Distinguishes complete and torn records, and does not know the meaning of keys. One
 * thread at a time.
 *
 * <p>Not a {@link FileChannel}, which an interrupt of the writing thread would close for all threads.
 */
final class StateLog implements Closeable {

    /** Maximum size in bytes: the start reads the whole file into memory. */
    static final int MAX_BYTES = 1 << 30;

    private static final Logger LOG = LoggerFactory.getLogger(StateLog.class);
    /** Header of logs whose records have no time. Such a log is read, and then replaced. */
    private static final byte[] UNTIMED_HEADER = header(1);

    private static final byte[] HEADER = header(2);
    private static final int BUFFER_BYTES = 1 << 16;

    /** The operations of the file system that can fail in the middle. */
    static class Disk {

        RandomAccessFile open(Path file, String mode) throws IOException {
            return new RandomAccessFile(file.toFile(), mode);
        }

        void sync(RandomAccessFile file) throws IOException {
            file.getFD().sync();
        }

        void move(Path fresh, Path file) throws IOException {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private final Disk disk;
    private final Path file;
    private final boolean force;
    private RandomAccessFile out;
    private long length;
    private boolean untimed;
    private boolean broken;

    private StateLog(Disk disk, Path file, boolean force) throws IOException {
        this.disk = disk;
        this.file = file;
        this.force = force;
        this.out = openForAppending();
        this.length = out.length();
    }

    /** Opens or creates the log, passes its records with their lengths to the consumer, and cuts off a torn last record. */
    static StateLog open(Disk disk, Path file, boolean force, ObjIntConsumer<LogRecord> records) throws IOException {
        Files.deleteIfExists(fresh(file));
        // An existing file that cannot be examined must not be taken for a missing one.
        if (Files.notExists(file) || Files.size(file) == 0) {
            writeFresh(disk, fresh(file), List.of());
            disk.move(fresh(file), file);
            syncFolder(file);
        }
        StateLog log = new StateLog(disk, file, force);
        try {
            log.read(records);
            return log;
        } catch (IOException | RuntimeException | Error e) {
            log.close();
            throw e;
        }
    }

    long length() {
        return length;
    }

    /** True if the log has an earlier format; {@link #rewrite} it before the first {@link #append}. */
    boolean isUntimed() {
        return untimed;
    }

    /** True if an operation failed and could not be undone. The log refuses further records; close it, and open it anew. */
    boolean isBroken() {
        return broken;
    }

    /** Appends a record. If that fails, the log is unchanged, or {@linkplain #isBroken broken}. */
    void append(byte[] record) throws IOException {
        if (broken) throw new IOException("An earlier write failed and could not be undone");
        if (length + record.length > MAX_BYTES) {
            throw new IOException(
                    "It would grow beyond " + MAX_BYTES + " bytes; store less in it, or use JdbcStateRepository");
        }
        broken = true;
        try {
            out.seek(length);
            out.write(record);
            broken = false;
        } catch (IOException e) {
            undo(e);
            throw e;
        }
        length += record.length;
    }

    /** Replaces the log with one that has only these records. Atomic: if the process dies, one of the two logs remains. */
    void rewrite(Iterable<byte[]> records) throws IOException {
        Path fresh = fresh(file);
        try {
            writeFresh(disk, fresh, records);
            replaceBy(fresh);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private void replaceBy(Path fresh) throws IOException {
        broken = true;
        try {
            // Some operating systems do not replace an open file.
            out.close();
            disk.move(fresh, file);
            untimed = false;
        } finally {
            out = openForAppending();
            length = out.length();
            broken = false;
        }
        syncFolder(file);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    // "rwd" forces each write, as FileChannel.force(false) does.
    private RandomAccessFile openForAppending() throws IOException {
        return disk.open(file, force ? "rwd" : "rw");
    }

    private void undo(IOException reason) {
        try {
            out.setLength(length);
            if (force) disk.sync(out);
            broken = false;
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private void read(ObjIntConsumer<LogRecord> records) throws IOException {
        if (length > MAX_BYTES)
            throw new IOException("It has more than " + MAX_BYTES + " bytes and is not a log of this repository");
        byte[] bytes = new byte[(int) length];
        out.readFully(bytes);
        ByteBuffer log = ByteBuffer.wrap(bytes);
        untimed = startsWith(log, UNTIMED_HEADER);
        if (!untimed && !startsWith(log, HEADER))
            throw new IOException("It does not begin as a log of this repository; it was not changed");
        int offset = HEADER.length;
        while (offset < log.limit()) {
            int record = LogRecord.lengthAt(log, offset);
            if (record == 0) {
                cutOff(log, offset);
                return;
            }
            records.accept(readAt(log, offset), record);
            offset += record;
        }
    }

    private static LogRecord readAt(ByteBuffer log, int offset) throws IOException {
        try {
            return LogRecord.readAt(log, offset);
        } catch (RuntimeException e) { // complete, and no text of this repository; the message may quote it
            throw new IOException("Its record at byte " + offset
                    + " was not written by this repository; it was not changed. Restore it from a backup, or move it away"
                    + " to start empty");
        }
    }

    private static byte[] header(int format) {
        return ("camel-gemini-interactions state " + format + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean startsWith(ByteBuffer log, byte[] header) {
        return log.limit() >= header.length && log.slice(0, header.length).equals(ByteBuffer.wrap(header));
    }

    // An incomplete write is at the end of the file. If complete records follow, the damage has another cause.
    private void cutOff(ByteBuffer log, int offset) throws IOException {
        for (int later = offset + 1; later < log.limit(); later++) {
            if (LogRecord.lengthAt(log, later) > 0) {
                throw new IOException("It is damaged at byte " + offset + ", and complete records follow from byte "
                        + later + "; it was not changed. Restore it from a backup, or move it away to start empty");
            }
        }
        out.setLength(offset);
        disk.sync(out);
        LOG.warn(
                "State file {} ended in a record that a crash cut short: removed {} bytes at byte {}",
                file,
                length - offset,
                offset);
        length = offset;
    }

    private static void writeFresh(Disk disk, Path fresh, Iterable<byte[]> records) throws IOException {
        Files.deleteIfExists(fresh);
        FileOwnership.createFile(fresh); // fails if the name is taken meanwhile, so no link is followed
        try (RandomAccessFile to = disk.open(fresh, "rw")) {
            ByteArrayOutputStream buffer = new ByteArrayOutputStream(BUFFER_BYTES);
            buffer.writeBytes(HEADER);
            for (byte[] record : records) {
                buffer.writeBytes(record);
                if (buffer.size() < BUFFER_BYTES) continue;
                to.write(buffer.toByteArray());
                buffer.reset();
            }
            to.write(buffer.toByteArray());
            disk.sync(to);
        }
    }

    // Without this, a crash of the machine may undo the rename. Systems that cannot open folders order this themselves.
    private static void syncFolder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) return;
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            force(channel, folder);
        } catch (IOException e) {
            LOG.debug("Folder {} cannot be opened and is not synchronised", folder, e);
        }
    }

    private static void force(FileChannel channel, Path folder) {
        try {
            channel.force(true);
        } catch (IOException e) {
            LOG.warn("Folder {} cannot be synchronised; a crash of the machine may undo recent writes: {}", folder, e);
        }
    }

    private static Path fresh(Path file) {
        return file.resolveSibling(file.getFileName() + ".fresh");
    }
}
