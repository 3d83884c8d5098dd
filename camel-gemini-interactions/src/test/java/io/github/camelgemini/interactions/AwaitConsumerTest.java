// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.exception.InteractionLostException;
import io.github.camelgemini.interactions.exception.InteractionNotKeptException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.exception.InteractionTimeoutException;
import io.github.camelgemini.interactions.state.JdbcRunRepository;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What was begun in the background and kept in a repository is routed when it has ended. */
class AwaitConsumerTest extends GeminiEmulatorTestSupport {

    private static final String TABLE = "CAMEL_GEMINI_INTERACTIONS_RUNS";
    private static final String CREATE =
            "gemini-interactions:create?background=true&runRepository=#runs&model=" + MODEL;
    private static final String FROM =
            "gemini-interactions:await?runRepository=#runs&pollInterval=20&maxPollInterval=40&maxRetries=0&restartDelay=20";

    private final JdbcConnectionPool database =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "", "");

    @Override
    protected void bindToRegistry(Registry registry) {
        JdbcRunRepository runs = new JdbcRunRepository(database, "runs");
        runs.setCreateTableIfNotExists(true);
        registry.bind("runs", runs);
        registry.bind("keys", new MemoryStateRepository());
    }

    @AfterEach
    void closeDatabase() {
        context.stop();
        database.dispose();
    }

    private static Rule answer() {
        return onCreate().thought("Easy.").deltas("Par", "is").usage(7, 2, 5);
    }

    private Exchange send(String uri, Object body) {
        return send(uri, body, Map.of());
    }

    private Exchange send(String uri, Object body, Map<String, Object> headers) {
        return fluentTemplate.to(uri).withBody(body).withHeaders(headers).send();
    }

    private MockEndpoint ends() {
        return getMockEndpoint("mock:ends");
    }

    /** No run is kept any more, and all mock endpoints have just what they expect. */
    private void assertAllHaveEnded() throws InterruptedException {
        eventually().until(() -> rows() == 0);
        RouteKit.assertSatisfied(context);
    }

    private int rows() {
        return Integer.parseInt(first("SELECT COUNT(*) FROM " + TABLE));
    }

    private String first(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            assertThat(found.next()).isTrue();
            return found.getString(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HEADERS = 'no json'",
                "HEADERS = '[1]'",
                "HEADERS = REPEAT('{\"a\":', 100000)",
                "HEADERS = '{\"a\":{\"Integer\":\"one\"}}'",
                "HEADERS = '\u001a??'",
                "CORRELATION_ID = '\u001a'"
            })
    void oneUnreadableRowIsToldOnceAndTheOthersGoOn(String change) throws Exception {
        emulator().script(answer(), answer());
        Exchange broken = send(CREATE, "Capital?");
        execute("UPDATE " + TABLE + " SET " + change);
        String id = broken.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
        send(CREATE, "Capital?");
        ends().expectedMessageCount(1);
        MockEndpoint told = getMockEndpoint("mock:told");
        told.expectedMessageCount(1);
        RouteBuilder.addRoutes(context, routes -> routes.from(FROM + "&bridgeErrorHandler=true")
                .onException(InteractionRequestException.class)
                .handled(true)
                .to("mock:told")
                .end()
                .to("mock:ends"));

        RouteKit.assertSatisfied(context);

        eventually().until(() -> rows() == 1);
        assertThat(first("SELECT OWNER FROM " + TABLE)).isEqualTo("unreadable");
        Exchange exchange = told.getExchanges().get(0);
        assertThat(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class))
                .hasMessageContainingAll(id, "runRepository");
        assertThat(exchange.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID))
                .isEqualTo(id);
        assertThat(exchange.getProperty(GeminiInteractionsConstants.RETRY_SAFE_PROPERTY))
                .isEqualTo(false);
    }

    @Test
    void aRowBringsNoHeaderThatSteersCamel() throws Exception {
        emulator().script(answer());
        send(CREATE, "Capital?");
        execute("UPDATE " + TABLE + " SET HEADERS = '{\"CAmelToEndpoint\":\"exec:rm\",\"CamelHttpUri\":\"http://x\","
                + "\"CamelFileName\":\"../../x\",\"JMSDestination\":\"q\",\"order\":\"7\"}'");
        ends().expectedMessageCount(1);

        RouteBuilder.addRoutes(context, routes -> routes.from(FROM).to("mock:ends"));

        assertAllHaveEnded();
        Map<String, Object> headers = ends().getExchanges().get(0).getMessage().getHeaders();
        assertThat(headers).containsEntry("order", "7");
        assertThat(headers.keySet())
                .doesNotContain("CAmelToEndpoint", "CamelHttpUri", "CamelFileName", "JMSDestination");
    }

    @Test
    void headersThatNoRowTakesFailBeforeTheCreate() {
        Exchange failed = send(CREATE, "Capital?", Map.of("long", "x".repeat(1024 * 1024)));

        assertThat(failed.getException())
                .isInstanceOf(InteractionRequestException.class)
                .hasMessageContaining("runRepository");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void oneExchangeForARunThatHasEndedWithTheHeadersOfItsCreator() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from(FROM).to("mock:ends"));
        ends().expectedMessageCount(1);
        emulator().script(answer().gate("held"));

        Exchange begun = send(
                CREATE,
                "Capital?",
                Map.of(
                        "CamelFileName",
                        "a.txt",
                        "order",
                        7,
                        "Authorization",
                        "Bearer secret",
                        GeminiInteractionsConstants.SERVICE_TIER,
                        "flex"));
        assertThat(rows()).isEqualTo(1);
        assertThat(first("SELECT HEADERS FROM " + TABLE))
                .doesNotContain("secret")
                .doesNotContain("flex");
        emulator().gate("held").release();

        assertAllHaveEnded();
        Exchange end = ends().getExchanges().get(0);
        assertThat(end.getMessage().getBody()).isEqualTo("Paris");
        assertThat(end.getProperty(Exchange.CORRELATION_ID)).isEqualTo(begun.getExchangeId());
        assertThat(end.getMessage().getHeaders())
                .containsEntry("CamelFileName", "a.txt")
                .containsEntry("order", 7)
                .containsEntry(GeminiInteractionsConstants.STATUS, "completed")
                .containsEntry(GeminiInteractionsConstants.TOTAL_TOKENS, 14L)
                .containsEntry(
                        GeminiInteractionsConstants.INTERACTION_ID,
                        begun.getMessage().getBody())
                .doesNotContainKey("Authorization");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"failed", "cancelled", "incomplete"})
    void howARunHasEndedIsForTheRouteToDecide(String status) throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from(FROM).to("mock:ends"));
        ends().expectedMessageCount(1);
        ends().expectedHeaderReceived(GeminiInteractionsConstants.STATUS, status);
        emulator().script(answer().status(status));

        send(CREATE, "Capital?");

        assertAllHaveEnded();
        assertThat(ends().getExchanges().get(0).getException()).isNull();
    }

    @Test
    void anEndThatCouldNotBeRoutedIsEmittedAgain() throws Exception {
        RouteBuilder.addRoutes(
                context, routes -> routes.from(FROM).to("mock:attempts").to("mock:ends"));
        MockEndpoint attempts = getMockEndpoint("mock:attempts");
        attempts.expectedMessageCount(3);
        for (int attempt = 1; attempt < 3; attempt++)
            attempts.whenExchangeReceived(attempt, end -> {
                throw new IllegalStateException("no room");
            });
        ends().expectedBodiesReceived("Paris");
        emulator().script(answer());

        send(CREATE, "Capital?");

        assertAllHaveEnded();
    }

    @Test
    void anEndThatIsHandedOverStaysKeptUntilItIsDone() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        RouteBuilder.addRoutes(context, routes -> {
            routes.from(FROM).to("seda:later");
            routes.from("seda:later").to("mock:ends").process(end -> goOn.await(1, TimeUnit.MINUTES));
        });
        ends().expectedMessageCount(1);
        emulator().script(answer());
        send(CREATE, "Capital?");
        RouteKit.assertSatisfied(context);

        assertThat(rows()).isEqualTo(1);
        goOn.countDown();

        assertAllHaveEnded();
    }

    @Test
    void aRunThatIsLostReachesTheRoutesErrorHandlerWithItsHeaders() throws Exception {
        startWithBridge(FROM + "&bridgeErrorHandler=true");
        emulator().script(answer().fault(Fault.lost()));

        String id = send(CREATE, "Capital?", Map.of("order", 7)).getMessage().getBody(String.class);

        assertAllHaveEnded();
        Exchange lost = ends().getExchanges().get(0);
        assertThat(lost.getProperty(Exchange.EXCEPTION_CAUGHT, InteractionLostException.class)
                        .getInteractionId())
                .isEqualTo(id);
        assertThat(lost.getMessage().getHeaders())
                .containsEntry("order", 7)
                .containsEntry(GeminiInteractionsConstants.INTERACTION_ID, id);
    }

    @ParameterizedTest
    @CsvSource({"false,0", "true,1"})
    void aRunThatNeverMovesReachesItToo(boolean cancel, int cancels) throws Exception {
        startWithBridge(FROM + "&bridgeErrorHandler=true&awaitTimeout=300&cancelOnTimeout=" + cancel);
        emulator().script(answer().fault(Fault.zombieAfter(2)));

        send(CREATE, "Capital?");

        assertAllHaveEnded();
        assertThat(ends().getExchanges().get(0).getProperty(Exchange.EXCEPTION_CAUGHT))
                .isInstanceOf(InteractionTimeoutException.class);
        eventually()
                .untilAsserted(() -> assertThat(emulator().ledger().cancels()).isEqualTo(cancels));
    }

    @Test
    void aRunWhoseAnswerIsTooLargeReachesItToo() throws Exception { // maxResponseSize
        startWithBridge(FROM + "&bridgeErrorHandler=true&awaitTimeout=300&maxResponseSize=500");
        emulator().script(onCreate().text("Paris ".repeat(1000)));

        send(CREATE, "Capital?");

        assertAllHaveEnded();
        assertThat(ends().getExchanges().get(0).getProperty(Exchange.EXCEPTION_CAUGHT))
                .isInstanceOf(InteractionTimeoutException.class);
    }

    private void startWithBridge(String from) throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from(from)
                .onException(GeminiInteractionsException.class)
                .handled(true)
                .to("mock:ends")
                .end()
                .process(exchange -> {
                    throw new AssertionError("nothing has ended");
                }));
        ends().expectedMessageCount(1);
    }

    @Test
    void aServiceThatRefusesOrIsAwayLosesNoRun() throws Exception {
        RouteBuilder.addRoutes(
                context, routes -> routes.from(FROM + "&awaitTimeout=100").to("mock:ends"));
        ends().expectedBodiesReceived("Paris");
        emulator()
                .script(
                        answer(),
                        onGet().httpStatus(403).times(12),
                        onGet().httpStatus(503).times(12),
                        onGet().fault(Fault.cutBeforeHeaders()));

        send(CREATE, "Capital?");

        assertAllHaveEnded();
    }

    @Test
    void aDatabaseThatIsAwayIsAskedAgain() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from(FROM).to("mock:ends"));
        ends().expectedMessageCount(1);
        emulator().script(answer().gate("held"));
        send(CREATE, "Capital?");
        eventually().until(() -> emulator().requests(Operation.GET).size() > 2);

        execute("ALTER TABLE " + TABLE + " RENAME TO AWAY");
        emulator().gate("held").release();
        int looks = emulator().requests(Operation.GET).size();
        assertThat(send(CREATE, "Other?").getException(InteractionNotKeptException.class))
                .hasMessageContaining("await it by its id");
        execute("ALTER TABLE AWAY RENAME TO " + TABLE);

        assertAllHaveEnded();
        assertThat(emulator().requests(Operation.GET)).hasSizeGreaterThan(looks - 1);
    }

    @Test
    void aRunThatCouldNotBeKeptFailsItsMessageWithTheId() throws Exception {
        context.getEndpoint(CREATE).start();
        execute("DROP TABLE " + TABLE);

        Exchange failed = send(CREATE, "Capital?");

        InteractionNotKeptException failure = failed.getException(InteractionNotKeptException.class);
        assertThat(failure.getInteractionId()).startsWith("v1_");
        assertThat(failed.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID))
                .isEqualTo(failure.getInteractionId());
    }

    @Test
    void aMessageThatComesAgainWithItsKeyKeepsTheRunThatWasNotKept() throws Exception {
        String to = CREATE + "&idempotencyRepository=#keys";
        Map<String, Object> key = Map.of(GeminiInteractionsConstants.IDEMPOTENCY_KEY, "order 7");
        context.getEndpoint(to).start();
        emulator().script(answer());
        execute("ALTER TABLE " + TABLE + " RENAME TO AWAY");
        assertThat(send(to, "Capital?", key).getException()).isInstanceOf(InteractionNotKeptException.class);
        execute("ALTER TABLE AWAY RENAME TO " + TABLE);

        assertThat(send(to, "Capital?", key).getException()).isNull();

        assertThat(first("SELECT RUN_KEY FROM " + TABLE)).isEqualTo("order 7");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void anEndThatWasRoutedIsNotRoutedAgainForARedeliveredMessage() throws Exception {
        String to = CREATE + "&idempotencyRepository=#keys";
        Map<String, Object> key = Map.of(GeminiInteractionsConstants.IDEMPOTENCY_KEY, "order 7");
        RouteBuilder.addRoutes(context, routes -> routes.from(FROM).to("mock:ends"));
        ends().expectedMessageCount(1);
        emulator().script(answer());
        Exchange first = send(to, "Capital?", key);
        assertAllHaveEnded();

        Exchange again = send(to, "Capital?", key);

        assertThat(again.getException()).isNull();
        assertThat(again.getMessage().getBody()).isEqualTo(first.getMessage().getBody());
        assertThat(rows()).isZero();
        RouteKit.assertSatisfied(context);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aSuspendedRouteTakesNoRunsAndGoesOnWhenItIsResumed() throws Exception {
        RouteBuilder.addRoutes(
                context, routes -> routes.from(FROM).routeId("ends").to("mock:ends"));
        ends().expectedMessageCount(2);
        context.getRouteController().suspendRoute("ends");
        emulator().script(answer());
        send(CREATE, "Capital?");
        send("gemini-interactions:await", send(CREATE, "Other?").getMessage().getBody());

        assertThat(ends().getReceivedExchanges()).isEmpty();
        context.getRouteController().resumeRoute("ends");

        assertAllHaveEnded();
    }

    @Test
    void aForegroundMessageFailsWhereRunsAreKept() throws Exception {
        assertThat(send(CREATE.replace("background=true&", ""), "Capital?")
                        .getException(InteractionRequestException.class)
                        .getOption())
                .isEqualTo("background");
        assertThat(emulator().requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-interactions:create?model=m&background=false&runRepository=#runs,set background=true",
        "gemini-interactions:create?model=m&awaitCompletion=true&runRepository=#runs,leave out one of them"
    })
    void whatMakesNoSenseFailsAtStart(String uri, String why) {
        assertThatThrownBy(() -> RouteBuilder.addRoutes(
                        context, routes -> routes.from("direct:in").to(uri)))
                .hasStackTraceContaining(why);
    }

    @Test
    void aConsumerWithoutARepositoryFailsAtStart() {
        assertThatThrownBy(() -> RouteBuilder.addRoutes(context, routes -> routes.from("gemini-interactions:await")
                        .to("mock:ends")))
                .hasStackTraceContaining("The option runRepository is missing");
    }
}
