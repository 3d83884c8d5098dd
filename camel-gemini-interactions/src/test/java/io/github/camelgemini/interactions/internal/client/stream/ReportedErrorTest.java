// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.observation.Observation;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of a stream in which the service reports an error: when it is opened again, and how long it is waited for. */
class ReportedErrorTest {

    private static final ApiRequest CREATE = new ApiRequest("create", "POST", "/x", new byte[0], false, null);
    private static final String CREATED =
            "data: {\"event_type\":\"interaction.created\",\"interaction\":{\"id\":\"v1_r\"}}\n\n";
    private static final String STEP =
            "data: {\"event_type\":\"step.start\",\"index\":0,\"step\":{\"type\":\"model_output\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}}\n\n";
    private static final String COMPLETED =
            "data: {\"event_type\":\"interaction.completed\",\"interaction\":{\"id\":\"v1_r\",\"status\":\"completed\","
                    + "\"usage\":{\"total_tokens\":1}}}\n\n";
    private static final String NEVER_ENDS = "{\"id\":\"v1_r\",\"status\":\"in_progress\"}";

    private final VirtualTime time = new VirtualTime();
    private final List<String> events = new ArrayList<>();
    private String stored = NEVER_ENDS;
    private int opens;
    private int reads;
    private int slowdowns;
    private boolean hangs;
    private Duration beforeLater = Duration.ZERO;

    private static final String FAILED_WITH_A_LIMIT =
            "data: {\"event_type\":\"interaction.completed\",\"interaction\":{\"id\":\"v1_a\",\"status\":\"failed\","
                    + "\"usage\":{},\"errors\":[{\"code\":\"resource_exhausted\"}]}}\n\n";

    private static String error(String code, String more) {
        return "event: error\ndata: {\"error\":{\"message\":\"Words.\",\"code\":\"" + code + "\"" + more
                + "},\"event_type\":\"error\"}\n\n";
    }

    private static String error(String code) {
        return error(code, "");
    }

    private static String wait(String delay) {
        return ",\"details\":[{\"@type\":\"x/google.rpc.RetryInfo\",\"retryDelay\":\"" + delay + "\"}]";
    }

    /** How the stream ended: a failure, or null. */
    private Throwable ended(boolean background, String... streams) {
        Duration silence = hangs ? Duration.ofHours(2) : Duration.ZERO;
        StreamsInOrder client = new StreamsInOrder(time, List.of(streams), silence, null);
        client.later(beforeLater);
        ResumeSettings settings = new ResumeSettings(
                1 << 20,
                3,
                new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10)),
                Duration.ofMinutes(60),
                2,
                Integer.MAX_VALUE);
        EventSink sink = event -> {
            events.add(event.type());
            return CompletableFuture.completedFuture(null);
        };
        RunStream.StoredRuns store = (id, queued) -> {
            reads++;
            if (stored.isEmpty()) return new CompletableFuture<>(); // never answered
            return CompletableFuture.completedFuture(InteractionJson.read(stored));
        };
        CompletableFuture<Void> end = RunStream.create(
                        new RunStream.Context(client, store, time, time, settings, Observation.NONE),
                        CREATE,
                        background,
                        sink)
                .ended()
                .toCompletableFuture();
        time.runUntil(end);
        opens += client.opens();
        slowdowns += client.slowdowns();
        return end.handle((nothing, failure) -> failure == null ? null : Futures.unwrapped(failure))
                .join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rate_limit_exceeded", "service_unavailable"})
    void aRefusalThatHadNoEffectIsSentAgainAsOverHttp(String code) {
        assertThat(ended(false, error(code), error(code), CREATED + STEP + COMPLETED))
                .isNull();
        assertThat(opens).isEqualTo(3);
        assertThat(events).containsExactly("interaction.created", "step.start", "interaction.completed");
    }

    /** A model may think for long before its first event. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theCreateThatIsSentAgainIsWaitedForHoweverLongItIsSilent(boolean firstHangs) {
        hangs = firstHangs;
        beforeLater = Duration.ofMinutes(1);

        assertThat(ended(false, error("rate_limit_exceeded"), CREATED + STEP + COMPLETED))
                .isNull();

        assertThat(opens).isEqualTo(2);
    }

    @Test
    void soIsAResumedStream() {
        beforeLater = Duration.ofMinutes(1);

        assertThat(ended(true, CREATED + error("gateway_timeout"), STEP + COMPLETED))
                .isNull();

        assertThat(opens).isEqualTo(2);
    }

    @Test
    void theWaitInTheStreamIsObeyed() {
        assertThat(ended(false, error("rate_limit_exceeded", wait("30s")), CREATED + STEP + COMPLETED))
                .isNull();
        assertThat(time.elapsed()).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aLongerWaitIsForTheRoute() {
        assertThat(ended(false, error("rate_limit_exceeded", wait("90s"))))
                .isInstanceOfSatisfying(InteractionRejectedException.class, refused -> {
                    assertThat(refused.getHttpResponseCode()).isEqualTo(429);
                    assertThat(refused.getRetryAfter()).isEqualTo(Duration.ofSeconds(90));
                    assertThat(refused.hadNoEffect()).isTrue();
                });
        assertThat(opens).isEqualTo(1);
    }

    @Test
    void theLastRetryPassesItsErrorOn() {
        assertThat(ended(false, error("rate_limit_exceeded"))).isInstanceOf(InteractionRejectedException.class);
        assertThat(opens).isEqualTo(3);
        assertThat(events).containsExactly("error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_request", "api_error", "gateway_timeout", "safety", "new_code"})
    void anyOtherRefusalIsNotSentAgain(String code) {
        assertThat(ended(false, error(code))).isInstanceOfSatisfying(InteractionRejectedException.class, refused -> {
            assertThat(refused.getCode()).isEqualTo(code);
            assertThat(refused.getApiMessage()).isEqualTo("Words.");
            assertThat(refused.isInStream()).isTrue();
        });
        assertThat(opens).isEqualTo(1);
        assertThat(reads).isZero();
    }

    @Test
    void aRunThatHasBegunIsNeverSentAgain() {
        assertThat(ended(false, CREATED + error("rate_limit_exceeded"))).isInstanceOf(InteractionStreamException.class);
        assertThat(ended(false, CREATED.replace("v1_r", "") + error("rate_limit_exceeded")))
                .isInstanceOf(InteractionStreamException.class);
        assertThat(opens).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_request", "api_error", "gateway_timeout"})
    void aRunThatStaysInProgressAfterAnErrorIsGivenUpAfterSeconds(String code) {
        assertThat(ended(false, CREATED + STEP + error(code)))
                .isInstanceOfSatisfying(InteractionStreamException.class, broken -> {
                    assertThat(broken.getCode()).isEqualTo(code);
                    assertThat(broken.getApiMessage()).isEqualTo("Words.");
                    assertThat(broken.isResumable()).isEqualTo(!code.equals("invalid_request"));
                    assertThat(broken).hasMessageContaining(code).hasMessageNotContaining("Words.");
                });
        assertThat(time.elapsed()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
        assertThat(reads).isGreaterThan(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api_error", "service_unavailable"})
    void aBackgroundRunToo(String code) {
        assertThat(ended(true, CREATED + error(code))).isInstanceOf(InteractionStreamException.class);
        assertThat(opens).isEqualTo(4);
        assertThat(time.elapsed()).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void anErrorThatIsFinalIsNotFollowedByResumes() {
        assertThat(ended(true, CREATED + error("prohibited_content"))).isInstanceOf(InteractionStreamException.class);
        assertThat(opens).isEqualTo(1);
    }

    @Test
    void theTimeLimitOfAConnectionIsNotAnErrorOfABackgroundRun() {
        assertThat(ended(true, CREATED + error("gateway_timeout"))).isInstanceOf(InteractionStreamException.class);
        assertThat(time.elapsed()).isGreaterThan(Duration.ofMinutes(59));
    }

    @Test
    void aRunThatContinuesAfterAnErrorIsWaitedForAsBefore() {
        assertThat(ended(false, CREATED + error("api_error") + STEP))
                .isInstanceOfSatisfying(InteractionStreamException.class, broken -> assertThat(broken.getReported())
                        .isNull());
        assertThat(time.elapsed()).isGreaterThan(Duration.ofMinutes(59));
    }

    @Test
    void theStoredRunSaysHowItEnded() {
        stored = "{\"id\":\"v1_r\",\"status\":\"completed\",\"steps\":[]}";

        assertThat(ended(false, CREATED + error("api_error"))).isNull();

        assertThat(events).endsWith("interaction.completed");
    }

    @Test
    void aConnectionThatStaysOpenAfterAnErrorIsClosed() {
        hangs = true;

        assertThat(ended(false, CREATED + error("invalid_request"))).isInstanceOf(InteractionStreamException.class);

        assertThat(time.elapsed()).isLessThan(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", ""})
    void soIsOneBehindAnErrorOutsideTheFraming(String lineEnd) {
        hangs = true;
        String bare = "{\n \"error\": {\"code\": 3, \"message\": \"} \\\" [\"}\n}" + lineEnd;

        assertThat(ended(false, CREATED + STEP + bare))
                .isInstanceOfSatisfying(InteractionStreamException.class, broken -> assertThat(broken.getApiMessage())
                        .isEqualTo("} \" ["));
        assertThat(ended(false, bare)).isInstanceOf(InteractionRejectedException.class);
        assertThat(ended(false, "[" + bare + "]" + lineEnd)).isInstanceOf(InteractionRejectedException.class);

        assertThat(time.elapsed()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void aRefusalThatIsSentAgainDoesNotWaitForItsConnectionToEnd() {
        hangs = true;

        assertThat(ended(false, error("rate_limit_exceeded"), CREATED + STEP + COMPLETED))
                .isNull();

        assertThat(time.elapsed()).isLessThan(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"error\":{\"code\":\"safety\",\"message\":\"m\"}}\n", "[{\"error\":{\"code\":13}}]\n"})
    void anErrorOutsideTheFramingIsAnEventOfAStreamThatContinues(String bare) {
        assertThat(ended(false, CREATED + bare + STEP + COMPLETED)).isNull();

        assertThat(events).containsExactly("interaction.created", "error", "step.start", "interaction.completed");
    }

    @Test
    void otherJsonOutsideTheFramingIsNone() {
        assertThat(ended(false, CREATED + "{\"hello\":1}\n" + STEP + COMPLETED)).isNull();

        assertThat(events).doesNotContain("error");
    }

    @Test
    void aLimitThatIsExceededSlowsOtherRequestsDownOnce() {
        ended(false, error("rate_limit_exceeded"), CREATED + STEP + COMPLETED);
        assertThat(slowdowns).isEqualTo(1);
        ended(false, CREATED + STEP + "{\"error\":{\"code\":429}}");
        assertThat(slowdowns).isEqualTo(2);
        ended(false, CREATED + error("api_error"));
        assertThat(slowdowns).isEqualTo(2);
        ended(false, CREATED + FAILED_WITH_A_LIMIT);
        assertThat(slowdowns).isEqualTo(3);
        ended(false, CREATED + error("rate_limit_exceeded") + FAILED_WITH_A_LIMIT);
        assertThat(slowdowns).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStoredRunThatIsNotReadInSecondsDoesNotHoldTheErrorBack(boolean background) {
        stored = "";

        assertThat(ended(background, CREATED + STEP + error("safety")))
                .isInstanceOfSatisfying(InteractionStreamException.class, broken -> assertThat(broken.getCode())
                        .isEqualTo("safety"));
        assertThat(reads).isEqualTo(1);
        assertThat(time.elapsed()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
    }

    @Test
    void ofSeveralErrorsTheFirstIsTheCause() {
        assertThat(ended(false, CREATED + error("safety") + error("api_error")))
                .isInstanceOfSatisfying(InteractionStreamException.class, broken -> assertThat(broken.getCode())
                        .isEqualTo("safety"));
        assertThat(ended(false, error("permission_denied") + error("safety")))
                .isInstanceOfSatisfying(InteractionRejectedException.class, refused -> assertThat(refused.getCode())
                        .isEqualTo("permission_denied"));
    }

    @Test
    void aRunThatIsCreatedAsFailedHasItsError() {
        String created = "data: {\"event_type\":\"interaction.created\",\"interaction\":{\"id\":\"v1_a\",\"status\":"
                + "\"failed\",\"errors\":[{\"code\":\"safety\",\"message\":\"Words.\"}]}}\n\n";

        assertThat(ended(false, created))
                .isInstanceOfSatisfying(InteractionStreamException.class, broken -> assertThat(broken.getCode())
                        .isEqualTo("safety"));
    }

    @Test
    void anEmptyErrorIsNone() {
        String empty = "event: error\ndata: {\"error\":{},\"event_type\":\"error\"}\n\n";

        assertThat(ended(false, CREATED + empty + STEP + COMPLETED)).isNull();
        assertThat(opens).isEqualTo(1);
    }
}
