// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.state.JdbcRunRepository;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The kamelets gemini-interactions-source and gemini-interactions-sink, in Pipes. */
class KameletRunsTest extends GeminiEmulatorTestSupport {

    private static final String SOURCE = "gemini-interactions-source";
    private static final String SINK = "gemini-interactions-sink";
    private static final String HOSTILE = Kamelets.Way.PIPE.hostile();

    private final JdbcConnectionPool database =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "", "");

    private final MemoryStateRepository cursors = new MemoryStateRepository();

    @Override
    protected void bindToRegistry(Registry registry) {
        JdbcRunRepository runs = new JdbcRunRepository(database, "runs");
        runs.setCreateTableIfNotExists(true);
        registry.bind("runs", runs);
        registry.bind("cursors", cursors);
    }

    @AfterEach
    void closeDatabase() {
        context.stop();
        database.dispose();
    }

    private static Map<String, String> with(String... properties) {
        Map<String, String> all = new LinkedHashMap<>(Map.of("apiKey", "a-key"));
        for (int i = 0; i < properties.length; i += 2) all.put(properties[i], properties[i + 1]);
        return all;
    }

    private void source(Map<String, String> properties) throws Exception {
        Kamelets.load(context, "source.yaml", pipe(properties));
    }

    private static String pipe(Map<String, String> properties) {
        return Kamelets.pipe(Kamelets.step(SOURCE, properties), "{uri: 'mock:step'}", "mock:steps");
    }

    private void sink(Map<String, String> properties) throws Exception {
        Kamelets.load(
                context,
                "sink.yaml",
                Kamelets.pipe("direct:start", "{uri: 'mock:step'}", Kamelets.step(SINK, properties)));
    }

    private MockEndpoint steps() {
        return getMockEndpoint("mock:steps");
    }

    private Exchange start() {
        return fluentTemplate.to("direct:start").withBody("Hi").send();
    }

    private void awaitRequest() throws Exception {
        emulator().awaitRequests(1, RouteKit.FAR);
    }

    @Test
    void theSourceEmitsTheStepsOfTheRunThatItStarts() throws Exception {
        emulator().script(onCreate().thought("Easy.").text("Paris"));
        steps().expectedBodiesReceived("Easy.", "Paris");

        source(with("model", MODEL, "input", HOSTILE));

        RouteKit.assertSatisfied(context);
        assertThat(emulator().lastRequest().at("/input/0/content/0/text").asText())
                .isEqualTo(HOSTILE);
        assertThat(RouteKit.headers(steps(), GeminiInteractionsConstants.STEP_TYPE))
                .containsExactly("thought", "model_output");
    }

    @Test
    void theSourceEmitsTheStepsOfAStoredRun() throws Exception {
        emulator().script(onCreate().thought("Easy.").text("Paris"));
        String id = fluentTemplate
                .to("gemini-interactions:create?background=true&model=" + MODEL)
                .withBody("Hi")
                .request(String.class);
        steps().expectedBodiesReceived("Paris");

        source(with("operation", "resume", "interactionId", id, "stepTypes", "model_output"));

        RouteKit.assertSatisfied(context);
    }

    @Test
    void whatTheSinkStartsTheSourceAwaits() throws Exception {
        emulator().script(onCreate().text("Paris"));
        steps().expectedBodiesReceived("Paris");
        sink(with("agent", "agents/deep", "runRepository", "#bean:runs"));
        assertThat(start().getException()).isNull();
        assertThat(emulator().lastRequest().at("/background").asBoolean()).isTrue();

        source(with("operation", "await", "runRepository", "#bean:runs"));

        RouteKit.assertSatisfied(context);
    }

    @Test
    void theSinkIsDoneWhenTheRunIsAccepted() throws Exception {
        emulator().script(onCreate().text("late").gate("held"));
        sink(with("model", MODEL));

        assertThat(start().getException()).isNull();

        assertThat(emulator().requests()).hasSize(1);
    }

    @Test
    void inTheForegroundTheSinkFailsWithItsAnswer() throws Exception {
        emulator().script(onCreate().httpStatus(400));
        sink(with("model", MODEL, "background", "false"));

        assertThat(start().getException()).isInstanceOf(InteractionRejectedException.class);

        assertThat(emulator().lastRequest().at("/background").asBoolean()).isFalse();
    }

    /** Property, value, pointer, what is sent. */
    static final List<List<String>> SENT = List.of(
            List.of("systemInstruction", HOSTILE, "/system_instruction", HOSTILE),
            List.of("generationConfig", "{\"x\":{\"y\":\"& + # ) }\"}}", "/generation_config/x/y", "& + # ) }"),
            List.of("agentConfig", "{\"x\":{\"y\":\"& + # ) }\"}}", "/agent_config/x/y", "& + # ) }"),
            List.of("builtinTools", "google_search,url_context", "/tools/1/type", "url_context"));

    static Stream<Arguments> sent() {
        return SENT.stream().map(row -> Arguments.of(row.toArray()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sent")
    void aPropertyOfTheSourceIsSent(String name, String value, String pointer, String sent) throws Exception {
        source(with("model", MODEL, "input", "Hi", name, value));

        awaitRequest();
        assertThat(emulator().lastRequest().at(pointer).asText()).isEqualTo(sent);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sent")
    void aPropertyOfTheSinkIsSent(String name, String value, String pointer, String sent) throws Exception {
        sink(with("model", MODEL, name, value));

        start();
        assertThat(emulator().lastRequest().at(pointer).asText()).isEqualTo(sent);
    }

    @Test
    void thePromptOfTheSinkStandsBeforeTheBody() throws Exception {
        sink(with("model", MODEL, "prompt", HOSTILE));

        assertThat(start().getException()).isNull();
        assertThat(emulator().lastRequest().at("/input/0/content/0/text").asText())
                .isEqualTo(HOSTILE);
    }

    @Test
    void whatTheSourceEmitsIsChosen() throws Exception {
        emulator().script(onCreate().thought("Easy.").text("Paris"));
        steps().expectedMessageCount(1);

        source(with(
                "agent",
                "agents/deep",
                "background",
                "true",
                "input",
                "Hi",
                "emit",
                "completed",
                "outputType",
                "json"));

        RouteKit.assertSatisfied(context);
        assertThat(RouteKit.bodies(steps()).get(0)).contains("\"completed\"");
        assertThat(emulator().requests().get(0).at("/background").asBoolean()).isTrue();
        assertThat(emulator().requests().get(0).at("/agent").asText()).isEqualTo("agents/deep");
    }

    @Test
    void theSourceFindsItsRunAgainByItsKey() throws Exception {
        emulator().script(onCreate().thought("Easy.").text("Paris"));
        Map<String, String> properties = with(
                "model",
                MODEL,
                "input",
                "Hi",
                "background",
                "true",
                "cursorRepository",
                "#bean:cursors",
                "runKey",
                "mine");
        steps().whenExchangeReceived(2, step -> step.setException(new IllegalStateException("full")));
        steps().expectedMessageCount(2);
        source(properties);
        RouteKit.assertSatisfied(context);
        context.stop();

        try (DefaultCamelContext another = RouteKit.another(emulator())) {
            another.getRegistry().bind("cursors", cursors);
            another.start();
            Kamelets.load(another, "source.yaml", pipe(properties));
            MockEndpoint rest = another.getEndpoint("mock:steps", MockEndpoint.class);
            rest.expectedBodiesReceived("Paris");

            RouteKit.assertSatisfied(another);
        }
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({SOURCE, SINK})
    void theAddressAndTheTimeoutAreThoseOfTheKamelet(String kamelet) throws Exception {
        RouteKit.component(context).getConfiguration().setBaseUrl("http://127.0.0.1:1");
        Map<String, String> properties =
                with("model", MODEL, "baseUrl", emulator().baseUrl(), "requestTimeout", "30s");
        if (kamelet.equals(SINK)) {
            sink(properties);
            start();
        } else {
            properties.put("input", "Hi");
            source(properties);
        }

        awaitRequest();
        assertThat(Kamelets.requestTimeouts(context)).containsExactly(30_000L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resume|interactionId is missing",
                "await|runRepository is missing",
                "create|The option stepTypes changes nothing without"
            })
    void aSourceThatCannotWorkDoesNotStartAndSaysWhy(String operation, String words) {
        Map<String, String> properties = with("operation", operation);
        if (operation.equals("create"))
            properties.putAll(Map.of("model", MODEL, "input", "Hi", "emit", "completed", "stepTypes", "thought"));
        assertThatThrownBy(() -> source(properties)).rootCause().hasMessageContaining(words);
    }

    @Test
    void everyPropertyIsTried() {
        Set<String> tried = new TreeSet<>(
                Set.of("apiKey", "model", "agent", "baseUrl", "requestTimeout", "background", "runRepository"));
        SENT.forEach(row -> tried.add(row.get(0)));
        Set<String> ofTheSink = new TreeSet<>(tried);
        ofTheSink.add("prompt");
        assertThat(KameletFilesTest.properties(SINK)).isEqualTo(ofTheSink);
        tried.addAll(Set.of(
                "operation",
                "input",
                "interactionId",
                "outputType",
                "emit",
                "stepTypes",
                "cursorRepository",
                "runKey"));
        assertThat(KameletFilesTest.properties(SOURCE)).isEqualTo(tried);
    }
}
