// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a worker that does not keep up costs: nothing but the sender's time. */
@Timeout(120)
class BackPressureTest {

    private static final long TOTAL = 100L * 1024 * 1024;
    /** Small, as events are: the library's read loop never sees its buffer empty then, and does not leave by itself. */
    private static final int CHUNK = 150;

    private static final int CAP = 256 * 1024;

    /** A buffer of the socket, one of the decoder, or a TLS record. */
    private static final int SLACK = 64 * 1024;

    /** What two kernels and a TLS engine may hold. */
    private static final long ON_THE_WAY = 64L * 1024 * 1024;

    /** Its length is prime, so that a lost or repeated piece cannot look right. */
    private static final byte[] PATTERN = pattern();

    @Test
    void aStreamNobodyReadsStopsItsSenderAndLosesNothing() throws Throwable {
        stopsAndLosesNothing(null, null);
    }

    @Test
    void aStreamNobodyReadsStopsItsSenderUnderTlsToo() throws Throwable {
        TestTls tls = TestTls.create();
        stopsAndLosesNothing(tls.server(), tls.client());
    }

    private void stopsAndLosesNothing(@Nullable SSLContext serverTls, @Nullable SSLContext clientTls) throws Throwable {
        AtomicLong written = new AtomicLong();
        try (ScriptedServer server = ScriptedServer.perRequest(serverTls, (request, peer) -> {
                    peer.startStream();
                    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
                    for (long offset = 0; offset < TOTAL; ) {
                        int from = (int) (offset % PATTERN.length);
                        int length = (int) Math.min(Math.min(PATTERN.length - from, CHUNK), TOTAL - offset);
                        chunks.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                        chunks.write(PATTERN, from, length);
                        chunks.writeBytes(new byte[] {'\r', '\n'});
                        offset += length;
                        if (chunks.size() > 32 * 1024 || offset == TOTAL) {
                            peer.send(chunks.toByteArray());
                            chunks.reset();
                            written.set(offset);
                        }
                    }
                    peer.endStream();
                });
                Rig rig = new Rig(
                        server.root(), settings -> settings.maxQueuedBytes(CAP).sslContext(clientTls))) {
            Rig.Stream stream = rig.open(Rig.create());
            StreamBody body = (StreamBody) stream.bytes();

            await().until(() -> body.queuedBytes() >= CAP);
            AtomicLong before = new AtomicLong(-1);
            await().pollInterval(Duration.ofMillis(500)).until(() -> before.getAndSet(written.get()) == written.get());

            assertThat(body.queuedBytes()).isLessThan(CAP + SLACK);
            assertThat(written.get()).isLessThan(ON_THE_WAY);

            long offset = 0;
            int most = 0;
            long buffers = 0;
            for (ByteBuffer next = stream.next(); next != null; next = stream.next()) {
                most = Math.max(most, body.queuedBytes());
                buffers++;
                while (next.hasRemaining()) {
                    int from = (int) (offset % PATTERN.length);
                    int length = Math.min(next.remaining(), PATTERN.length - from);
                    ByteBuffer piece = next.slice(next.position(), length);
                    assertThat(piece.mismatch(ByteBuffer.wrap(PATTERN, from, length)))
                            .isEqualTo(-1);
                    next.position(next.position() + length);
                    offset += length;
                }
            }
            assertThat(stream.bytes().failure()).isNull();
            assertThat(offset).isEqualTo(TOTAL);
            assertThat(most).isLessThan(CAP + SLACK);
        }
    }

    private static byte[] pattern() {
        byte[] pattern = new byte[65_521];
        new java.util.Random(11).nextBytes(pattern);
        return pattern;
    }
}
