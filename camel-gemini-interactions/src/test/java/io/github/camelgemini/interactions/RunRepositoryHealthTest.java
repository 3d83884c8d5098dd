// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.interactions.state.JdbcRunRepository;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckAware;
import org.apache.camel.spi.Registry;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** The health check of an await consumer: what is in its repository, and whether that can be read. */
class RunRepositoryHealthTest extends GeminiEmulatorTestSupport {

    private final JdbcConnectionPool database =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "", "");

    @Override
    protected void bindToRegistry(Registry registry) {
        JdbcRunRepository runs = new JdbcRunRepository(database, "runs");
        runs.setCreateTableIfNotExists(true);
        registry.bind("runs", runs);
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-interactions:await?runRepository=#runs&pollInterval=20&maxPollInterval=40&restartDelay=20")
                        .routeId("ends")
                        .to("mock:ends");
                from("direct:background")
                        .to("gemini-interactions:create?background=true&runRepository=#runs&model=" + MODEL);
            }
        };
    }

    @AfterEach
    void closeDatabase() {
        context.stop();
        database.dispose();
    }

    private HealthCheck.Result health() {
        HealthCheckAware consumer = (HealthCheckAware) context.getRoute("ends").getConsumer();
        return consumer.getHealthCheck().call();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void openRunsAreUpWithTheOldest() throws Exception {
        Gate gate = emulator().gate("never");
        emulator().script(onCreate().text("Paris").gate(gate).always());
        assertThat(health().getDetails()).containsEntry("runs.open", 0L).doesNotContainKey("runs.oldest.id");
        template.sendBody("direct:background", "one");
        template.sendBody("direct:background", "two");

        HealthCheck.Result result = health();

        assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(result.getDetails())
                .containsEntry("runs.open", 2L)
                .containsEntry("runs.setAside", 0L)
                .containsEntry("runs.lost", 0L)
                .containsKeys("runs.oldest.seconds", "runs.leases");
        // both were created in the same second, as far as the service says
        assertThat(emulator().interactionIds())
                .contains((String) result.getDetails().get("runs.oldest.id"));
        gate.release();
    }

    @Test
    void aLostRunIsCountedAndUp() throws Exception {
        emulator().script(onGet().always().httpStatus(404));
        template.sendBody("direct:background", "one");

        eventually().until(() -> Long.valueOf(1).equals(health().getDetails().get("runs.lost")));

        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        eventually().until(() -> Long.valueOf(0).equals(health().getDetails().get("runs.open")));
    }

    @Test
    void aRowThatIsSetAsideIsDownUntilItIsCorrected() throws Exception {
        context.getRouteController().stopRoute("ends");
        template.sendBody("direct:background", "one");
        execute("UPDATE CAMEL_GEMINI_INTERACTIONS_RUNS SET CORRELATION_ID = '\u001a'");
        context.getRouteController().startRoute("ends");

        eventually().until(() -> health().getState() == HealthCheck.State.DOWN);
        assertThat(health().getDetails()).containsEntry("runs.setAside", 1L);
        assertThat(health().getMessage()).hasValueSatisfying(message -> assertThat(message)
                .startsWith("1 rows of the runRepository cannot be read"));

        execute("DELETE FROM CAMEL_GEMINI_INTERACTIONS_RUNS");
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void aRepositoryThatIsAwayIsDownUntilItIsBack() throws Exception {
        execute("ALTER TABLE CAMEL_GEMINI_INTERACTIONS_RUNS RENAME TO AWAY");

        assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health().getMessage()).contains("The runRepository cannot be read");
        assertThat(health().getError()).isPresent();

        execute("ALTER TABLE AWAY RENAME TO CAMEL_GEMINI_INTERACTIONS_RUNS");
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
    }
}
