// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A stream as the text/event-stream of a browser. */
class EventStreamTest extends GeminiEmulatorTestSupport {

    private static final String EVENTS =
            "gemini-interactions:create?streaming=true&outputType=sse&emit=deltas&model=" + MODEL;

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:deltas").to(EVENTS).to("direct:browser");
                from("direct:all")
                        .to(EVENTS.replace("emit=deltas", "emit=steps,deltas"))
                        .to("direct:browser");
                from("direct:thoughts")
                        .to(EVENTS.replace("emit=deltas", "emit=steps") + "&stepTypes=thought")
                        .to("direct:browser");
                from("direct:background").to(EVENTS + "&background=true").to("direct:browser");
                from("direct:unstored").to(EVENTS + "&store=false").to("direct:browser");
                from("direct:functions").to(EVENTS + "&tags=stocks").to("direct:browser");
                from("gemini-interactions-tool:get_price?tags=stocks&description=Price&parameter.ticker=string")
                        .setBody(constant("7 EUR"));
                from("direct:leaves").to(EVENTS).process(exchange -> {
                    InputStream events = exchange.getMessage().getBody(InputStream.class);
                    assertThat(events.read(new byte[1000])).isPositive();
                    events.close();
                    assertThatThrownBy(events::read).isInstanceOf(IOException.class);
                    eventually().until(() -> emulator().openStreams() == 0);
                });

                // Stream caching is on: it would read the whole stream here, in front of the reader.
                from("direct:browser").process(exchange -> {
                    BufferedReader reader = new BufferedReader(new InputStreamReader(
                            (InputStream) exchange.getMessage().getBody(), StandardCharsets.UTF_8));
                    for (String line = reader.readLine(); line != null; line = reader.readLine()) lines.add(line);
                });
            }
        };
    }

    private Exchange ask(String route) {
        return fluentTemplate.to(route).withBody("Capital of France?").send();
    }

    private String id() {
        return emulator().interactionIds().get(0);
    }

    @Test
    void eachDeltaIsAnEventAndThoughtsAreNone() {
        emulator()
                .script(onCreate()
                        .thought("Easy.")
                        .deltas("Pa\r\nr", "ís\u0000!")
                        .usage(7, 2, 5));

        Exchange answered = ask("direct:deltas");

        assertThat(answered.getException()).isNull();
        assertThat(lines)
                .containsExactly(
                        "event: delta",
                        "id: " + id() + "/1/0",
                        "data: {\"type\":\"text\",\"text\":\"Pa\\r\\nr\"}",
                        "",
                        "event: delta",
                        "id: " + id() + "/1/5",
                        "data: {\"type\":\"text\",\"text\":\"ís\\u0000!\"}",
                        "",
                        "event: completed",
                        "id: " + id() + "/completed",
                        "data: {\"interaction_id\":\"" + id() + "\",\"status\":\"completed\","
                                + "\"text\":\"Pa\\r\\nrís\\u0000!\",\"usage\":{\"input_tokens\":7,\"output_tokens\":2,"
                                + "\"thought_tokens\":5,\"total_tokens\":14}}",
                        "");
        assertThat(answered.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("text/event-stream");
    }

    @Test
    void stepsAreEventsWhereTheyAreEmitted() {
        emulator().script(onCreate().thought("Easy.").deltas("Paris").always());

        ask("direct:all");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("event"))
                .containsExactly("event: delta", "event: step", "event: completed");
        lines.clear();

        ask("direct:thoughts");
        assertThat(lines).contains("event: step", "data: {\"type\":\"thought\",\"text\":\"Easy.\"}");
    }

    @Test
    void anEventIsReadWhileTheNextOneIsHeldBack() throws Exception {
        Gate gate = emulator().gate("second");
        emulator().script(onCreate().thought("Easy.").deltas("Pa", "ris").gateAfter(8, gate));

        CompletableFuture<Exchange> answered = CompletableFuture.supplyAsync(() -> ask("direct:deltas"));

        eventually().until(() -> lines.contains("data: {\"type\":\"text\",\"text\":\"Pa\"}"));
        assertThat(lines).doesNotContain("event: completed");
        assertThat(answered).isNotDone();
        gate.release();
        assertThat(answered).succeedsWithin(RouteKit.FAR);
        assertThat(lines).contains("data: {\"type\":\"text\",\"text\":\"ris\"}", "event: completed");
    }

    @Test
    void aClosedStreamEndsTheCall() {
        Gate gate = emulator().gate("never");
        emulator().script(onCreate().thought("Easy.").deltas("Pa", "ris").gateAfter(8, gate));

        assertThat(ask("direct:leaves").getException()).isNull();

        assertThat(RouteKit.component(context).getOpenStreams()).isZero();
    }

    @Test
    void aFailureAfterTheFirstByteIsAnEventAndTheEnd() {
        emulator().script(onCreate().thought("Easy.").deltas("Pa", "ris").cutAfter(8));

        Exchange answered = ask("direct:unstored");

        assertThat(answered.getException()).isNull();
        assertThat(lines).startsWith("event: delta").endsWith("");
        assertThat(lines.get(lines.size() - 3)).isEqualTo("event: error");
        assertThat(lines.get(lines.size() - 2))
                .startsWith("data: {")
                .contains("\"category\":\"SERVER_ERROR\",\"reason\":\"stream\"")
                .doesNotContain("Exception");
    }

    @Test
    void aRefusalFailsTheExchange() {
        emulator().script(onCreate().httpStatus(400));

        assertThat(ask("direct:deltas").getException()).isInstanceOf(InteractionRejectedException.class);
        assertThat(lines).isEmpty();
    }

    @Test
    void aResumedStreamHasNoEventTwice() {
        emulator().script(onCreate().thought("Easy.").deltas("Pa", "r", "is").cutAfter(8));

        ask("direct:background");

        assertThat(lines)
                .filteredOn(line -> line.startsWith("id: "))
                .containsExactly(
                        "id: " + id() + "/1/0",
                        "id: " + id() + "/1/2",
                        "id: " + id() + "/1/3",
                        "id: " + id() + "/completed");
    }

    @Test
    void functionsRunBetweenTheEvents() {
        emulator()
                .script(
                        onCreate().deltas("One moment.").call("c1", "get_price", "{\"ticker\":\"GOOG\"}"),
                        onCreate().deltas("7 EUR"));

        ask("direct:functions");

        assertThat(lines)
                .filteredOn(line -> line.startsWith("data"))
                .hasSize(3)
                .satisfies(data -> assertThat(data.get(0)).contains("One moment."))
                .satisfies(data -> assertThat(data.get(1)).contains("7 EUR"))
                .satisfies(data -> assertThat(data.get(2)).contains("\"status\":\"completed\""));
        assertThat(emulator().ledger().creates()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-interactions:create?outputType=sse, set streaming=true and no channel",
        "gemini-interactions:create?outputType=sse&streaming=true&channel=c, set streaming=true and no channel",
        "gemini-interactions:get?outputType=sse, set streaming=true and no channel",
        "gemini-interactions:create?outputType=sse&streaming=true&emit=events, set emit to steps"
    })
    void whatIsNoBodyOfEventsIsRefusedAtStart(String uri, String cure) {
        assertThatThrownBy(() -> RouteBuilder.addRoutes(
                        context, routes -> routes.from("direct:no").to(uri)))
                .hasStackTraceContaining(cure);
    }

    @Test
    void aConsumerIsRefusedAtStart() {
        assertThatThrownBy(() -> RouteBuilder.addRoutes(
                        context, routes -> routes.from("gemini-interactions:stream?channel=c&outputType=sse")
                                .to("mock:steps")))
                .hasStackTraceContaining("set streaming=true and no channel");
    }
}
