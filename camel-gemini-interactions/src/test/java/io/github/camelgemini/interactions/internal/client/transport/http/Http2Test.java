// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.Message;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.impl.bootstrap.HttpAsyncServer;
import org.apache.hc.core5.http.nio.AsyncRequestConsumer;
import org.apache.hc.core5.http.nio.AsyncServerRequestHandler;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityConsumer;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.AsyncResponseBuilder;
import org.apache.hc.core5.http.nio.support.BasicRequestConsumer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http2.impl.nio.bootstrap.H2ServerBootstrap;
import org.apache.hc.core5.http2.ssl.H2ServerTlsStrategy;
import org.apache.hc.core5.io.CloseMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.create;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The same over HTTP/2, where the library's window is strict. */
@Timeout(120)
class Http2Test {

    private static final int CAP = 256 * 1024;

    /** The window a stream begins with, and a frame. */
    private static final int SLACK = 128 * 1024;

    private static final byte[] BODY = new byte[20 * 1024 * 1024];

    static {
        new Random(5).nextBytes(BODY);
    }

    private final CountDownLatch spoken = new CountDownLatch(1);
    private TestTls tls;
    private HttpAsyncServer server;
    private URI root;

    @BeforeEach
    void start() throws Exception {
        tls = TestTls.create();
        server = H2ServerBootstrap.bootstrap()
                .setCanonicalHostName("127.0.0.1")
                .setTlsStrategy(new H2ServerTlsStrategy(tls.server()))
                .register("*", new AsyncServerRequestHandler<Message<HttpRequest, byte[]>>() {
                    @Override
                    public AsyncRequestConsumer<Message<HttpRequest, byte[]>> prepare(
                            HttpRequest request, EntityDetails details, HttpContext context) {
                        return new BasicRequestConsumer<>(details == null ? null : new BasicAsyncEntityConsumer());
                    }

                    @Override
                    public void handle(
                            Message<HttpRequest, byte[]> message, ResponseTrigger trigger, HttpContext context)
                            throws HttpException, IOException {
                        if (context.getProtocolVersion().getMajor() == 2) {
                            spoken.countDown();
                        }
                        trigger.submitResponse(
                                AsyncResponseBuilder.create(200)
                                        .setEntity(new BasicAsyncEntityProducer(
                                                BODY, ContentType.APPLICATION_OCTET_STREAM))
                                        .build(),
                                context);
                    }
                })
                .create();
        server.start();
        var listener = server.listen(new InetSocketAddress("127.0.0.1", 0), URIScheme.HTTPS)
                .get();
        root = URI.create("https://127.0.0.1:" + ((InetSocketAddress) listener.getAddress()).getPort() + "/v1beta");
    }

    @AfterEach
    void stop() {
        server.close(CloseMode.IMMEDIATE);
    }

    @Test
    void aStreamNobodyReadsStaysBoundedAndLosesNothing() throws Throwable {
        try (Rig rig = new Rig(
                root, settings -> settings.http2(true).sslContext(tls.client()).maxQueuedBytes(CAP))) {
            Rig.Stream stream = rig.open(create());
            ScriptedServer.await(spoken);
            StreamBody body = (StreamBody) stream.bytes();
            await().until(() -> body.queuedBytes() >= CAP);
            int offset = 0;
            for (ByteBuffer next = stream.next(); next != null; next = stream.next()) {
                assertThat(body.queuedBytes()).isLessThan(CAP + SLACK);
                assertThat(next.mismatch(ByteBuffer.wrap(BODY, offset, next.remaining())))
                        .isEqualTo(-1);
                offset += next.remaining();
            }
            assertThat(stream.bytes().failure()).isNull();
            assertThat(offset).isEqualTo(BODY.length);
        }
    }

    @Test
    void anAnswerComesWhole() throws Throwable {
        try (Rig rig = new Rig(root, settings -> settings.http2(true).sslContext(tls.client()))) {
            assertThat(Arrays.equals(result(rig.client.send(create())).body(), BODY))
                    .isTrue();
            ScriptedServer.await(spoken);
            assertThat(rig.client.connectionsInUse()).isZero();
        }
    }

    @Test
    void aStreamCanBeCancelled() throws Throwable {
        try (Rig rig = new Rig(root, settings -> settings.http2(true).sslContext(tls.client()))) {
            Rig.Stream stream = rig.open(create());
            assertThat(stream.next()).isNotNull();
            stream.bytes().cancel();
            assertThat(stream.next()).isNull();
            assertThat(rig.client.connectionsInUse()).isZero();
            assertThat(result(rig.client.send(create())).body()).hasSize(BODY.length);
        }
    }
}
