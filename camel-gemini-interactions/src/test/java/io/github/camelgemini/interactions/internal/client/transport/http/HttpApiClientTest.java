// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.auth.Credential;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.create;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.get;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.result;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What goes out, and what comes back whole. */
@Timeout(60)
class HttpApiClientTest {

    @Test
    void sendsPathBodyAndHeaders() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> peer.answer(200, "", "{}"));
                Rig rig = new Rig(
                        server.root(),
                        settings -> settings.headers(Map.of("API-revision", "mine", "X-Team", "blue")))) {
            result(rig.client.send(create()));
            ScriptedServer.Request sent = server.requests.remove();
            assertThat(sent.line()).isEqualTo("POST /v1beta/interactions HTTP/1.1");
            assertThat(sent.body()).asString().isEqualTo("{}");
            assertThat(sent.header("Content-Type")).startsWith("application/json");
            assertThat(sent.header("User-Agent")).isEqualTo("camel-gemini-interactions");
            assertThat(sent.header("x-goog-api-key")).isEqualTo("the-key");
            assertThat(sent.header("Accept-Encoding")).isEqualTo("gzip");
            assertThat(sent.header("Api-Revision")).isEqualTo("mine");
            assertThat(sent.header("X-Team")).isEqualTo("blue");
            assertThat(sent.headers()).doesNotContainKeys("Upgrade", "Expect", "Cookie");
        }
    }

    @Test
    void aCancelWithoutBodyAnnouncesItsEmptiness() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> peer.answer(200, "", "{}"));
                Rig rig = Rig.of(server)) {
            result(rig.client.send(new ApiRequest("cancel", "POST", "/interactions/i/cancel", null, true, null)));
            assertThat(server.requests.remove().header("Content-Length")).isEqualTo("0");
        }
    }

    @Test
    void yieldsStatusHeadersAndBody() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> peer.answer(
                        200, "Content-Type: Application/JSON; charset=utf-8\r\nX-Twice: a\r\nx-twice: b\r\n", "grün"));
                Rig rig = Rig.of(server)) {
            ApiResponse answer = result(rig.client.send(get()));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.mediaType()).isEqualTo("application/json");
            assertThat(answer.headers()).containsEntry("x-twice", "a");
            assertThat(text(answer)).isEqualTo("grün");
            assertThat(server.requests.remove().line()).isEqualTo("GET /v1beta/interactions/i1?stream=false HTTP/1.1");
        }
    }

    @Test
    void anAnswerWithoutBodyIsEmpty() throws Throwable {
        try (ScriptedServer server =
                        ScriptedServer.perRequest((request, peer) -> peer.send("HTTP/1.1 204 No Content\r\n\r\n"));
                Rig rig = Rig.of(server)) {
            ApiResponse answer = result(rig.client.send(get()));
            assertThat(answer.body()).isEmpty();
            assertThat(answer.mediaType()).isEmpty();
        }
    }

    @Test
    void unpacksACompressedAnswer() throws Throwable {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write("x".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        }
        try (ScriptedServer server = ScriptedServer.perRequest(
                        (request, peer) -> peer.answer(200, "Content-Encoding: gzip\r\n", packed.toByteArray()));
                Rig rig = Rig.of(server);
                Rig narrow = new Rig(server.root(), settings -> settings.maxResponseBytes(99_999))) {
            assertThat(result(rig.client.send(get())).body()).hasSize(100_000);
            assertThatThrownBy(() -> result(narrow.client.send(get()))).hasMessageContaining("maxResponseSize");
        }
    }

    @Test
    void refusesAnAnswerThatIsTooLarge() throws Throwable {
        try (ScriptedServer server =
                        ScriptedServer.perRequest((request, peer) -> peer.answer(200, "", "x".repeat(100_000)));
                Rig rig = new Rig(
                        server.root(), settings -> settings.maxRetries(2).maxResponseBytes(50_000))) {
            assertThatThrownBy(() -> result(rig.client.send(get())))
                    .isInstanceOf(InteractionTransportException.class)
                    .hasMessageContaining("maxResponseSize (50000 bytes)");
            assertThat(server.requests).hasSize(1);
            assertThat(rig.client.connectionsInUse()).isZero();
        }
    }

    @Test
    void anErrorCarriesItsAnswer() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> peer.answer(400, "", "no good"));
                Rig rig = Rig.of(server)) {
            assertThatThrownBy(() -> result(rig.client.send(create())))
                    .isInstanceOfSatisfying(StatusException.class, e -> assertThat(text(e.response()))
                            .isEqualTo("no good"));
            assertThatThrownBy(() -> result(rig.client.open(create(), () -> {})))
                    .isInstanceOfSatisfying(StatusException.class, e -> assertThat(text(e.response()))
                            .isEqualTo("no good"));
        }
    }

    @Test
    void followsNoRedirectAndKeepsNoCookie() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) ->
                        peer.answer(302, "Location: /elsewhere\r\nSet-Cookie: a=b; Path=/\r\n", ""));
                Rig rig = Rig.of(server)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> result(rig.client.send(get()))).hasMessage("HTTP 302");
            }
            assertThat(server.requests).hasSize(2).noneMatch(request -> request.headers()
                    .containsKey("Cookie"));
        }
    }

    @Test
    void keepsAConnectionForTheNextCall() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> peer.answer(200, "", "{}"));
                Rig rig = Rig.of(server)) {
            for (int i = 0; i < 20; i++) {
                result(rig.client.send(create()));
            }
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    void doesNotUseAConnectionThatTheServiceIsAboutToClose() throws Throwable {
        try (ScriptedServer server = ScriptedServer.perRequest(
                        (request, peer) -> peer.answer(200, "Keep-Alive: timeout=1\r\n", "{}"));
                Rig rig = Rig.of(server)) {
            for (int i = 0; i < 3; i++) {
                result(rig.client.send(create()));
            }
            assertThat(server.connections).hasValue(3);
        }
    }

    @Test
    void asksOnceForANewTokenAfter401() throws Throwable {
        Credential worn = new Credential() {
            private volatile String token = "old";

            @Override
            public CompletionStage<Map<String, String>> headers() {
                return CompletableFuture.completedStage(Map.of("Authorization", "Bearer " + token));
            }

            @Override
            public CompletionStage<Boolean> renew(Map<String, String> refused) {
                token = token + "er";
                return CompletableFuture.completedStage(true);
            }
        };
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) ->
                        peer.answer(request.header("Authorization").endsWith("older") ? 200 : 401, "", "{}"));
                Rig rig = new Rig(server.root(), worn, settings -> settings)) {
            assertThat(result(rig.client.send(create())).status()).isEqualTo(200);
            assertThat(server.requests).hasSize(2);
        }
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> peer.answer(401, "", "{}"));
                Rig rig = new Rig(server.root(), worn, settings -> settings)) {
            assertThatThrownBy(() -> result(rig.client.send(create()))).hasMessage("HTTP 401");
            assertThat(server.requests).hasSize(2);
        }
    }

    @Test
    void aTokenThatCannotBeGotFailsTheCallBeforeItIsSent() throws Throwable {
        RuntimeException reason = new InteractionTransportException("no token", true, null);
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> peer.answer(200, "", "{}"));
                Rig rig = new Rig(server.root(), () -> CompletableFuture.failedStage(reason), settings -> settings)) {
            assertThatThrownBy(() -> result(rig.client.send(create()))).isSameAs(reason);
            assertThat(server.connections).hasValue(0);
        }
    }

    @Test
    void closingFailsWhatIsUnderWay() throws Throwable {
        CountDownLatch asked = new CountDownLatch(2);
        CountDownLatch closed = new CountDownLatch(2);
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    if (request.line().startsWith("GET")) {
                        peer.startStream();
                    }
                    asked.countDown();
                    peer.awaitClose();
                    closed.countDown();
                });
                Rig rig = Rig.of(server)) {
            CompletionStage<ApiResponse> call = rig.client.send(create());
            Rig.Stream stream = rig.open(get());
            ScriptedServer.await(asked);
            rig.clients.close();
            assertThatThrownBy(() -> result(call)).hasMessageContaining("closed");
            assertThat(stream.next()).isNull();
            assertThat(stream.bytes().failure()).hasMessageContaining("closed");
            ScriptedServer.await(closed);
            assertThatThrownBy(() -> result(rig.client.send(create()))).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void aCallThatIsCancelledClosesItsConnectionHoweverSoonThatIs() throws Throwable {
        Semaphore asked = new Semaphore(0);
        Semaphore closed = new Semaphore(0);
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
            asked.release();
            peer.awaitClose();
            closed.release();
        })) {
            for (int i = 0; i < 100; i++) {
                // A new client each time: the moment to hit is the one after the connection was opened.
                try (Rig rig = Rig.of(server)) {
                    CompletableFuture<ApiResponse> call =
                            rig.client.send(create()).toCompletableFuture();
                    assertThat(asked.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
                    call.cancel(false);
                    assertThat(closed.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
                    assertThat(rig.client.connectionsInUse()).isZero();
                }
            }
        }
    }

    @Test
    void showsNoSecret() throws Throwable {
        TransportSettings settings = new TransportSettingsBuilder()
                .headers(Map.of("x-secret", "s3cret"))
                .proxy(new TransportSettings.Proxy("127.0.0.1", 1, "user", "s3cret"))
                .build();
        assertThat(settings.toString()).contains("x-secret").doesNotContain("s3cret");
        try (Rig rig = new Rig(URI.create("http://127.0.0.1:1/v1beta"), builder -> builder.headers(settings.headers())
                .proxy(settings.proxy()))) {
            assertThatThrownBy(() -> result(rig.client.send(create())))
                    .isInstanceOf(InteractionTransportException.class)
                    .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("s3cret", "the-key"));
        }
    }

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
