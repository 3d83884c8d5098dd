// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.state.JdbcRunRepository;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.spi.Registry;
import org.apache.camel.util.json.JsonObject;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.FAR;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** The dev console, as Camel finds and calls it. */
class DevConsoleTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;
    private static final String PERSON = "erika.mustermann@example.org";

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
                from("direct:talk").routeId("talk").to(CREATE + "&conversationId=" + PERSON);
                from("direct:stream").routeId("stream").to(CREATE + "&streaming=true&channel=answers");
                from("direct:lost").routeId("lost").to(CREATE + "&streaming=true&channel=nowhere");
                from("gemini-interactions:stream?channel=answers")
                        .routeId("steps")
                        .to("mock:steps");
                from("direct:background").to(CREATE + "&background=true&runRepository=#runs");
                from("gemini-interactions:await?runRepository=#runs&pollInterval=20&maxPollInterval=40")
                        .routeId("ends")
                        .to("mock:ends");
            }
        };
    }

    @AfterEach
    void closeDatabase() {
        context.stop();
        database.dispose();
    }

    private Future<Exchange> send(String uri) {
        return fluentTemplate.to(uri).withBody("PROMPTSENTINEL").asyncSend();
    }

    private DevConsole console() {
        DevConsole console = DevConsoleRegistry.get(context).resolveById("gemini-interactions");
        assertThat(console).isNotNull();
        return console;
    }

    /** As Camel's HTTP server writes it. */
    private JsonNode json(Map<String, Object> options) throws Exception {
        @SuppressWarnings("unchecked")
        Map<String, Object> result = (Map<String, Object>) console().call(DevConsole.MediaType.JSON, options);
        return new ObjectMapper().readTree(new JsonObject(result).toJson());
    }

    private String text(Map<String, Object> options) {
        return (String) console().call(DevConsole.MediaType.TEXT, options);
    }

    @Test
    void anIdleContextHasEverySectionAndNothingInIt() throws Exception {
        JsonNode all = json(Map.of());

        assertThat(all.get("openInteractions")).isEmpty();
        assertThat(all.at("/channels/0/channel").asText()).isEqualTo("answers");
        assertThat(all.at("/channels/0/routeId").asText()).isEqualTo("steps");
        assertThat(all.at("/channels/0/state").asText()).isEqualTo("open");
        assertThat(all.at("/conversations/inTurn").asInt()).isZero();
        assertThat(all.at("/runs/0/routeId").asText()).isEqualTo("ends");
        assertThat(all.at("/runs/0/runs").asInt()).isZero();
        assertThat(text(Map.of()))
                .contains("openInteractions: 0", "channels: 1", "channel=answers routeId=steps state=open waiting=0");
    }

    @Test
    void whatIsOpenIsShownInBothFormsAndNoContentOrPerson() throws Exception {
        Gate gate = emulator().gate("all");
        emulator().script(onCreate().text("ANSWERSENTINEL").gate(gate).always());
        Future<Exchange> first = send("direct:talk");
        Future<Exchange> second = send("direct:talk");
        Future<Exchange> lost = send("direct:lost");
        eventually().until(() -> json(Map.of()).at("/conversations/waiting").asInt() == 1);
        eventually().until(() -> json(Map.of()).at("/channels/1/waiting").asInt() == 1);

        JsonNode all = json(Map.of());
        assertThat(all.at("/conversations/inTurn").asInt()).isEqualTo(1);
        assertThat(all.get("channels").toString())
                .contains("{\"channel\":\"nowhere\",\"state\":\"missing\",\"waiting\":1}");
        assertThat(all.get("openInteractions")).hasSize(3);
        assertThat(json(Map.of("filter", "lo*")).get("openInteractions")).hasSize(1);
        assertThat(json(Map.of("limit", "2")).get("openInteractions")).hasSize(2);
        assertThat(json(Map.of("limit", "many")).get("openInteractions")).hasSize(3);
        assertThat(text(Map.of()).lines().filter(line -> line.contains("routeId=talk")))
                .hasSize(2);
        assertThat(all.get("conversations").toString() + text(Map.of())).doesNotContain("SENTINEL");
        assertThat(all.toString()).contains("gemini-interactions://create").doesNotContain("SENTINEL", PERSON);
        gate.release();
        assertThat(List.of(
                        first.get(FAR.toSeconds(), TimeUnit.SECONDS)
                                .getMessage()
                                .getBody(String.class),
                        second.get(FAR.toSeconds(), TimeUnit.SECONDS)
                                .getMessage()
                                .getBody(String.class)))
                .containsOnly("ANSWERSENTINEL");
        String exchangeId = json(Map.of("filter", "lost"))
                .at("/openInteractions/0/exchangeId")
                .asText();
        json(Map.of("cancel", exchangeId));
        assertThat(lost.get(FAR.toSeconds(), TimeUnit.SECONDS).getException()).isNotNull();
    }

    @Test
    void aRunOfTheRepositoryIsShownAndCancelled() throws Exception {
        Gate gate = emulator().gate("never");
        emulator().script(onCreate().text("Paris").gate(gate));
        getMockEndpoint("mock:ends").expectedMessageCount(1);
        template.sendBody("direct:background", "PROMPTSENTINEL");
        String id = emulator().interactionIds().get(0);

        assertThat(json(Map.of()).at("/runs/0/oldest/0/id").asText()).isEqualTo(id);
        assertThat(text(Map.of())).contains("runs: 1", "id=" + id);
        assertThat(json(Map.of("cancel", id)).get("cancel").asText()).contains("was cancelled at the service");

        RouteKit.assertSatisfied(context);
        assertThat(emulator().requests(Operation.CANCEL)).hasSize(1);
        assertThat(getMockEndpoint("mock:ends")
                        .getReceivedExchanges()
                        .get(0)
                        .getMessage()
                        .getHeader(GeminiInteractionsConstants.STATUS))
                .isEqualTo("cancelled");
        eventually().until(() -> json(Map.of()).at("/runs/0/runs").asInt() == 0);
        assertThat(text(Map.of("cancel", "<script>\n"))).startsWith("cancel: Nothing was cancelled");
    }
}
