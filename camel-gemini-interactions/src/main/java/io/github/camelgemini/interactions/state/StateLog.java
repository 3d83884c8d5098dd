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
 * The log file, open for appending. It knows whole and torn records, not what keys mean. Whoever holds it calls it from one
 * thread at a time.
 *
 * <p>Not a {@link FileChannel}: an interrupt of the writing thread would close it under everybody else.
 */
final class StateLog implements Closeable {

    /** More is no log of cursors; and all of it is read at once at the start. */
    static final int LARGEST = 1 << 30;

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

    /** Opens or creates the log, hands out its records with their lengths, and cuts off a last one that is torn. */
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

    /** Appends a record; when it cannot, the log is as before, or takes no more. */
    void append(byte[] record) throws IOException {
        if (broken)
            throw new IOException("An earlier write failed and could not be undone; stop and start the repository");
        if (length + record.length > LARGEST) {
            throw new IOException(
                    "It would grow beyond " + LARGEST + " bytes; keep less in it, or use JdbcStateRepository");
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

    /** Replaces the log by one of these records only. It is the old log or the new one, also when the process dies here. */
    void rewrite(Iterable<byte[]> records) throws IOException {
        Path fresh = fresh(file);
        try {
            writeFresh(fresh, records);
            // Some systems do not replace a file that is open.
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
        if (length > LARGEST) throw new IOException("It has more than " + LARGEST + " bytes and is no log of ours");
        byte[] bytes = new byte[(int) length];
        out.readFully(bytes);
        ByteBuffer log = ByteBuffer.wrap(bytes);
        if (!startsWithHeader(log)) throw new IOException("It does not begin as a log of ours; it was left as it is");
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

    // A write that a crash cut short is the last thing in the file. Behind damage of another kind, whole records
    // follow.
    private void cutOff(ByteBuffer log, int offset) throws IOException {
        for (int later = offset + 1; later < log.limit(); later++) {
            if (LogRecord.lengthAt(log, later) > 0) {
                throw new IOException(
                        "It is damaged at byte " + offset + ", and whole records follow from byte " + later
                                + "; it was left as it is. Restore it from a backup, or move it away to begin with nothing");
            }
        }
        out.setLength(offset);
        out.getFD().sync();
        LOG.warn(
                "State file {} ended in a torn record, as a crash while writing leaves it: cut off {} bytes at byte {}",
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

    // Else a crash of the machine may bring the old name back. Systems that open no folders order this themselves.
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
