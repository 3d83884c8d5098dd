// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.create;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.get;
import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is sent again, and after how long. */
@Timeout(60)
class RetryTest {

    /** What the server does to every request: a status with headers and body, or a fault. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // fault | header | body | attempts of a get, cancel, delete | of a create
                "400, -, error, 1, 1",
                "404, -, error, 1, 1",
                "408, -, error, 3, 1",
                "409, -, error, 1, 1",
                "429, -, -, 3, 3",
                "429, Retry-After: 1, error, 3, 3",
                "429, Retry-After: 61, error, 1, 1",
                "429, Retry-After: 99999999999, error, 1, 1",
                "500, -, error, 3, 1",
                "500, Retry-After: 1, error, 3, 1",
                "501, -, error, 1, 1",
                "502, -, <html>, 3, 1",
                "503, -, <html>, 3, 1",
                "503, Retry-After: 1, <html>, 3, 3",
                "503, retry-after-ms: 20, <html>, 3, 3",
                "503, -, wait PT5S, 3, 3",
                "503, -, wait PT61S, 1, 1",
                "503, -, error, 3, 3",
                "504, -, error, 3, 1",
                "reset, -, -, 3, 1",
                "close, -, -, 3, 1",
                "truncate, -, -, 3, 1",
                "refuse, -, -, 3, 3",
                "notls, -, -, 3, 3",
                "silence, -, -, 1, 1"
            })
    void aCreateIsRepeatedOnlyWhereItCannotHaveBeenAccepted(
            String fault, String header, String body, int attempts, int attemptsOfCreate) throws Throwable {
        for (ApiRequest request : List.of(get(), create())) {
            AtomicReference<Rig> ticked = new AtomicReference<>();
            try (ScriptedServer server = ScriptedServer.perRequest((sent, peer) -> {
                        if (fault.equals("silence")) ticked.get().tick();
                        play(fault, header, body, peer);
                    });
                    Rig rig = new Rig(root(fault, server), settings -> settings.maxRetries(2)
                            .requestTimeout(fault.equals("silence") ? Duration.ofNanos(1) : Duration.ofMinutes(1)))) {
                ticked.set(rig);
                assertThatThrownBy(() -> result(rig.client.send(request)))
                        .isInstanceOfAny(StatusException.class, InteractionTransportException.class);
                assertThat(rig.delays.size() + 1)
                        .as(request.operation())
                        .isEqualTo(request.repeatable() ? attempts : attemptsOfCreate);
                if (!fault.equals("refuse") && !fault.equals("notls")) {
                    assertThat(server.requests).hasSize(rig.delays.size() + 1);
                }
                assertThat(rig.client.connectionsInUse()).isZero();
            }
        }
    }

    private static URI root(String fault, ScriptedServer server) throws IOException {
        return switch (fault) {
            case "refuse" -> {
                try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                    yield URI.create("http://127.0.0.1:" + unused.getLocalPort());
                }
            }
            case "notls" -> URI.create("https://127.0.0.1:" + server.port());
            default -> server.root();
        };
    }

    private static void play(String fault, String header, String body, ScriptedServer.Peer peer) throws IOException {
        switch (fault) {
            case "reset" -> peer.reset();
            case "close" -> peer.close();
            case "truncate" -> {
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nnot that much");
                peer.close();
            }
            case "silence" -> peer.awaitClose();
            default ->
                peer.answer(Integer.parseInt(fault), header == null ? "" : header + "\r\n", body == null ? "" : body);
        }
    }

    @Test
    void aStreamIsOpenedAgainBeforeItsHeadersOnly() throws Throwable {
        List<String> answers = new ArrayList<>(List.of("429", "503"));
        try (ScriptedServer server = ScriptedServer.perRequest((request, peer) -> {
                    if (answers.isEmpty()) {
                        peer.startStream();
                        peer.chunk("at last");
                        peer.close();
                    } else {
                        peer.answer(Integer.parseInt(answers.remove(0)), "", "error");
                    }
                });
                Rig rig = new Rig(server.root(), settings -> settings.maxRetries(5))) {
            Rig.Stream stream = rig.open(create());
            assertThat(stream.readAll()).isEqualTo("at last");
            assertThat(stream.bytes().failure()).isNotNull();
            assertThat(server.requests).hasSize(3);
        }
    }

    @Test
    void aConnectFailureSaysThatNothingWasSent() {
        try (Rig rig = new Rig(URI.create("http://127.0.0.1:1/v1beta"), settings -> settings)) {
            assertThatThrownBy(() -> result(rig.client.send(create())))
                    .isInstanceOfSatisfying(InteractionTransportException.class, e -> assertThat(e.isRetrySafe())
                            .isTrue())
                    .hasMessageContaining("127.0.0.1:1");
        }
    }

    @Test
    void aNameNobodyKnowsIsSaidToBeUnknown() {
        try (Rig rig = new Rig(URI.create("http://nobody.invalid/v1beta"), settings -> settings)) {
            assertThatThrownBy(() -> result(rig.client.send(create())))
                    .isInstanceOfSatisfying(InteractionTransportException.class, e -> assertThat(e.isRetrySafe())
                            .isTrue())
                    .hasMessageContaining("nobody.invalid")
                    .hasMessageContaining("not known");
        }
    }

    @Test
    void waitsTwiceAsLongEachTimeLessUpToAQuarter() {
        List<Duration> delays = delays(policy(7), new StatusException(answer(500, Map.of(), "")));
        List<Long> full = List.of(500L, 1000L, 2000L, 4000L, 8000L, 8000L, 8000L);
        assertThat(delays).hasSize(7);
        for (int i = 0; i < full.size(); i++) {
            assertThat(delays.get(i)).isBetween(Duration.ofMillis(full.get(i) * 3 / 4), Duration.ofMillis(full.get(i)));
        }
        assertThat(delays).isEqualTo(delays(policy(7), new StatusException(answer(500, Map.of(), ""))));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "retry-after, 7, -, PT7S",
                "retry-after, 0, -, PT0S",
                "retry-after, 'Sun, 22 Nov 2026 10:00:30 GMT', -, PT30S",
                "retry-after, 'Sun, 22 Nov 2026 09:00:00 GMT', -, PT0S",
                "retry-after, 'Sun, 22 Nov 2026 10:02:00 GMT', -, -",
                "retry-after, 60, -, PT1M",
                "retry-after, 61, -, -",
                "retry-after-ms, 1500, -, PT1.5S",
                "-, -, wait PT12S, PT12S",
                "retry-after, 3, wait PT12S, PT3S"
            })
    void waitsAsLongAsTheServiceAsksUnlessThatIsTooLong(String name, String value, String body, Duration delay) {
        Map<String, String> headers = name == null ? Map.of() : Map.of(name, value);
        RetryPolicy.Retry retry =
                policy(1).after(true, new StatusException(answer(429, headers, body == null ? "" : body)));
        assertThat(retry == null ? null : retry.delay()).isEqualTo(delay);
    }

    private static RetryPolicy policy(int retries) {
        Clock clock = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
        return RetryPolicy.of(retries, TransportSettings.MAX_RETRY_AFTER, Rig.FAILURES, new Random(3), clock);
    }

    private static List<Duration> delays(RetryPolicy policy, Throwable failure) {
        List<Duration> delays = new ArrayList<>();
        for (RetryPolicy.Retry retry = policy.after(true, failure); retry != null; ) {
            delays.add(retry.delay());
            retry = retry.next().after(true, failure);
        }
        return delays;
    }

    private static ApiResponse answer(int status, Map<String, String> headers, String body) {
        return new ApiResponse(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }
}
