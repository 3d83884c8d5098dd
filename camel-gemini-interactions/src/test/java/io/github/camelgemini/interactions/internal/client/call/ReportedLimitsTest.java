// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.github.camelgemini.interactions.internal.client.stream.ResumeSettings;
import io.github.camelgemini.interactions.internal.client.transport.ApiClient;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** A limit that the service reports in an answer with HTTP 200 slows the requests down. */
class ReportedLimitsTest {

    private static final InteractionRequest REQUEST = new InteractionRequest(
            "m", null, List.of(), null, List.of(), null, null, null, null, null, false, Map.of());

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    /** Answers every request with the same JSON. */
    private static final class Limited implements ApiClient {

        private final String type;
        private final String answer;
        private int slowdowns;

        Limited(String type, String answer) {
            this.type = type;
            this.answer = answer;
        }

        @Override
        public CompletionStage<ApiResponse> send(ApiRequest request) {
            return CompletableFuture.completedStage(
                    new ApiResponse(200, Map.of("content-type", type), answer.getBytes(UTF_8)));
        }

        @Override
        public CompletionStage<ByteStream> open(ApiRequest request, Runnable readable) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void slowDown(@Nullable Duration wait) {
            slowdowns++;
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | application/json | {\"error\":{\"code\":\"rate_limit_exceeded\"}}",
                "1 | application/json | {\"id\":\"v1_a\",\"status\":\"failed\",\"errors\":[{\"code\":\"quota_exceeded\"}]}",
                "1 | text/event-stream | data: {\"error\":{\"code\":429}}",
                "1 | text/event-stream | data: {\"event_type\":\"interaction.created\",\"interaction\":{\"id\":\"v1_a\"}}~"
                        + "data: {\"error\":{\"code\":429}}",
                "0 | application/json | {\"id\":\"v1_a\",\"status\":\"failed\",\"errors\":[{\"code\":\"api_error\"}]}",
                "0 | application/json | {\"id\":\"v1_a\",\"status\":\"completed\"}"
            })
    void theyAreCountedOnce(int slowdowns, String type, String answer) {
        Limited client = new Limited(type, answer.replace("~", "\n\n") + "\n\n");
        InteractionCalls calls = new InteractionCalls(
                client,
                new InteractionCalls.Threads(Runnable::run, Runnable::run, Runnable::run, Runnable::run, timer),
                new ResumeSettings(
                        1 << 20, 0, new Backoff(Duration.ZERO, Duration.ZERO, new Random(1)), Duration.ofMinutes(1)),
                null,
                new StreamFigures(null),
                new PollQueue(1, Runnable::run));

        CompletableFuture<?> answered = calls.create(REQUEST, null);

        assertThat(answered).isDone();
        assertThat(client.slowdowns).isEqualTo(slowdowns);
    }
}
