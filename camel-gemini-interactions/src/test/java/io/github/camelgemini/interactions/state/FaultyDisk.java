// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

import static org.assertj.core.api.Assertions.assertThat;

/** The file system of this machine, whose next operations fail as scripted. */
final class FaultyDisk extends StateLog.Disk {

    enum Operation {
        OPEN,
        WRITE,
        /** Into the new file of a compaction. */
        WRITE_FRESH,
        TRUNCATE,
        SYNC,
        MOVE
    }

    interface Action {
        void run() throws IOException;
    }

    /** What happens instead; {@code rest} completes the operation. */
    interface Fault {
        void instead(Action rest) throws IOException;
    }

    /**
     * @param written bytes that reach the file before a write fails
     */
    private record Scripted(Operation operation, int written, Fault fault) {}

    private final Deque<Scripted> script = new ConcurrentLinkedDeque<>();

    /** The next operation of that kind fails. A write reaches the file in part. */
    void fail(Operation operation) {
        fail(operation, 7);
    }

    void fail(Operation operation, int written) {
        next(operation, written, rest -> {
            throw new IOException("No space left on device");
        });
    }

    void next(Operation operation, int written, Fault fault) {
        script.add(new Scripted(operation, written, fault));
    }

    void assertExhausted() {
        assertThat(script).isEmpty();
    }

    private Scripted take(Operation operation) {
        Scripted next = script.peek();
        return next != null && next.operation() == operation ? script.poll() : null;
    }

    private void perform(Operation operation, Action action) throws IOException {
        Scripted scripted = take(operation);
        if (scripted == null) action.run();
        else scripted.fault().instead(action);
    }

    @Override
    RandomAccessFile open(Path file, String mode) throws IOException {
        perform(Operation.OPEN, () -> {});
        Operation kind = file.toString().endsWith(".fresh") ? Operation.WRITE_FRESH : Operation.WRITE;
        return new RandomAccessFile(file.toFile(), mode) {
            @Override
            public void write(byte[] bytes) throws IOException {
                Scripted scripted = take(kind);
                int first = scripted == null ? bytes.length : Math.min(scripted.written(), bytes.length);
                super.write(bytes, 0, first);
                if (scripted != null) scripted.fault().instead(() -> super.write(bytes, first, bytes.length - first));
            }

            @Override
            public void setLength(long length) throws IOException {
                perform(Operation.TRUNCATE, () -> super.setLength(length));
            }
        };
    }

    @Override
    void sync(RandomAccessFile file) throws IOException {
        perform(Operation.SYNC, () -> super.sync(file));
    }

    @Override
    void move(Path fresh, Path file) throws IOException {
        perform(Operation.MOVE, () -> super.move(fresh, file));
    }
}
