// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.zip.CRC32C;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** When entries of the file expire, by a clock that the test moves. */
class FileCursorExpiryTest {

    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path folder;

    private final HandClock clock = new HandClock();
    private FileCursorRepository repository;

    @AfterEach
    void stop() {
        repository.stop();
    }

    private void open(Duration maxAge) {
        if (repository != null) repository.stop();
        repository = new FileCursorRepository(clock, new StateLog.Disk());
        repository.setFile(folder.resolve("state").toString());
        repository.setForceEveryWrite(false);
        repository.setMaxAge(maxAge.toMillis());
        repository.start();
    }

    private void expire() {
        repository.expire(() -> true);
    }

    @Test
    void anEntryExpiresByTheAgeOfItsLastWrite() {
        open(DAY);
        repository.setState("finished", "value");
        repository.setState("in progress", "beat 1");
        clock.pass(DAY);
        repository.setState("in progress", "beat 2");
        expire();
        assertThat(repository.getState("finished")).isEqualTo("value");

        clock.pass(Duration.ofMillis(1));
        expire();

        assertThat(repository.getState("finished")).isNull();
        assertThat(repository.getState("in progress")).isEqualTo("beat 2");
        assertThat(repository.getSize()).isEqualTo(1);
    }

    @Test
    void withoutAMaximumAgeEntriesStay() {
        open(Duration.ZERO);
        repository.setState("key", "value");
        clock.pass(Duration.ofDays(10_000));

        expire();
        repository.compact();
        open(Duration.ZERO);

        assertThat(repository.getState("key")).isEqualTo("value");
    }

    @Test
    void theTimeOfAWriteOutlivesRestartAndCompaction() {
        open(DAY);
        repository.setState("key", "value");
        clock.pass(Duration.ofHours(20));
        repository.compact();
        open(DAY);
        assertThat(repository.getState("key")).isEqualTo("value");

        clock.pass(Duration.ofHours(5));
        open(DAY);

        assertThat(repository.getState("key")).isNull();
    }

    @Test
    void expiredEntriesLeaveTheFileAtItsNextCompaction() throws Exception {
        open(DAY);
        for (int i = 0; i < 100; i++) repository.setState("key " + i, "value");
        long bytes = repository.getFileBytes();
        clock.pass(DAY.plusMillis(1));

        expire();
        assertThat(repository.getLiveBytes()).isZero();
        assertThat(repository.getFileBytes()).isEqualTo(bytes);
        repository.compact();

        assertThat(Files.readString(folder.resolve("state"), StandardCharsets.ISO_8859_1))
                .doesNotContain("key");
    }

    @Test
    void aLargeFileIsCompactedWhenMostOfItHasExpired() {
        open(DAY);
        repository.stop();
        repository.setCompactAboveBytes(1000);
        repository.start();
        for (int i = 0; i < 100; i++) repository.setState("key " + i, "value");
        clock.pass(DAY.plusMillis(1));

        expire();

        assertThat(repository.getCompactions()).isEqualTo(1);
        assertThat(repository.getFileBytes()).isLessThan(100);
    }

    @Test
    void aKeyThatExpiredAndWasRemovedDoesNotReappearUnderALongerAge() {
        open(DAY);
        repository.setState("removed", "value");
        repository.setState("written", "value");
        clock.pass(DAY.plusMillis(1));
        expire();
        repository.removeState("removed");
        assertThat(repository.replace("written", null, "anew")).isTrue();

        open(Duration.ZERO);

        assertThat(repository.getState("removed")).isNull();
        assertThat(repository.getState("written")).isEqualTo("anew");
    }

    @Test
    void entriesOfALogWithoutTimesAgeFromTheMomentTheyAreRead() throws Exception {
        Files.write(folder.resolve("state"), untimedLog("key", "value"));

        open(DAY);
        assertThat(repository.getState("key")).isEqualTo("value");
        assertThat(Files.readString(folder.resolve("state"), StandardCharsets.ISO_8859_1))
                .startsWith("camel-gemini-interactions state 2\n");
        clock.pass(DAY);
        open(DAY);
        assertThat(repository.getState("key")).isEqualTo("value");

        clock.pass(Duration.ofMillis(1));
        expire();
        assertThat(repository.getState("key")).isNull();
    }

    @Test
    void refusesAnAgeThatHeartbeatsCannotKeepUpWith() {
        open(DAY);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> repository.setMaxAge(59_999))
                .withMessageContaining("maxAge must be 0")
                .withMessageContaining("longest run and redelivery");
        assertThatIllegalArgumentException().isThrownBy(() -> repository.setMaxAge(-1));
    }

    /** A log as the first format had it: a removed key, and one that is present. */
    private static byte[] untimedLog(String key, String value) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        log.writeBytes("camel-gemini-interactions state 1\n".getBytes(StandardCharsets.US_ASCII));
        log.writeBytes(untimedRecord(1, "gone", "value"));
        log.writeBytes(untimedRecord(1, key, value));
        log.writeBytes(untimedRecord(2, "gone", ""));
        return log.toByteArray();
    }

    private static byte[] untimedRecord(int kind, String key, String value) {
        byte[] body = ByteBuffer.allocate(5 + key.length() + value.length())
                .put((byte) kind)
                .putInt(key.length())
                .put(key.getBytes(StandardCharsets.US_ASCII))
                .put(value.getBytes(StandardCharsets.US_ASCII))
                .array();
        CRC32C checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(4).putInt(body.length).flip());
        checksum.update(body);
        return ByteBuffer.allocate(8 + body.length)
                .putInt(body.length)
                .putInt((int) checksum.getValue())
                .put(body)
                .array();
    }

    private static final class HandClock extends Clock {

        private Instant now = Instant.parse("2026-09-01T12:00:00Z");

        private void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
