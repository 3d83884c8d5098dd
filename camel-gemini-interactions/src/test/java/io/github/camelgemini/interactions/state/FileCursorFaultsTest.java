// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.camelgemini.interactions.state.FaultyDisk.Operation;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whether memory and file agree, and acknowledged writes remain, when the disk or the JVM fails in the middle. */
class FileCursorFaultsTest {

    @TempDir
    Path folder;

    private final FaultyDisk disk = new FaultyDisk();
    private FileCursorRepository repository;

    @BeforeEach
    void start() {
        repository = new FileCursorRepository(Clock.systemUTC(), disk);
        repository.setFile(folder.resolve("state").toString());
        repository.start();
        repository.setState("key", "old");
        repository.setState("other", "other");
    }

    @AfterEach
    void stop() {
        repository.stop();
        disk.assertExhausted();
    }

    private void assertHolds(String value) {
        assertThat(repository.getState("key")).isEqualTo(value);
        assertThat(repository.getState("other")).isEqualTo("other");
        restart();
        assertThat(repository.getState("key")).isEqualTo(value);
        assertThat(repository.getState("other")).isEqualTo("other");
    }

    private void restart() {
        repository.stop();
        repository.start();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 20, 1000})
    void aWriteForWhichTheDiskHasNoRoomLeavesTheOldValue(int written) {
        disk.fail(Operation.WRITE, written);

        assertThatThrownBy(() -> repository.setState("key", "new"))
                .isInstanceOf(RuntimeCamelException.class)
                .hasMessageContaining("No space left");

        assertHolds("old");
        repository.setState("key", "next");
        assertHolds("next");
    }

    @Test
    void aWriteThatCannotBeUndoneIsCutOffBeforeTheNextOne() {
        disk.fail(Operation.WRITE);
        disk.fail(Operation.TRUNCATE);

        assertThatThrownBy(() -> repository.setState("key", "new")).isInstanceOf(RuntimeCamelException.class);

        assertThat(repository.getState("key")).isEqualTo("old");
        repository.setState("key", "next");
        assertHolds("next");
    }

    @Test
    void whileTheFileCannotBeReadAgainNothingIsAcknowledged() {
        disk.fail(Operation.WRITE);
        disk.fail(Operation.TRUNCATE);
        disk.fail(Operation.OPEN);
        assertThatThrownBy(() -> repository.setState("key", "new")).isInstanceOf(RuntimeCamelException.class);

        assertThatThrownBy(() -> repository.setState("key", "next"))
                .isInstanceOf(RuntimeCamelException.class)
                .hasMessageContaining("read again");

        repository.setState("key", "last");
        assertHolds("last");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 1000})
    void anErrorInAWriteLeavesMemoryAsTheFileIs(int written) {
        disk.next(Operation.WRITE, written, rest -> {
            throw new StackOverflowError("scripted");
        });

        assertThatThrownBy(() -> repository.setState("key", "new")).isInstanceOf(StackOverflowError.class);

        assertHolds(written == 1000 ? "new" : "old");
        repository.setState("key", "next");
        assertHolds("next");
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"OPEN", "WRITE_FRESH", "SYNC", "MOVE"})
    void anErrorInACompactionFailsNoWriteAndLosesNone(Operation operation) {
        compactOften();
        disk.next(operation, 7, rest -> {
            throw new StackOverflowError("scripted");
        });

        writeUntilCompacted(operation);

        assertHolds("last");
    }

    @Test
    void aFileThatCannotBeOpenedAfterItsReplacementIsOpenedByTheNextWrite() {
        disk.next(Operation.MOVE, 0, rest -> {
            rest.run();
            disk.fail(Operation.OPEN);
        });

        assertThatThrownBy(() -> repository.compact()).isInstanceOf(RuntimeCamelException.class);

        repository.setState("key", "next");
        assertHolds("next");
    }

    @Test
    void countersAndReadsDoNotWaitForTheDisk() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        disk.next(Operation.WRITE, 0, rest -> {
            writing.countDown();
            awaitQuietly(answer);
            rest.run();
        });
        long bytes = repository.getFileBytes();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> write = threads.submit(() -> repository.setState("key", "new"));
            assertThat(writing.await(60, TimeUnit.SECONDS)).isTrue();

            Future<String> read = threads.submit(() -> repository.getFileBytes() + " " + repository.getSize() + " "
                    + (repository.getLiveBytes() <= bytes) + " " + repository.getCompactions() + " "
                    + repository.getState("key"));
            assertThat(read.get(60, TimeUnit.SECONDS)).isEqualTo(bytes + " 2 true 0 old");
            answer.countDown();
            write.get(60, TimeUnit.SECONDS);
        } finally {
            answer.countDown();
            threads.shutdownNow();
        }
        assertHolds("new");
    }

    @Test
    void aReaderThatMeetsAStopNeverHearsThatThereIsNothing() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> heardNothing = threads.submit(() -> {
                boolean nothing = false;
                while (!over.get() && !nothing) {
                    try {
                        nothing = repository.getState("key") == null;
                    } catch (IllegalStateException stopped) {
                        // The clear answer.
                    }
                }
                return nothing;
            });
            for (int round = 0; round < 500 && !heardNothing.isDone(); round++) restart();
            over.set(true);
            assertThat(heardNothing.get(60, TimeUnit.SECONDS)).isFalse();
        } finally {
            threads.shutdownNow();
        }
    }

    private void compactOften() {
        repository.stop();
        repository.setCompactAboveBytes(500);
        repository.start();
    }

    private void writeUntilCompacted(Operation operation) {
        for (int i = 0; i < 100; i++) repository.setState("key", "value " + i);
        repository.setState("key", "last");
        assertThat(repository.getCompactions()).as(operation.name()).isPositive();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
