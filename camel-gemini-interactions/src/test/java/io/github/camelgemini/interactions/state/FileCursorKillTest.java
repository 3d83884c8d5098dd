// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.apache.camel.StatefulService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whether every acknowledged write outlives the process, killed with SIGKILL while it writes. */
class FileCursorKillTest {

    @TempDir
    Path folder;

    @Test
    void keepsEveryAcknowledgedWriteOverKills() throws Exception {
        keepsEveryAcknowledgedWrite(3);
    }

    @Test
    @Tag("long")
    void keepsEveryAcknowledgedWriteOverManyKills() throws Exception {
        keepsEveryAcknowledgedWrite(30);
    }

    private void keepsEveryAcknowledgedWrite(int kills) throws Exception {
        Path file = folder.resolve("cursors");
        int[] acknowledged = new int[CursorWriter.KEYS];
        Random random = new Random();
        int next = 1;
        for (int round = 0; round < kills; round++) {
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

    @Test
    void aSecondRepositoryThatIsRefusedLeavesTheLockToTheFirst() throws Exception {
        Path file = folder.resolve("cursors");
        FileCursorRepository first = new FileCursorRepository(file);
        first.start();
        first.setState("key", "value");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        Path detour = folder.resolve("../" + folder.getFileName() + "/cursors");

        for (Path again : List.of(file, link, detour)) {
            assertThatThrownBy(new FileCursorRepository(again)::start)
                    .hasMessageContaining("Another repository of this process");
            assertThat(refusal(file)).contains("Another process uses it");
        }
        first.setState("other", "value");
        first.stop();

        FileCursorRepository reopened = new FileCursorRepository(file);
        reopened.start();
        assertThat(reopened.getState("key")).isEqualTo("value");
        assertThat(reopened.getState("other")).isEqualTo("value");
        reopened.stop();
    }

    @Test
    void aCopyOfTheClassesInThisProcessDoesNotReleaseTheLock() throws Exception {
        Path file = folder.resolve("cursors");
        FileCursorRepository first = new FileCursorRepository(file);
        first.start();

        try (URLClassLoader copy = new Copy()) {
            Object again = copy.loadClass(FileCursorRepository.class.getName())
                    .getConstructor(Path.class)
                    .newInstance(file);
            assertThat(again).isNotInstanceOf(FileCursorRepository.class);
            assertThatThrownBy(((StatefulService) again)::start)
                    .hasMessageContaining("Another repository of this process");
        }
        assertThat(refusal(file)).contains("Another process uses it");
        first.stop();
    }

    /** The classes of the package once more, as a second application of the same process has them. */
    private static final class Copy extends URLClassLoader {

        private Copy() {
            super(
                    new URL[] {
                        FileCursorRepository.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                    },
                    FileCursorKillTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(FileCursorRepository.class.getPackageName())) return super.loadClass(name, resolve);
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }

    /** The words of another process that cannot start over the file. */
    private static String refusal(Path file) throws Exception {
        Process other = builder(file, 1).redirectErrorStream(true).start();
        try (BufferedReader words = other.inputReader()) {
            StringBuilder all = new StringBuilder();
            for (String word = words.readLine(); word != null && !word.equals("1"); word = words.readLine())
                all.append(word).append('\n');
            return all.toString();
        } finally {
            end(other);
        }
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
        return builder(file, first)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static ProcessBuilder builder(Path file, int first) {
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CursorWriter.class.getName(),
                file.toString(),
                Integer.toString(first));
    }
}
