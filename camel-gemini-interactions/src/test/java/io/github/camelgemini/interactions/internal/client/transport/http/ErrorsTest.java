// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.auth.Credential;
import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.CallbackContribution;
import org.apache.hc.core5.concurrent.ComplexFuture;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.create;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.get;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What an Error ends that is thrown on a thread of the client: one call. */
@Timeout(60)
class ErrorsTest {

    private static final Error TROUBLE = new NoClassDefFoundError("trouble");

    private static void servesOn(Rig rig) throws Throwable {
        assertThat(rig.client.connectionsInUse()).isZero();
        // More than there are I/O threads: each of them takes its turn.
        for (int i = 0; i < 3 * Runtime.getRuntime().availableProcessors(); i++) {
            assertThat(result(rig.client.send(get())).status()).isEqualTo(200);
        }
    }

    @Test
    void aWorkerThatCannotBeSignalledFailsItsStream() throws Throwable {
        AtomicBoolean broken = new AtomicBoolean(true);
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    if (request.line().startsWith("GET")) {
                        peer.answer(200, "", "{}");
                        return;
                    }
                    peer.startStream();
                    peer.chunk("some");
                    peer.awaitClose();
                });
                Rig rig = Rig.of(server)) {
            CompletionStage<ByteStream> opened = rig.client.open(create(), () -> {
                if (broken.getAndSet(false)) throw TROUBLE;
            });
            ByteStream stream = result(opened);
            await().until(() -> stream.poll() != null | stream.isEnded());
            await().until(stream::isEnded);
            assertThat(stream.failure())
                    .isInstanceOf(InteractionTransportException.class)
                    .hasCause(TROUBLE);
            servesOn(rig);
        }
    }

    @Test
    void aWorkerThatCannotBeToldOfTheEndLeavesTheClientAlive() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    if (request.line().startsWith("GET")) {
                        peer.answer(200, "", "{}");
                        return;
                    }
                    peer.startStream();
                    peer.endStream();
                });
                Rig rig = Rig.of(server)) {
            CompletionStage<ByteStream> opened = rig.client.open(create(), () -> {
                throw TROUBLE;
            });
            ByteStream stream = result(opened);
            await().until(stream::isEnded);
            servesOn(rig);
        }
    }

    @Test
    void anErrorBodyThatIsTooLargeOnceItIsDecompressedIsARefusal() throws Throwable {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(new byte[2 * 1024 * 1024]);
        }
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    if (request.line().startsWith("GET")) peer.answer(200, "", "{}");
                    else peer.answer(500, "Content-Encoding: gzip\r\n", packed.toByteArray());
                });
                Rig rig = Rig.of(server)) {
            assertThatThrownBy(() -> result(rig.client.open(create(), () -> {})))
                    .isInstanceOfSatisfying(
                            StatusException.class,
                            e -> assertThat(e.response().status()).isEqualTo(500));
            servesOn(rig);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SENTINEL-OF-A-PEER nonsense\r\n\r\n",
                "HTTP/SENTINEL-OF-A-PEER 200 OK\r\n\r\n",
                "HTTP/1.1 SENTINEL-OF-A-PEER OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nSENTINEL-OF-A-PEER\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: SENTINEL-OF-A-PEER\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: SENTINEL-OF-A-PEER\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nSENTINEL-OF-A-PEER\r\n"
            })
    void whatIsNotHttpIsNotQuoted(String response) throws Throwable {
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    peer.send(response);
                    peer.close();
                });
                Rig rig = Rig.of(server)) {
            for (boolean unary : new boolean[] {true, false}) {
                Throwable failure = unary ? failureOf(rig.client.send(create())) : failureOfStream(rig);
                for (Throwable at = failure; at != null; at = at.getCause())
                    assertThat(at.toString()).doesNotContain("SENTINEL");
            }
        }
    }

    private static @Nullable Throwable failureOf(CompletionStage<?> call) {
        try {
            result(call);
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    private static @Nullable Throwable failureOfStream(Rig rig) throws Throwable {
        CompletionStage<ByteStream> opened = rig.client.open(create(), () -> {});
        Throwable refused = failureOf(opened);
        if (refused != null) return refused;
        ByteStream stream = result(opened);
        await().until(() -> stream.poll() != null | stream.isEnded());
        await().until(stream::isEnded);
        return stream.failure();
    }

    @Test
    void aTokenThatCannotBeRenewedForAnErrorFailsTheCall() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perRequest(
                (request, peer) -> peer.answer(request.line().startsWith("GET") ? 200 : 401, "", "{}"))) {
            for (boolean atOnce : new boolean[] {true, false}) {
                Credential credential = new Credential() {
                    @Override
                    public CompletionStage<Map<String, String>> headers() {
                        return CompletableFuture.completedStage(Map.of());
                    }

                    @Override
                    public CompletionStage<Boolean> renew(Map<String, String> refused) {
                        if (atOnce) throw TROUBLE;
                        return CompletableFuture.failedStage(TROUBLE);
                    }
                };
                try (Rig rig = new Rig(server.root(), credential, settings -> settings)) {
                    assertThatThrownBy(() -> result(rig.client.send(create()))).isNotInstanceOf(AssertionError.class);
                    servesOn(rig);
                }
            }
        }
    }

    @Test
    void anErrorOfTheCallAfterARenewalFailsIt() throws Throwable {
        AtomicBoolean renewed = new AtomicBoolean();
        Credential credential = new Credential() {
            @Override
            public CompletionStage<Map<String, String>> headers() {
                return CompletableFuture.completedStage(Map.of());
            }

            @Override
            public CompletionStage<Boolean> renew(Map<String, String> refused) {
                renewed.set(true);
                return CompletableFuture.completedStage(null);
            }
        };
        try (ScriptedServer server = ScriptedServer.perRequest(
                        (request, peer) -> peer.answer(request.line().startsWith("GET") ? 200 : 401, "", "{}"));
                Rig rig = new Rig(server.root(), credential, settings -> settings)) {
            CompletionStage<?> call = rig.client.send(create());
            assertThat(call.toCompletableFuture()).failsWithin(Duration.ofSeconds(50));
            assertThat(renewed).isTrue();
            servesOn(rig);
        }
    }

    @Test
    void anErrorWhileARefusalIsReadFailsTheCall() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    if (request.line().startsWith("GET")) peer.answer(200, "", "{}");
                    else peer.answer(503, "", "wait for " + TROUBLE); // Duration.parse throws
                });
                Rig rig = new Rig(server.root(), settings -> settings.maxRetries(2))) {
            assertThatThrownBy(() -> result(rig.client.send(create()))).isNotInstanceOf(AssertionError.class);
            servesOn(rig);
        }
    }

    @Test
    void aRequestThatIsAbortedAsUnsentIsNotSentAfterwards() {
        HttpPool pool = pool();
        UnaryAttempt attempt = new UnaryAttempt("host", pool, 100);
        HttpClientContext context = HttpClientContext.create();
        attempt.attachTo(context);
        attempt.abort(written -> {
            assertThat(written).isFalse();
            assertThatThrownBy(() -> Attempt.markSent(context)).isInstanceOf(IOException.class);
            return new InteractionTransportException("unsent", true, null);
        });
        assertThat(attempt.outcome()).isCompletedExceptionally();
        assertThat(pool.inUse()).isZero();
    }

    /** The I/O thread may find the attempt aborted before the thread that aborts it has said why. */
    @Test
    void anAbortedRequestFailsForTheReasonOfItsAbort() {
        for (Consumer<Attempt<?>> report : List.<Consumer<Attempt<?>>>of(
                attempt -> attempt.failed(new IOException("Aborted")), Attempt::cancelled)) {
            HttpPool pool = pool();
            UnaryAttempt attempt = new UnaryAttempt("host", pool, 100);
            InteractionTransportException late = new InteractionTransportException("late", false, null);
            attempt.abort(written -> {
                report.accept(attempt);
                return late;
            });
            assertThat(attempt.outcome())
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCause(late);
            assertThat(pool.inUse()).isZero();
        }
    }

    /**
     * The I/O thread may have read the whole response before the thread that sends the request returns from the library, which
     * cancels the exchange of a future that is done.
     */
    @Test
    void aResponseThatIsThereWhileItsRequestIsStillHandedOverIsNotCancelled() throws Exception {
        UnaryAttempt attempt = new UnaryAttempt("host", pool(), 100);
        HttpClientContext context = HttpClientContext.create();
        attempt.attachTo(context);
        Attempt.markSent(context);
        ComplexFuture<Void> future = new ComplexFuture<>(attempt);
        attempt.consumeResponse(
                new BasicHttpResponse(200),
                new BasicEntityDetails(2, ContentType.APPLICATION_JSON),
                context,
                new CallbackContribution<Void>(null) {
                    @Override
                    public void completed(Void nothing) {
                        future.completed(nothing);
                    }
                });
        attempt.consume(ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8)));
        attempt.streamEnd(null);

        future.setDependency(() -> {
            attempt.failed(new InterruptedIOException());
            return true;
        });
        attempt.releaseResources();

        assertThat(attempt.outcome()).succeedsWithin(Duration.ZERO);
        assertThat(future).isDone();
    }

    /** With a permit taken. */
    private static HttpPool pool() {
        TransportSettings settings = new TransportSettingsBuilder().build();
        HttpPool pool = new HttpPool(settings.connection(), new CachingDnsResolver(Runnable::run), Runnable::run);
        pool.unaryPermits().acquire();
        return pool;
    }
}
