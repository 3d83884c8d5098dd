// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
    private static final byte[] HEADER = "camel-gemini-interactions state 1\n".getBytes(StandardCharsets.US_ASCII);

    private final Path file;
    private final String mode;
    private RandomAccessFile out;
    private long length;
    private boolean broken;

    private StateLog(Path file, boolean force) throws IOException {
        this.file = file;
        // As FileChannel.force(false) after each write.
        this.mode = force ? "rwd" : "rw";
        this.out = new RandomAccessFile(file.toFile(), mode);
        this.length = out.length();
    }

    /** Opens or creates the log, passes its records with their lengths to the consumer, and cuts off a torn last record. */
    static StateLog open(Path file, boolean force, ObjIntConsumer<LogRecord> records) throws IOException {
        Files.deleteIfExists(fresh(file));
        if (!Files.exists(file) || Files.size(file) == 0) writeWhole(file, List.of());
        StateLog log = new StateLog(file, force);
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

    /** Appends a record. If that fails, the log is unchanged, or refuses further records. */
    void append(byte[] record) throws IOException {
        if (broken)
            throw new IOException("An earlier write failed and could not be undone; stop and start the repository");
        if (length + record.length > MAX_BYTES) {
            throw new IOException(
                    "It would grow beyond " + MAX_BYTES + " bytes; store less in it, or use JdbcStateRepository");
        }
        try {
            out.seek(length);
            out.write(record);
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
            writeFresh(fresh, records);
            // Some operating systems do not replace an open file.
            out.close();
            moveOver(fresh, file);
        } finally {
            reopen();
            Files.deleteIfExists(fresh);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private void reopen() throws IOException {
        broken = true;
        out.close();
        out = new RandomAccessFile(file.toFile(), mode);
        length = out.length();
        broken = false;
    }

    private void undo(IOException reason) {
        try {
            out.setLength(length);
        } catch (IOException e) {
            broken = true;
            reason.addSuppressed(e);
        }
    }

    private void read(ObjIntConsumer<LogRecord> records) throws IOException {
        if (length > MAX_BYTES)
            throw new IOException("It has more than " + MAX_BYTES + " bytes and is not a log of this repository");
        byte[] bytes = new byte[(int) length];
        out.readFully(bytes);
        ByteBuffer log = ByteBuffer.wrap(bytes);
        if (!startsWithHeader(log))
            throw new IOException("It does not begin as a log of this repository; it was not changed");
        int offset = HEADER.length;
        while (offset < log.limit()) {
            int record = LogRecord.lengthAt(log, offset);
            if (record == 0) {
                cutOff(log, offset);
                return;
            }
            records.accept(LogRecord.readAt(log, offset), record);
            offset += record;
        }
    }

    private static boolean startsWithHeader(ByteBuffer log) {
        return log.limit() >= HEADER.length && log.slice(0, HEADER.length).equals(ByteBuffer.wrap(HEADER));
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
        out.getFD().sync();
        LOG.warn(
                "State file {} ended in a record that a crash cut short: removed {} bytes at byte {}",
                file,
                length - offset,
                offset);
        length = offset;
    }

    private static void writeWhole(Path file, Iterable<byte[]> records) throws IOException {
        Path fresh = fresh(file);
        writeFresh(fresh, records);
        moveOver(fresh, file);
    }

    private static void writeFresh(Path fresh, Iterable<byte[]> records) throws IOException {
        try (FileOutputStream file = new FileOutputStream(fresh.toFile());
                OutputStream buffer = new BufferedOutputStream(file, 1 << 16)) {
            buffer.write(HEADER);
            for (byte[] record : records) buffer.write(record);
            buffer.flush();
            file.getFD().sync();
        }
    }

    private static void moveOver(Path fresh, Path file) throws IOException {
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) syncFolder(folder);
    }

    // Without this, a crash of the machine may undo the rename. Systems that cannot open folders order this themselves.
    private static void syncFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debug("Folder {} cannot be synchronised", folder, e);
        }
    }

    private static Path fresh(Path file) {
        return file.resolveSibling(file.getFileName() + ".fresh");
    }
}
