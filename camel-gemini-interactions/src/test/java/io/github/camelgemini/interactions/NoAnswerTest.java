// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Map;
import java.util.UUID;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionInDoubtException;
import io.github.camelgemini.interactions.exception.InteractionOutputException;
import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionTimeoutException;
import io.github.camelgemini.interactions.state.JdbcRunRepository;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCancel;
import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** What has the form of an answer and is none fails, and changes no state. */
class NoAnswerTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?maxRetries=0&model=" + MODEL;
    private static final String POLLED = "&pollInterval=1&maxPollInterval=1";
    private static final String BLOCKED = "{\"error\":{\"code\":\"safety\",\"message\":\"Held back.\"}}";
    private static final String OVERLOADED =
            "{\"error\":{\"code\":503,\"message\":\"Later.\",\"status\":\"UNAVAILABLE\"}}";
    private static final String RUNS = "{\"id\":\"v1_a\",\"status\":\"in_progress\"}";
    private static final String TEXT =
            "\"steps\":[{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"Paris\"}]}]";
    private static final String DONE = "{\"id\":\"v1_a\",\"status\":\"completed\"," + TEXT + "}";

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                bindToRegistry("keys", new MemoryStateRepository());
                from("direct:create").to(CREATE);
                from("direct:channel").to(CREATE + "&streaming=true&channel=c");
                from("gemini-interactions:stream?channel=c").to("mock:steps");
                from("direct:createBriefly").to(CREATE + "&requestTimeout=3000");
                from("direct:createLeniently").to(CREATE + "&failOnIncomplete=false");
                from("direct:createEmpty").to(CREATE + "&failOnIncomplete=false&allowEmptyOutput=true");
                from("direct:createOnce").to(CREATE + "&idempotencyRepository=#keys");
                from("direct:converse").to(CREATE + "&conversationId=x");
                from("direct:background").to(CREATE + "&background=true");
                from("direct:awaited").to(CREATE + "&background=true&awaitCompletion=true" + POLLED);
                from("direct:get").to("gemini-interactions:get?interactionId=v1_a&maxRetries=0");
                from("direct:cancel").to("gemini-interactions:cancel?interactionId=v1_a&maxRetries=0");
                from("direct:await").to("gemini-interactions:await?interactionId=v1_a" + POLLED);
            }
        };
    }

    private Exchange ask(String route) {
        return fluentTemplate.to(route).withBody("Capital?").send();
    }

    private static Object reason(Exchange failed) {
        return failed.getProperty(GeminiInteractionsConstants.ERROR_REASON_PROPERTY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                BLOCKED,
                "[" + BLOCKED + "]",
                "{\"id\":\"v1_a\",\"status\":\"completed\",\"error\":{\"code\":\"safety\",\"message\":\"Held back.\"}}",
                "{\"code\":\"safety\",\"message\":\"Held back.\",\"status\":\"INVALID_ARGUMENT\"}",
                "{\"event_type\":\"error\",\"code\":\"safety\",\"message\":\"Held back.\"}"
            })
    void anErrorIsARefusalAlsoWithAStatusOfSuccess(String answer) {
        emulator()
                .script(
                        onCreate().body(answer),
                        onGet().body(answer),
                        onCancel().body(answer),
                        onCreate().body(answer));

        for (String route : new String[] {"direct:create", "direct:get", "direct:cancel", "direct:background"}) {
            Exchange failed = ask(route);

            assertThat(failed.getException(InteractionRejectedException.class))
                    .satisfies(e -> assertThat(e.getCode()).isEqualTo("safety"))
                    .satisfies(e -> assertThat(e.getApiMessage()).isEqualTo("Held back."))
                    .satisfies(e -> assertThat(e.getHttpResponseCode()).isEqualTo(400))
                    .hasMessageContaining("HTTP 200");
            assertThat(reason(failed)).isEqualTo("blocked");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"error\":429}", "{\"error\":429,\"message\":\"Slower.\"}", "[{\"error\":429}]"})
    void anHttpStatusInPlaceOfAnErrorIsItsCode(String answer) {
        emulator().script(onCreate().body(answer), onGet().body(answer));

        for (String route : new String[] {"direct:create", "direct:get"}) {
            Exchange failed = ask(route);

            assertThat(failed.getException(InteractionRejectedException.class).getHttpResponseCode())
                    .isEqualTo(429);
            assertThat(reason(failed)).isEqualTo("quota");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"id\":\"v1_a\"}", "{\"id\":\"v1_a\",\"status\":\"\"}", "[]", "7", "{\"error\":null}"})
    void anObjectWithoutAStatusIsNoInteraction(String answer) {
        emulator()
                .script(
                        onCreate().body(answer),
                        onGet().body(answer),
                        onCancel().body(answer),
                        onCreate().body(answer));

        for (String route : new String[] {"direct:create", "direct:get", "direct:cancel", "direct:background"})
            assertThat(ask(route).getException()).isInstanceOf(InteractionProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:create", "direct:createEmpty", "direct:converse"})
    void anUnknownStatusWithoutOutputIsAFailure(String route) {
        emulator()
                .script(
                        onCreate().body("{\"id\":\"v1_a\",\"status\":\"expired\"}"),
                        onCreate().text("Rome"));

        Exchange failed = ask(route);

        assertThat(failed.getException(InteractionEndedException.class)).hasMessageContaining("expired");
        assertThat(reason(failed)).isEqualTo("expired");
        assertThat(ask(route).getMessage().getBody()).isEqualTo("Rome");
        assertThat(emulator().lastRequest().body().has("previous_interaction_id"))
                .isFalse();
    }

    @Test
    void itIsOneForARedeliveryToo() {
        String expired = "{\"id\":\"v1_a\",\"status\":\"expired\"}";
        emulator().script(onCreate().body(expired), onGet().body(expired).always());
        Map<String, Object> key = Map.of(GeminiInteractionsConstants.IDEMPOTENCY_KEY, "k");

        for (int delivery = 0; delivery < 2; delivery++) {
            Exchange failed = fluentTemplate
                    .to("direct:createOnce")
                    .withBody("q")
                    .withHeaders(key)
                    .send();

            assertThat(failed.getException()).isInstanceOf(InteractionEndedException.class);
        }
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void anUnknownStatusWithOutputIsAnAnswer() {
        emulator()
                .script(
                        onCreate().body(DONE.replace("completed", "polished")),
                        onCreate().text("Rome"));

        Message answer = ask("direct:converse").getMessage();

        assertThat(answer.getBody()).isEqualTo("Paris");
        assertThat(answer.getHeader(GeminiInteractionsConstants.STATUS)).isEqualTo("polished");
    }

    @ParameterizedTest
    @ValueSource(strings = {"incomplete", "budget_exceeded", "requires_action", "completed"})
    void anAnswerWithoutTextIsEmptyWhateverItsStatus(String status) {
        Rule empty = onCreate()
                .body("{\"id\":\"v1_a\",\"status\":\"" + status + "\"}")
                .times(2);
        emulator().script(empty);

        Exchange failed = ask("direct:createLeniently");

        assertThat(failed.getException()).isInstanceOf(InteractionOutputException.class);
        assertThat(failed.getMessage().getHeader(GeminiInteractionsConstants.STATUS))
                .isEqualTo(status);
        assertThat(ask("direct:createEmpty").getMessage().getBody()).isEqualTo("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FAILED", "Cancelled", "canceled", "INCOMPLETE", "Requires_Continuation"})
    void theLetterCaseOfAStatusDoesNotMakeAnAnswer(String status) {
        String half = DONE.replace("completed", status);
        emulator()
                .script(
                        onCreate().body(half),
                        onCreate().body(half),
                        onCreate().body(RUNS),
                        onGet().body(half).always());

        for (String route : new String[] {"direct:create", "direct:channel", "direct:awaited"})
            assertThat(ask(route).getException()).as(route).isInstanceOf(InteractionEndedException.class);
    }

    @Test
    void noOneWaitsOnForARunThatHasCompletedInCapitals() {
        emulator()
                .script(
                        onCreate().body(RUNS.replace("in_progress", "IN_PROGRESS")),
                        onGet().body(DONE.replace("completed", "COMPLETED")).always());

        Message answer = ask("direct:create").getMessage();

        assertThat(answer.getBody()).isEqualTo("Paris");
        assertThat(answer.getHeader(GeminiInteractionsConstants.STATUS)).isEqualTo("completed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"v1_a\",\"status\":\"failed\",\"error\":{\"code\":\"safety\",\"message\":\"Held back.\"}}",
                "{\"id\":\"v1_a\",\"status\":\"completed\",\"steps\":[{\"type\":\"thought\",\"signature\":\"cQ==\"}],"
                        + "\"error\":{\"code\":\"safety\",\"message\":\"Held back.\"}}"
            })
    void theErrorOfARunIsWhyItFailed(String failed) {
        emulator()
                .script(
                        onCreate().body(failed),
                        onCreate().body(failed),
                        onCreate().body(RUNS),
                        onGet().body(failed).always());

        for (String route : new String[] {"direct:create", "direct:channel", "direct:awaited"}) {
            Exchange ended = ask(route);

            assertThat(ended.getException(InteractionEndedException.class)
                            .getInteraction()
                            .errors())
                    .as(route)
                    .singleElement()
                    .satisfies(error -> assertThat(error.code()).isEqualTo("safety"));
            assertThat(reason(ended)).as(route).isEqualTo("blocked");
        }
    }

    @Test
    void anAnswerWithAnErrorBesideItIsAnAnswerOnEveryWay() {
        String answer = DONE.replace("\"steps\"", "\"error\":{\"code\":\"api_error\",\"message\":\"m\"},\"steps\"");
        emulator().script(onCreate().body(answer).times(2));

        assertThat(ask("direct:create").getMessage().getBody()).isEqualTo("Paris");
        assertThat(ask("direct:channel").getMessage().getBody()).isEqualTo("Paris");
    }

    @ParameterizedTest
    @CsvSource({
        "rate_limit_exceeded, RATE_LIMIT, quota",
        "invalid_request, VALIDATION, rejected",
        "permission_denied, AUTH, auth",
        "deadline_exceeded, SERVER_ERROR, timeout",
        "api_error, SERVER_ERROR, failed",
        "new_code, SERVER_ERROR, failed"
    })
    void aRunThatFailedHasTheCategoryOfItsError(String code, String category, String reason) {
        emulator().script(onCreate().error(code, "Please retry in 13s."));

        Exchange failed = ask("direct:create");

        assertThat(failed.getProperty(GeminiInteractionsConstants.ERROR_CATEGORY_PROPERTY))
                .isEqualTo(category);
        assertThat(reason(failed)).isEqualTo(reason);
        assertThat(failed.getProperty(GeminiInteractionsConstants.RETRY_AFTER_PROPERTY))
                .isEqualTo(13_000L);
        assertThat(failed.getProperty(GeminiInteractionsConstants.RETRY_SAFE_PROPERTY))
                .isEqualTo(false);
    }

    @Test
    void anAnswerThatWasCutShortPassesWithItsText() {
        emulator().script(onCreate().body(DONE.replace("completed", "incomplete")));

        assertThat(ask("direct:createLeniently").getMessage().getBody()).isEqualTo("Paris");
    }

    @ParameterizedTest
    @ValueSource(strings = {"queued", "in_progress"})
    void aRunThatHasNotEndedIsAwaitedThoughNobodyAskedForTheBackground(String status) {
        emulator().script(onCreate().body(RUNS.replace("in_progress", status)), onGet().body(RUNS), onGet().body(DONE));

        Message answer = ask("direct:create").getMessage();

        assertThat(answer.getBody()).isEqualTo("Paris");
        assertThat(answer.getHeader(GeminiInteractionsConstants.STATUS)).isEqualTo("completed");
    }

    @Test
    void butNoLongerThanRequestTimeout() {
        emulator().script(onCreate().body(RUNS), onGet().body(RUNS).always());

        Exchange failed = ask("direct:createBriefly");

        assertThat(failed.getException(InteractionTimeoutException.class))
                .hasMessageContainingAll("v1_a", "requestTimeout=3000");
        assertThat(failed.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID))
                .isEqualTo("v1_a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:create", "direct:background"})
    void aRunWithoutAnIdCannotBeAwaited(String route) {
        emulator().script(onCreate().body("{\"status\":\"in_progress\"}"));

        assertThat(ask(route).getException(InteractionProtocolException.class)).hasMessageContaining("no id");
    }

    @Test
    void theIdOfABackgroundRunIsStillItsAnswer() {
        emulator().script(onCreate().body("{\"id\":\"v1_a\",\"status\":\"warming_up\"}"));

        assertThat(ask("direct:background").getMessage().getBody()).isEqualTo("v1_a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:awaited", "direct:await"})
    void aPollThatIsAnsweredWithAnErrorEndsTheWait(String route) {
        emulator().script(onCreate().body(RUNS), onGet().body(RUNS), onGet().body(BLOCKED), onGet().body(DONE));

        Exchange failed = ask(route);

        assertThat(failed.getException(InteractionRejectedException.class).getCode())
                .isEqualTo("safety");
        assertThat(failed.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID))
                .isEqualTo("v1_a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {OVERLOADED, "{}", "{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"m\"}}"})
    void aFewErrorsThatPassAreToleratedAndNoMore(String error) {
        emulator().script(onCreate().body(RUNS), onGet().body(error).times(4), onGet().body(DONE));
        assertThat(ask("direct:awaited").getMessage().getBody()).isEqualTo("Paris");
        emulator().reset();
        emulator().script(onCreate().body(RUNS), onGet().body(error).always());

        assertThat(ask("direct:awaited").getException()).isInstanceOf(GeminiInteractionsException.class);
    }

    @Test
    void aKeyWhoseCreateWasAnsweredWithAnErrorOfTheServiceIsInDoubt() {
        emulator()
                .script(
                        onCreate().body(BLOCKED.replace("safety", "api_error")),
                        onCreate().text("Paris"));
        Map<String, Object> key = Map.of(GeminiInteractionsConstants.IDEMPOTENCY_KEY, "k");

        Exchange failed = fluentTemplate
                .to("direct:createOnce")
                .withBody("q")
                .withHeaders(key)
                .send();
        Exchange again = fluentTemplate
                .to("direct:createOnce")
                .withBody("q")
                .withHeaders(key)
                .send();

        assertThat(failed.getException()).isInstanceOf(InteractionRejectedException.class);
        assertThat(again.getException()).isInstanceOf(InteractionInDoubtException.class);
    }

    @Test
    void aRunOfARepositoryWhosePollIsAnsweredWithAnErrorIsSetAside() throws Exception {
        JdbcConnectionPool database =
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "", "");
        try {
            JdbcRunRepository runs = new JdbcRunRepository(database, "runs");
            runs.setCreateTableIfNotExists(true);
            context.getRegistry().bind("runs", runs);
            emulator()
                    .script(
                            onCreate().body(RUNS),
                            onCreate().body(RUNS.replace("v1_a", "v1_b")),
                            onGet().interactionId("v1_a").body(BLOCKED).always(),
                            onGet().interactionId("v1_b")
                                    .body(DONE.replace("v1_a", "v1_b"))
                                    .always());
            getMockEndpoint("mock:ends").expectedBodiesReceived("Paris");
            getMockEndpoint("mock:gone").expectedHeaderReceived(GeminiInteractionsConstants.INTERACTION_ID, "v1_a");
            String keeping = CREATE + "&background=true&runRepository=#runs";
            fluentTemplate.to(keeping).withBody("Capital?").send();
            fluentTemplate.to(keeping).withBody("Capital?").send();

            RouteBuilder.addRoutes(context, routes -> {
                routes.from("gemini-interactions:await?runRepository=#runs&bridgeErrorHandler=true&maxRetries=0"
                                + POLLED)
                        .onException(InteractionRejectedException.class)
                        .handled(true)
                        .to("mock:gone")
                        .end()
                        .to("mock:ends");
            });

            getMockEndpoint("mock:gone").expectedMessageCount(1);
            RouteKit.assertSatisfied(context);
            RouteKit.eventually().until(() -> runs.lease("test", 1).isEmpty());
        } finally {
            context.stop();
            database.dispose();
        }
    }

    @Test
    void anErrorInTheLastOutputIsAFailure() {
        String broken = "{\"type\":\"model_output\",\"error\":{\"code\":13,\"message\":\"Tool backend failed.\"}}";
        String fine =
                "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"Paris\"}],\"error\":{\"code\":0}}";
        emulator()
                .script(
                        onCreate().body("{\"id\":\"v1_a\",\"status\":\"completed\",\"steps\":[" + broken + "]}"),
                        onCreate()
                                .body("{\"id\":\"v1_b\",\"status\":\"completed\",\"steps\":[" + broken + "," + fine
                                        + "]}"));

        Exchange failed = ask("direct:converse");

        assertThat(failed.getException(InteractionEndedException.class)
                        .getInteraction()
                        .errors())
                .singleElement()
                .satisfies(error -> assertThat(error.message()).isEqualTo("Tool backend failed."));
        assertThat(reason(failed)).isEqualTo("failed");
        assertThat(ask("direct:converse").getMessage().getBody()).isEqualTo("Paris");
        assertThat(emulator().lastRequest().body().has("previous_interaction_id"))
                .isFalse();
    }
}
