// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whether every acknowledged write outlives the process, killed with SIGKILL while it writes. */
class FileCursorKillTest {

    private static final int ROUNDS = 10;

    @TempDir
    Path folder;

    @Test
    void keepsEveryAcknowledgedWriteOverKills() throws Exception {
        Path file = folder.resolve("cursors");
        int[] acknowledged = new int[CursorWriter.KEYS];
        Random random = new Random();
        int next = 1;
        for (int round = 0; round < ROUNDS; round++) {
            int writes = 1 + random.nextInt(400);
            // In every other round it dies in a write that takes the kernel a while.
            if (round % 2 == 0) writes += CursorWriter.untilLong(next + writes);
            int last = killedAfter(file, next, writes, acknowledged);

            FileCursorRepository repository = new FileCursorRepository(file);
            repository.start();
            for (int key = 0; key < CursorWriter.KEYS; key++) {
                String value = repository.getState("cursor=" + key);
                int found = value == null ? 0 : CursorWriter.number(value);
                assertThat(found).as("round %s, key %s", round, key).isBetween(acknowledged[key], last + 1);
            }
            repository.stop();
            // The one write that was kept, but whose word was not heard.
            next = last + 2;
        }
    }

    @Test
    void refusesAFileThatAnotherProcessUses() throws Exception {
        Path file = folder.resolve("cursors");
        Process other = writer(file, 1);
        try (BufferedReader words = other.inputReader()) {
            assertThat(words.readLine()).isEqualTo("1");

            FileCursorRepository mine = new FileCursorRepository(file);
            assertThatThrownBy(mine::start)
                    .hasMessageContaining("Another process uses it")
                    .hasMessageContaining("JdbcStateRepository");
        } finally {
            end(other);
        }

        FileCursorRepository mine = new FileCursorRepository(file);
        mine.start();
        assertThat(mine.getState("cursor=1")).isNotNull();
        mine.stop();
    }

    /** The number of the last write whose acknowledgement was heard, also of those said just before the kill. */
    private static int killedAfter(Path file, int first, int writes, int[] acknowledged) throws Exception {
        Process writer = writer(file, first);
        int last = first - 1;
        try (BufferedReader words = writer.inputReader()) {
            for (String word = words.readLine(); isWhole(word, last + 1); word = words.readLine()) {
                last++;
                acknowledged[last % CursorWriter.KEYS] = last;
                // Not the process's own method, which would also close what we read.
                if (last == first + writes - 1) writer.toHandle().destroyForcibly();
            }
        } finally {
            end(writer);
        }
        assertThat(last).isGreaterThanOrEqualTo(first + writes - 1);
        return last;
    }

    // The kill may cut the last word short.
    private static boolean isWhole(String word, int expected) {
        return word != null && word.equals(Integer.toString(expected));
    }

    private static void end(Process process) throws InterruptedException {
        assertThat(process.destroyForcibly().waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    private static Process writer(Path file, int first) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CursorWriter.class.getName(),
                        file.toString(),
                        Integer.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
