// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.apache.camel.RuntimeCamelException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The file: the contract, and what a crash or a damage leaves of it. */
class FileCursorRepositoryTest extends ConditionalStateRepositoryContract {

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("cursors/state");
    }

    @Override
    protected FileCursorRepository open() {
        FileCursorRepository repository = new FileCursorRepository(file());
        repository.setForceEveryWrite(false);
        return repository;
    }

    @Override
    protected List<ConditionalStateRepository> competitors() {
        return List.of(repository, repository);
    }

    private FileCursorRepository reopened() {
        repository.stop();
        FileCursorRepository reopened = open();
        repository = reopened;
        reopened.start();
        return reopened;
    }

    @Test
    void keepsWhatItAcknowledgesWhenForced() {
        repository.stop();
        FileCursorRepository forced = new FileCursorRepository(file());
        assertThat(forced.isForceEveryWrite()).isTrue();
        forced.start();
        forced.setState("key", "value");
        forced.compact();
        forced.setState("other", "value");
        forced.stop();

        assertThat(reopened().getState("key")).isEqualTo("value");
        assertThat(repository.getState("other")).isEqualTo("value");
    }

    @Test
    void cutsOffARecordTornAtAnyByte() throws Exception {
        repository.setState("key", "first");
        repository.setState("other", "old");
        int whole = (int) Files.size(file());
        repository.setState("key", "second 🦒");
        repository.stop();
        byte[] log = Files.readAllBytes(file());

        for (int end = whole; end < log.length; end++) {
            Files.write(file(), Arrays.copyOf(log, end));
            FileCursorRepository reopened = open();
            reopened.start();
            assertThat(reopened.getState("key")).as("cut at %s", end).isEqualTo("first");
            reopened.setState("key", "third");
            reopened.stop();
            reopened.start();
            assertThat(reopened.getState("key")).isEqualTo("third");
            assertThat(reopened.getState("other")).isEqualTo("old");
            reopened.stop();
        }
    }

    @Test
    void cutsOffALastRecordThatReachedTheDiskAsZerosOrNoise() throws Exception {
        repository.setState("key", "first");
        repository.stop();
        byte[] log = Files.readAllBytes(file());
        byte[] noise = new byte[5000];
        new Random(1).nextBytes(noise);

        for (byte[] tail : List.of(new byte[5000], noise)) {
            Files.write(
                    file(),
                    ByteBuffer.allocate(log.length + tail.length)
                            .put(log)
                            .put(tail)
                            .array());
            assertThat(reopened().getState("key")).isEqualTo("first");
            assertThat(Files.size(file())).isEqualTo(log.length);
        }
    }

    @Test
    void leavesAFileThatIsDamagedInTheMiddleAsItIs() throws Exception {
        int header = (int) Files.size(file());
        repository.setState("key", "first");
        int damagedEnd = (int) Files.size(file());
        repository.setState("key", "second");
        repository.setState("other", "third");
        repository.stop();
        byte[] log = Files.readAllBytes(file());

        for (int at = header; at < damagedEnd; at++) {
            byte[] damaged = log.clone();
            damaged[at] ^= 0x41;
            Files.write(file(), damaged);

            FileCursorRepository reopened = open();
            assertThatThrownBy(reopened::start)
                    .isInstanceOf(RuntimeCamelException.class)
                    .hasMessageContaining(file().toString())
                    .hasMessageContaining("damaged at byte " + header)
                    .hasMessageContaining("from byte " + damagedEnd)
                    .hasMessageContaining("backup");
            assertThat(Files.readAllBytes(file())).isEqualTo(damaged);
        }

        Files.write(file(), log);
        assertThat(reopened().getState("other")).isEqualTo("third");
    }

    @Test
    void refusesAFileOfSomebodyElse() throws Exception {
        repository.stop();
        Files.writeString(file(), "key=value\nother=value\nand more of the same\n");

        FileCursorRepository other = open();
        assertThatThrownBy(other::start).hasMessageContaining("does not begin as a log of this repository");
        assertThat(Files.readString(file())).startsWith("key=value");
    }

    @Test
    void beginsInAnEmptyFile() throws Exception {
        repository.stop();
        Files.write(file(), new byte[0]);

        reopened().setState("key", "value");

        assertThat(reopened().getState("key")).isEqualTo("value");
    }

    @Test
    void compactsWhenMostOfItIsOutdated() throws Exception {
        FileCursorRepository small = compacting(2000);
        small.setState("rare", "kept");
        for (int i = 0; i < 10_000; i++) small.setState("cursor", "event " + i);

        assertThat(small.getCompactions()).isBetween(100L, 1000L);
        assertThat(small.getFileBytes()).isEqualTo(Files.size(file())).isLessThan(2100);
        assertThat(small.getSize()).isEqualTo(2);
        long live = small.getLiveBytes();
        assertThat(live).isLessThan(100);
        FileCursorRepository reopened = reopened();
        assertThat(reopened.getState("rare")).isEqualTo("kept");
        assertThat(reopened.getState("cursor")).isEqualTo("event 9999");
        assertThat(reopened.getLiveBytes()).isEqualTo(live);
    }

    @Test
    void doesNotCompactWhatIsAllAlive() {
        FileCursorRepository small = compacting(2000);

        for (int i = 0; i < 1000; i++) small.setState("key " + i, "value");

        assertThat(small.getCompactions()).isZero();
    }

    @Test
    void forgetsRemovedKeysInTheFileToo() throws Exception {
        FileCursorRepository small = compacting(1 << 20);
        for (int i = 0; i < 100; i++) small.setState("key " + i, "value");
        for (int i = 0; i < 100; i++) small.removeState("key " + i);
        assertThat(small.getLiveBytes()).isZero();

        small.compact();

        assertThat(Files.readString(file(), StandardCharsets.ISO_8859_1)).doesNotContain("key");
        assertThat(reopened().getSize()).isZero();
    }

    @Test
    void overwritesWhatACompactionCutShortLeftBehind() throws Exception {
        repository.setState("key", "value");
        repository.stop();
        Files.writeString(folder.resolve("cursors/state.fresh"), "half a ");

        assertThat(reopened().getState("key")).isEqualTo("value");
        assertThat(folder.resolve("cursors/state.fresh")).doesNotExist();
    }

    @Test
    void goesOnInTheOldFileWhenCompactionFails() throws Exception {
        FileCursorRepository small = compacting(2000);
        Path inTheWay = Files.createDirectories(folder.resolve("cursors/state.fresh/occupied"));

        for (int i = 0; i < 200; i++) small.setState("cursor", "event " + i);
        assertThat(small.getCompactions()).isZero();
        assertThatThrownBy(small::compact)
                .isInstanceOf(RuntimeCamelException.class)
                .hasMessageContaining(file().toString());
        small.setState("cursor", "last");

        Files.delete(inTheWay);
        Files.delete(inTheWay.getParent());
        assertThat(reopened().getState("cursor")).isEqualTo("last");
    }

    @Test
    void isAsAMapWouldBeOverManyRestartsAndCompactions() {
        FileCursorRepository store = compacting(3000);
        Map<String, String> map = new HashMap<>();
        Random random = new Random(17);
        long compactions = 0;
        for (int i = 0; i < 5000; i++) {
            String key = "key=" + random.nextInt(20) + "\n";
            String value = "v".repeat(random.nextInt(100)) + i;
            switch (random.nextInt(4)) {
                case 0 -> {
                    store.removeState(key);
                    map.remove(key);
                }
                case 1 -> {
                    String expected = random.nextBoolean() ? map.get(key) : "something else";
                    if (store.replace(key, expected, value)) map.put(key, value);
                }
                default -> {
                    store.setState(key, value);
                    map.put(key, value);
                }
            }
            if (random.nextInt(100) == 0) {
                compactions += store.getCompactions();
                store = compacting(3000);
            }
            for (int each = 0; each < 20; each++) {
                String any = "key=" + each + "\n";
                assertThat(store.getState(any)).isEqualTo(map.get(any));
            }
        }
        assertThat(compactions).isPositive();
    }

    @Test
    void refusesASecondRepositoryOfThisProcess() throws Exception {
        FileCursorRepository second = open();
        assertThatThrownBy(second::start).hasMessageContaining("Another repository of this process");

        Path link = Files.createSymbolicLink(folder.resolve("link"), file());
        FileCursorRepository throughALink = new FileCursorRepository(link);
        assertThatThrownBy(throughALink::start).hasMessageContaining("Another repository of this process");

        repository.setState("key", "value");
        repository.stop();
        throughALink.start();
        throughALink.compact();
        assertThat(throughALink.getState("key")).isEqualTo("value");
        throughALink.stop();
        assertThat(link).isSymbolicLink();
    }

    @Test
    void aRepositoryThatBecomesGarbageReleasesTheFile() {
        repository.setState("key", "value");
        repository = new FileCursorRepository(file());

        Awaitility.await().untilAsserted(() -> {
            System.gc();
            assertThatCode(repository::start).doesNotThrowAnyException();
        });

        assertThat(repository.getState("key")).isEqualTo("value");
    }

    @Test
    void createsTheMissingTargetOfALink() throws Exception {
        Path target = folder.resolve("elsewhere/state");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("elsewhere/state"));
        FileCursorRepository throughALink = new FileCursorRepository(link);
        throughALink.start();
        throughALink.setState("key", "value");

        assertThatThrownBy(new FileCursorRepository(target)::start)
                .hasMessageContaining("Another repository of this process");
        throughALink.stop();

        assertThat(link).isSymbolicLink();
        assertThat(target).isRegularFile();
    }

    @Test
    void refusesAFileOfTwoNamesAsCompactionWouldReplaceOnlyOne() throws Exception {
        repository.setState("key", "value");
        repository.stop();
        Path other = Files.createLink(folder.resolve("cursors/other"), file());

        for (Path each : List.of(file(), other)) {
            assertThatThrownBy(new FileCursorRepository(each)::start)
                    .isInstanceOf(RuntimeCamelException.class)
                    .hasMessageContaining(each.toString())
                    .hasMessageContaining("2 hard links")
                    .hasMessageContaining("symbolic link");
        }

        Files.delete(other);
        assertThat(reopened().getState("key")).isEqualTo("value");
    }

    @Test
    void anInterruptedThreadStillWritesAndKeepsItsInterrupt() {
        Thread.currentThread().interrupt();
        repository.setState("key", "value");
        ((FileCursorRepository) repository).compact();
        repository.setState("other", "value");

        assertThat(Thread.interrupted()).isTrue();
        repository.setState("third", "value");
        assertThat(reopened().getSize()).isEqualTo(3);
    }

    @Test
    void tellsNothingWhenItIsNotStarted() {
        repository.setState("key", "value");
        repository.stop();

        assertThatIllegalStateException().isThrownBy(() -> repository.getState("key"));
        assertThatIllegalStateException().isThrownBy(() -> repository.setState("key", "value"));
        assertThatIllegalStateException().isThrownBy(() -> repository.replace("key", null, "value"));
        assertThatIllegalStateException().isThrownBy(() -> repository.removeState("key"));
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        FileCursorRepository none = new FileCursorRepository();

        assertThatThrownBy(none::start).hasStackTraceContaining("file must be set");
        assertThatIllegalArgumentException().isThrownBy(() -> none.setDeadShare(1.1));
        assertThatIllegalArgumentException().isThrownBy(() -> none.setDeadShare(Double.NaN));
    }

    private FileCursorRepository compacting(long above) {
        repository.stop();
        FileCursorRepository small = open();
        small.setCompactAboveBytes(above);
        repository = small;
        small.start();
        return small;
    }
}
