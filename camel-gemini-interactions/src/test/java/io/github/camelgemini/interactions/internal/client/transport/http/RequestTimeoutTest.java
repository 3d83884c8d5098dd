// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.auth.ApiKey;
import io.github.camelgemini.interactions.internal.client.auth.ApiKeyCredential;
import io.github.camelgemini.interactions.internal.client.auth.Credential;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.create;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.get;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What requestTimeout covers: a call from its beginning to its end, whatever it waits for. */
@Timeout(120)
class RequestTimeoutTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"429, Retry-After: 47, -", "429, -, wait PT5S", "503, Retry-After: 6, error", "503, -, wait PT59S"
            })
    void aWaitThatOutlastsItIsNotBegun(int status, String header, String body) throws Throwable {
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) ->
                        peer.answer(status, header == null ? "" : header + "\r\n", body == null ? "" : body));
                Rig rig = new Rig(
                        server.root(), settings -> settings.maxRetries(2).requestTimeout(LIMIT))) {
            assertThatThrownBy(() -> result(rig.client.send(create())))
                    .isInstanceOfSatisfying(
                            StatusException.class,
                            e -> assertThat(e.response().status()).isEqualTo(status));
            assertThat(server.requests).hasSize(1);
            assertThat(rig.delays).isEmpty();
        }
    }

    @Test
    void aWaitThatItHasRoomForIsWaited() throws Throwable {
        try (ScriptedServer server =
                        ScriptedServer.perRequest((request, peer) -> peer.answer(429, "Retry-After: 4\r\n", ""));
                Rig rig = new Rig(
                        server.root(), settings -> settings.maxRetries(1).requestTimeout(LIMIT))) {
            assertThatThrownBy(() -> result(rig.client.send(create()))).isInstanceOf(StatusException.class);
            assertThat(server.requests).hasSize(2);
        }
    }

    @Test
    void allAttemptsShareIt() throws Throwable {
        AtomicReference<Rig> passing = new AtomicReference<>();
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    passing.get().pass(Duration.ofSeconds(3));
                    if (passing.get().delays.isEmpty()) peer.answer(500, "", "error");
                    else ScriptedServer.await(over);
                });
                Rig rig = new Rig(
                        server.root(), settings -> settings.maxRetries(5).requestTimeout(LIMIT))) {
            passing.set(rig);
            assertThatThrownBy(() -> result(rig.client.send(get())))
                    .isInstanceOf(InteractionTransportException.class)
                    .hasMessageContaining("requestTimeout (PT5S)");
            over.countDown();
            assertThat(server.requests).hasSize(2);
            assertThat(rig.client.connectionsInUse()).isZero();
        }
    }

    @Test
    void theTurnInRequestsPerMinuteIsPartOfIt() throws Throwable {
        Credential key = new ApiKeyCredential(new ApiKey("the-key"));
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> peer.answer(200, "", "{}"));
                Rig rig = new Rig(server.root(), key, 1, settings -> settings.requestTimeout(LIMIT))) {
            result(rig.client.send(create()));
            CompletionStage<ApiResponse> second = rig.client.send(create());
            rig.pass(LIMIT);
            assertThatThrownBy(() -> result(second))
                    .isInstanceOfSatisfying(InteractionTransportException.class, e -> assertThat(e.isRetrySafe())
                            .isTrue())
                    .hasMessageContaining("requestTimeout (PT5S)")
                    .hasMessageContaining("requestsPerMinute");
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void aTurnInRequestsPerMinuteThatComesTooLateIsNotWaitedFor() throws Throwable {
        Credential key = new ApiKeyCredential(new ApiKey("the-key"));
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> peer.answer(200, "", "{}"));
                Rig rig = new Rig(server.root(), key, 1, settings -> settings.requestTimeout(LIMIT))) {
            result(rig.client.send(create()));
            for (CompletionStage<?> next :
                    List.of(rig.client.send(create()), rig.client.open(create(), () -> {}), rig.client.send(get())))
                assertThatThrownBy(() -> result(next))
                        .isInstanceOfSatisfying(InteractionTransportException.class, e -> assertThat(e.isRetrySafe())
                                .isTrue())
                        .hasMessageContainingAll("requestTimeout (PT5S)", "requestsPerMinute=1");
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void theFetchOfATokenForAStreamIsPartOfIt() {
        CompletableFuture<Map<String, String>> never = new CompletableFuture<>();
        try (Rig rig = new Rig(
                URI.create("http://127.0.0.1:1/v1beta"), () -> never, settings -> settings.requestTimeout(LIMIT))) {
            CompletionStage<?> call = rig.client.open(create(), () -> {});
            rig.pass(LIMIT);
            assertThatThrownBy(() -> result(call))
                    .isInstanceOf(InteractionTransportException.class)
                    .hasMessageContaining("access token");
        }
    }

    @Test
    void theFetchOfATokenIsPartOfIt() {
        CompletableFuture<Map<String, String>> never = new CompletableFuture<>();
        try (Rig rig = new Rig(
                URI.create("http://127.0.0.1:1/v1beta"), () -> never, settings -> settings.requestTimeout(LIMIT))) {
            CompletionStage<ApiResponse> call = rig.client.send(create());
            rig.pass(LIMIT);
            assertThatThrownBy(() -> result(call))
                    .isInstanceOf(InteractionTransportException.class)
                    .hasMessageContaining("access token");
        }
    }

    /** A stream may be open for hours: its limit is streamTimeout. */
    @Test
    void aStreamHasNone() throws Throwable {
        AtomicReference<Rig> passing = new AtomicReference<>();
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    passing.get().pass(Duration.ofHours(1));
                    peer.startStream();
                    peer.chunk("late");
                    peer.endStream();
                });
                Rig rig = new Rig(server.root(), settings -> settings.requestTimeout(LIMIT))) {
            passing.set(rig);
            assertThat(rig.open(create()).readAll()).isEqualTo("late");
        }
    }
}
