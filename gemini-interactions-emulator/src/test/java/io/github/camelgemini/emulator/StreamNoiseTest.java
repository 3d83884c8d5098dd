// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.ResponseFault;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** What comes between the events of a stream and does not belong there. */
class StreamNoiseTest {
    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(EMULATOR.baseUrl());
    }

    @Test
    void anErrorOutsideTheFramingIsOneLineAndTheEnd() throws Exception {
        EMULATOR.script(hello().fault(Fault.bareError(2, Fault.status(400).withCode("prohibited_content"))));

        RawStream stream = open("");

        assertThat(stream.complete()).isTrue();
        assertThat(stream.body())
                .endsWith("\n\n{\"error\":{\"message\":\"Scripted fault 400.\",\"code\":\"prohibited_content\"}}\n");
        assertThat(Api.events(stream.body())).hasSize(2);
    }

    @Test
    void anErrorOutsideTheFramingIsAPrettyPrintedArray() throws Exception {
        EMULATOR.script(hello().fault(Fault.bareArray(5, 504)));

        RawStream stream = open("");
        String tail = stream.body().substring(stream.body().lastIndexOf("\n\n") + 2);

        assertThat(stream.complete()).isTrue();
        assertThat(tail.lines()).hasSizeGreaterThan(5);
        JsonNode error = Api.JSON.readTree(tail).at("/0/error");
        assertThat(error.path("code").asInt()).isEqualTo(504);
        assertThat(error.path("status").asText()).isEqualTo("DEADLINE_EXCEEDED");
        assertThat(Api.events(stream.body())).hasSize(5);
    }

    @Test
    void anErrorOutsideTheFramingIsAPage() throws Exception {
        EMULATOR.script(hello().fault(Fault.bareError(3, Fault.status(502).withForm(ResponseFault.Form.HTML))));

        assertThat(open("").body()).contains("\n\n<!DOCTYPE html><title>Error 502</title>");
    }

    @Test
    void anErrorOutsideTheFramingComesAfterAnEventId() throws Exception {
        EMULATOR.emulator().script("- answer: {text: Hello, fault: {bareJson: {after: e4, status: 503}}}");

        assertThat(Api.ids(Api.events(open(",\"background\":true").body()))).containsExactly("e1", "e2", "e3", "e4");
    }

    @Test
    void anEventComesTwice() throws Exception {
        EMULATOR.script(hello().fault(Fault.duplicate("e3")));

        List<JsonNode> events = api.stream("x", ",\"background\":true");

        assertThat(Api.ids(events)).startsWith("e1", "e2", "e3", "e3", "e4");
        assertThat(events.get(3)).isEqualTo(events.get(2));
    }

    @Test
    void aBlockOfEventsComesAgain() throws Exception {
        EMULATOR.script(hello().fault(Fault.replay(2, 4)));

        assertThat(Api.ids(api.stream("x", ",\"background\":true")))
                .startsWith("e1", "e2", "e3", "e4", "e2", "e3", "e4", "e5");
    }

    @Test
    void aRepeatedEventIsNotCounted() throws Exception {
        EMULATOR.script(hello().fault(Fault.duplicate(2)).fault(Fault.endAfter(3)));

        assertThat(Api.ids(api.stream("x", ",\"background\":true"))).containsExactly("e1", "e2", "e2", "e3");
    }

    @Test
    void anUnknownEventComesBetweenTheOthers() throws Exception {
        EMULATOR.script(hello().fault(Fault.unknownEvent(2)));

        List<JsonNode> events = api.stream("x", "");

        assertThat(events.get(2).path("event_type").asText()).isEqualTo("interaction.hologram");
        assertThat(Api.types(events)).endsWith("interaction.completed");
    }

    @Test
    void anEmptyErrorEventIsNotTheEnd() throws Exception {
        EMULATOR.script(hello().fault(Fault.emptyError(4)));

        List<JsonNode> events = api.stream("x", "");

        assertThat(events.get(4).toString()).isEqualTo("{\"error\":{},\"event_type\":\"error\"}");
        assertThat(Api.text(events)).isEqualTo("Hello");
    }

    @Test
    void anErrorEventIsTheEnd() throws Exception {
        EMULATOR.script(hello().fault(Fault.error(3, "gateway_timeout", "Deadline expired")));

        RawStream stream = open("");
        List<JsonNode> events = Api.events(stream.body());

        assertThat(stream.complete()).isTrue();
        assertThat(stream.body()).doesNotContain("[DONE]");
        assertThat(events).hasSize(4);
        assertThat(events.get(3).at("/error/code").asText()).isEqualTo("gateway_timeout");
        assertThat(events.get(3).at("/error/message").asText()).isEqualTo("Deadline expired");
    }

    private static Rule hello() {
        return Script.onCreate().text("Hello");
    }

    private static RawStream open(String members) throws Exception {
        return RawStream.create(EMULATOR.baseUrl(), Api.body("x", "\"stream\":true" + members));
    }
}
