// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionNotKeptException;
import io.github.camelgemini.interactions.state.HandClock;
import io.github.camelgemini.interactions.state.JdbcRunRepository;
import io.github.camelgemini.interactions.state.ScriptedRuns;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.FAR;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Each end is handled once by its route, whatever the route, the repository or a bean throws, and whenever. */
class AwaitFailuresTest extends GeminiEmulatorTestSupport {

    private static final String FROM = "gemini-interactions:await?runRepository=#runs&headerFilterStrategy=#filter"
            + "&pollInterval=20&maxPollInterval=40&restartDelay=20";

    private final DataSource database = HandClock.database();
    private final JdbcRunRepository table = new JdbcRunRepository(database, "runs");
    private final ScriptedRuns runs = new ScriptedRuns(table);
    private final AtomicBoolean filterFails = new AtomicBoolean();

    @Override
    protected void bindToRegistry(Registry registry) {
        table.setCreateTableIfNotExists(true);
        table.setLeaseTime(1_000);
        registry.bind("runs", runs);
        HeaderFilterStrategy filter = new DefaultHeaderFilterStrategy() {
            @Override
            public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
                return fails();
            }

            @Override
            public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
                return fails();
            }

            private boolean fails() {
                if (filterFails.getAndSet(false)) throw new StackOverflowError("a filter that calls itself");
                return false;
            }
        };
        registry.bind("filter", filter);
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:create")
                        .to("gemini-interactions:create?background=true&runRepository=#runs&model=" + MODEL);
            }
        };
    }

    private Exchange create() throws Exception {
        return fluentTemplate
                .to("direct:create")
                .withBody("Capital?")
                .withHeader("order", 7)
                .asyncSend()
                .get(FAR.toSeconds(), TimeUnit.SECONDS);
    }

    /** A run is released while it goes on, and renewed while its end is routed. */
    private void meetTroubles(String method) throws Exception {
        create();
        if (method.equals("release")) eventually().until(() -> !runs.isTroubleAhead());
        if (method.equals("renew"))
            ends().whenAnyExchangeReceived(end -> eventually().until(() -> !runs.isTroubleAhead()));
        emulator().gate("held").release();
    }

    private MockEndpoint ends() {
        return getMockEndpoint("mock:ends");
    }

    private void assertAllHaveEnded() throws InterruptedException {
        eventually().until(() -> rows() == 0 && !runs.isTroubleAhead());
        RouteKit.assertSatisfied(context);
    }

    private int rows() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM CAMEL_GEMINI_INTERACTIONS_RUNS")) {
            count.next();
            return count.getInt(1);
        }
    }

    enum Failure {
        ROLLED_BACK {
            @Override
            void happen(Exchange exchange) {
                exchange.setRollbackOnly(true);
            }
        },
        LAST_ROLLED_BACK {
            @Override
            void happen(Exchange exchange) {
                exchange.setRollbackOnlyLast(true);
            }
        },
        ERROR {
            @Override
            void happen(Exchange exchange) {
                throw new NoClassDefFoundError("redis/clients/jedis/Jedis");
            }
        };

        abstract void happen(Exchange exchange);
    }

    @ParameterizedTest
    @EnumSource
    void anEndThatItsRouteDoesNotHandleIsEmittedAgain(Failure failure) throws Exception {
        RouteBuilder.addRoutes(
                context, routes -> routes.from(FROM).to("mock:attempts").to("mock:ends"));
        MockEndpoint attempts = getMockEndpoint("mock:attempts");
        attempts.expectedMessageCount(3);
        for (int attempt = 1; attempt < 3; attempt++) attempts.whenExchangeReceived(attempt, failure::happen);
        ends().expectedBodiesReceived("Paris");
        emulator().script(onCreate().text("Paris"));

        create();

        assertAllHaveEnded();
    }

    /** The EIP itself: it stops the routing. */
    @Test
    void anEndThatIsRolledBackBeforeItIsHandedOnIsEmittedAgain() throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        RouteBuilder.addRoutes(context, routes -> routes.from(FROM)
                .choice()
                .when(exchange -> first.getAndSet(false))
                .markRollbackOnly()
                .end()
                .to("mock:ends"));
        ends().expectedBodiesReceived("Paris");
        emulator().script(onCreate().text("Paris"));

        create();

        assertAllHaveEnded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lease", "release", "remove", "renew"})
    void theConsumerContinuesAfterAnErrorOfItsRepository(String method) throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from(FROM).to("mock:ends"));
        ends().expectedBodiesReceived("Paris");
        emulator().script(onCreate().text("Paris").gate("held"));
        runs.failing(method, () -> new OutOfMemoryError("Java heap space"))
                .failing(method, () -> new NoClassDefFoundError("org/postgresql/core/v3/QueryExecutorImpl"));

        meetTroubles(method);

        assertAllHaveEnded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lease", "release", "remove", "renew"})
    void aWriteWhoseAnswerIsLostMakesNoSecondEnd(String method) throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from(FROM).to("mock:ends"));
        ends().expectedBodiesReceived("Paris");
        emulator().script(onCreate().text("Paris").gate("held"));
        runs.losingTheAnswerOf(method).losingTheAnswerOf(method);

        meetTroubles(method);

        assertAllHaveEnded();
    }

    @Test
    void anErrorOfABeanThatPreparesTheEndDelaysItAlone() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from(FROM).to("mock:ends"));
        ends().expectedMessageCount(2);
        ends().expectedHeaderReceived("order", 7);
        emulator().script(onCreate().text("Paris").times(2));
        filterFails.set(true);

        create();
        create();

        assertAllHaveEnded();
        assertThat(filterFails).isFalse();
    }

    @Test
    void anErrorOfTheRepositoryFailsTheCreateWithTheId() throws Exception {
        runs.failing("add", () -> new NoClassDefFoundError("redis/clients/jedis/Jedis"));

        Exchange failed = create();

        assertThat(failed.getException(InteractionNotKeptException.class))
                .hasRootCauseInstanceOf(NoClassDefFoundError.class);
        assertThat(failed.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class))
                .startsWith("v1_");
    }
}
