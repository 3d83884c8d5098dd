// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.interactions.state.JdbcRunRepository;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.FAR;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Lines of the log about interactions that last longer than {@code progressInterval}. */
class ProgressLogTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;
    private static final String KEY = "camel.geminiInteractionId";

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.camelgemini.interactions");
    private final JdbcConnectionPool database =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "", "");

    @BeforeEach
    void listen() {
        logged.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(logged);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(logged);
        logger.setLevel(null);
        context.stop();
        database.dispose();
    }

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
                from("direct:soon").routeId("soon").to(CREATE + "&streaming=true&channel=c&progressInterval=50");
                from("direct:never").routeId("never").to(CREATE + "&streaming=true&channel=c&progressInterval=0");
                from("direct:many").routeId("many").to(CREATE + "&progressInterval=200");
                from("gemini-interactions:stream?channel=c").to("mock:steps");
                from("direct:background").to(CREATE + "&background=true&runRepository=#runs");
            }
        };
    }

    private Future<Exchange> send(String uri) {
        return fluentTemplate.to(uri).withBody("PROMPTSENTINEL").asyncSend();
    }

    private List<ILoggingEvent> lines(String text) {
        return List.copyOf(logged.list).stream()
                .filter(line -> line.getFormattedMessage().contains(text))
                .toList();
    }

    @Test
    void oneThatLastsIsLoggedAgainAndAgainUntilItEnds() throws Exception {
        Gate gate = emulator().gate("last");
        emulator().script(onCreate().thought("THOUGHTSENTINEL").text("Paris").gateAfter(6, gate));

        Future<Exchange> sent = send("direct:soon");
        eventually().until(() -> lines("1 steps, 6 events").size() >= 3);

        String id = emulator().interactionIds().get(0);
        assertThat(lines("of route soon")).last().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.INFO);
            assertThat(line.getFormattedMessage())
                    .startsWith("Interaction " + id + " of route soon, exchange ")
                    .contains(": in_progress for ", "tokens, last response ")
                    .doesNotContain("SENTINEL");
            assertThat(line.getMDCPropertyMap()).containsEntry(KEY, id);
        });
        gate.release();
        assertThat(sent.get(FAR.toSeconds(), TimeUnit.SECONDS).getException()).isNull();
    }

    @Test
    void anIntervalOfZeroLogsNothing() throws Exception {
        Gate gate = emulator().gate("last");
        emulator().script(onCreate().text("Paris").gateAfter(1, gate).always());

        Future<Exchange> silent = send("direct:never");
        Future<Exchange> logging = send("direct:soon");
        eventually().until(() -> lines("of route soon").size() >= 3);

        assertThat(lines("of route never")).isEmpty();
        gate.release();
        assertThat(silent.get(FAR.toSeconds(), TimeUnit.SECONDS).getException()).isNull();
        assertThat(logging.get(FAR.toSeconds(), TimeUnit.SECONDS).getException())
                .isNull();
    }

    @Test
    void aRoundHasFewLinesAndTheNumberOfTheOthers() throws Exception {
        Gate gate = emulator().gate("all");
        emulator().script(onCreate().text("Paris").gate(gate).always());
        List<Future<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < 23; i++) sent.add(send("direct:many"));

        eventually().until(() -> !lines("3 more interactions are open").isEmpty());
        gate.release();

        for (Future<Exchange> one : sent)
            assertThat(one.get(FAR.toSeconds(), TimeUnit.SECONDS).getException())
                    .isNull();
        int last = List.copyOf(logged.list)
                .indexOf(lines("3 more interactions are open").get(0));
        assertThat(logged.list.subList(last - 20, last)).allSatisfy(line -> assertThat(line.getFormattedMessage())
                .startsWith("Interaction (no id yet) of route many"));
    }

    @Test
    void theRunsOfARepositoryHaveOneLine() throws Exception {
        Gate gate = emulator().gate("never");
        emulator().script(onCreate().text("Paris").gate(gate).always());
        template.sendBody("direct:background", "one");
        template.sendBody("direct:background", "two");
        RouteBuilder.addRoutes(
                context, routes -> routes.from("gemini-interactions:await?runRepository=#runs&progressInterval=50")
                        .routeId("ends")
                        .to("mock:ends"));

        eventually().until(() -> !lines("Route ends awaits 2 runs, 0 of them set aside")
                .isEmpty());
        assertThat(lines("Route ends awaits").get(0).getFormattedMessage())
                .containsAnyOf(
                        "the oldest is interaction "
                                + emulator().interactionIds().get(0),
                        "the oldest is interaction "
                                + emulator().interactionIds().get(1));
        gate.release();
    }
}
