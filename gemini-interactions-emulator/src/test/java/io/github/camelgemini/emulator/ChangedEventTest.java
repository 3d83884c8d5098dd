// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.script.EventFault.Change.What;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Moment;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Events in a shape that is not the usual one, or in none. */
class ChangedEventTest {
    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(EMULATOR.baseUrl());
    }

    @Test
    void aStepHasAnUnknownType() throws Exception {
        List<JsonNode> events = stream(Fault.change(3, What.UNKNOWN_STEP));

        assertThat(events.get(2).at("/step/type").asText()).isEqualTo("hologram");
        assertThat(Api.text(events)).isEqualTo("Hello");
    }

    @Test
    void aRunHasAStepOfAnUnknownType() throws Exception {
        EMULATOR.script(Script.onCreate().steps("[{\"type\":\"hologram\",\"size\":3}]"));

        List<JsonNode> events = api.stream("x", "");

        assertThat(events.get(2).path("step").toString()).isEqualTo("{\"type\":\"hologram\",\"size\":3}");
        assertThat(events.get(3).path("event_type").asText()).isEqualTo("step.stop");
    }

    @Test
    void aDeltaHasAnUnknownType() throws Exception {
        List<JsonNode> events = stream(Fault.change(4, What.UNKNOWN_DELTA));

        assertThat(events.get(3).at("/delta/type").asText()).isEqualTo("hologram");
        assertThat(deltaTypes(events)).containsOnlyOnce("hologram");
    }

    @Test
    void deltasHaveNoType() throws Exception {
        List<JsonNode> events = stream(Fault.change(What.DELTA_WITHOUT_TYPE));

        assertThat(deltaTypes(events)).hasSizeGreaterThan(2).containsOnly("");
        assertThat(Api.text(events)).isEqualTo("Hello");
    }

    @Test
    void theFinalEventHasItsOldName() throws Exception {
        String body = body(Fault.change(What.LEGACY_COMPLETE));

        assertThat(body).contains("event: interaction.complete\ndata: ").doesNotContain("interaction.completed");
        assertThat(Api.types(Api.events(body))).endsWith("interaction.complete");
    }

    @Test
    void framesHaveNoEventLine() throws Exception {
        String body = body(Fault.change(What.NO_EVENT_LINE));

        assertThat(body).startsWith("data: ").doesNotContain("event:").endsWith("\n\ndata: [DONE]\n\n");
    }

    @Test
    void aStreamHasNoEndMarker() throws Exception {
        String body = body(Fault.change(What.NO_END_MARKER));

        assertThat(body).doesNotContain("[DONE]");
        assertThat(Api.types(Api.events(body))).endsWith("interaction.completed");
    }

    @Test
    void anEventIsNoJson() throws Exception {
        String body = body(Fault.malformed(4));

        assertThat(body.split("\n\n")[3]).isEqualTo("event: step.delta\ndata: this is no JSON");
        assertThat(body).endsWith("data: [DONE]\n\n");
    }

    @Test
    void aFrameBreaksOffAndTheNextOneFollows() throws Exception {
        String[] frames = body(Fault.torn(4, 40)).split("\n\n");

        assertThat(frames[3]).startsWith("event: step.delta\ndata: {").hasSize(40);
        assertThat(frames[4]).startsWith("event: ");
    }

    @Test
    void aFrameRunsIntoTheNextOne() throws Exception {
        String[] frames = body(Fault.tornIntoNext(4, 40)).split("\n\n");

        assertThat(frames[3].substring(0, 40)).startsWith("event: step.delta\ndata: {");
        assertThat(frames[3].substring(40)).startsWith("event: ").contains("\ndata: {");
    }

    @Test
    void anotherResponseOfTheSameRunIsNotTouched() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").fault(Fault.malformed(Moment.afterEvent("e5"))));
        List<JsonNode> spoilt = api.stream("x", ",\"background\":true");
        String id = spoilt.get(0).at("/interaction/id").asText();

        assertThat(Api.ids(spoilt)).doesNotContain("e5");
        assertThat(Api.ids(api.follow(id, ""))).contains("e5");
    }

    private List<JsonNode> stream(Fault fault) throws Exception {
        return Api.events(body(fault));
    }

    private String body(Fault fault) throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").fault(fault));
        return api.post(Api.body("x", "\"stream\":true")).body();
    }

    private static List<String> deltaTypes(List<JsonNode> events) {
        return events.stream()
                .filter(event -> event.has("delta"))
                .map(event -> event.at("/delta/type").asText())
                .toList();
    }
}
