// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Moment;
import io.github.camelgemini.emulator.script.MomentFault;
import io.github.camelgemini.emulator.script.ResponseFault;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** How resuming a stream goes wrong. */
class ResumeFaultTest {
    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(EMULATOR.baseUrl());
    }

    @Test
    void aResumedStreamHangsAfterSomeEvents() throws Exception {
        String id = finished();
        EMULATOR.script(resume().stallAfter(2));

        var response = api.open(api.authorized("/interactions/" + id + "?stream=true&last_event_id=e3"));
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            List<String> data = new ArrayList<>();
            while (data.size() < 2) {
                String line = lines.readLine();
                if (line.startsWith("data: ")) {
                    data.add(line);
                }
            }
            assertThat(data.get(1)).contains("\"event_id\":\"e5\"");
            assertThat(EMULATOR.emulator().openStreams()).isEqualTo(1);
        }
    }

    @Test
    void aResumedStreamIgnoresWhereItShouldGoOn() throws Exception {
        String id = finished();
        EMULATOR.script(resume().fault(Fault.replayFromStart()));

        assertThat(Api.ids(api.follow(id, "&last_event_id=e4"))).startsWith("e1", "e2");
        assertThat(Api.ids(api.follow(id, "&last_event_id=e4"))).startsWith("e5");
    }

    @Test
    void resumingIsRefusedAtFirst() throws Exception {
        String id = finished();
        EMULATOR.script(resume().httpStatus(404), resume().httpStatus(503).times(2));

        assertThat(api.get(id + "?stream=true").statusCode()).isEqualTo(404);
        assertThat(api.get(id + "?stream=true").statusCode()).isEqualTo(503);
        assertThat(api.get(id).statusCode()).isEqualTo(200);
        assertThat(api.get(id + "?stream=true").statusCode()).isEqualTo(503);
        assertThat(api.get(id + "?stream=true").statusCode()).isEqualTo(200);
    }

    @Test
    void aResumedStreamIsCutAgainAtTheSamePlace() throws Exception {
        String id = finished();
        Fault end = new MomentFault.Cut(Moment.afterEvent("e5"), true);
        EMULATOR.script(resume().fault(end).times(3));

        assertThat(Api.ids(api.follow(id, "&last_event_id=e3"))).containsExactly("e4", "e5");
        assertThat(api.follow(id, "&last_event_id=e5")).isEmpty();
        assertThat(Api.ids(api.follow(id, ""))).endsWith("e5");
        assertThat(Api.ids(api.follow(id, "&last_event_id=e5"))).startsWith("e6");
    }

    @Test
    void withoutEventIdsAReplayStartsFromTheFirstEvent() throws Exception {
        EMULATOR.script(Script.onCreate().deltas("One ", "two").eventIds(false));
        List<JsonNode> all = api.stream("Count", ",\"background\":true");
        String id = all.get(0).at("/interaction/id").asText();

        assertThat(Api.ids(all)).containsOnly("");
        assertThat(api.follow(id, "&last_event_id=e4")).isEqualTo(all);
    }

    @Test
    void aReplayHasTheStepsOfTheInputFirst() throws Exception {
        EMULATOR.script(Script.onCreate().deltas("One ", "two").eventIds(false));
        List<JsonNode> all = api.stream("Count", ",\"background\":true");
        String id = all.get(0).at("/interaction/id").asText();
        EMULATOR.script(resume().fault(Fault.replayWithInput()));

        List<JsonNode> replay = api.follow(id, "");

        assertThat(replay.subList(0, 2)).isEqualTo(all.subList(0, 2));
        assertThat(replay.get(2).at("/step/type").asText()).isEqualTo("user_input");
        assertThat(indexes(replay)).startsWith(0, 0, 1).endsWith(2);
        assertThat(indexes(replay).subList(2, indexes(replay).size()))
                .isEqualTo(indexes(all).stream().map(index -> index + 1).toList());
        assertThat(Api.text(replay)).isEqualTo("One two");
        assertThat(replay).last().isEqualTo(all.get(all.size() - 1));
    }

    @Test
    void behindAnEventIdAReplayHasNeitherTheInputNorItsIndexes() throws Exception {
        String id = finished();
        List<JsonNode> all = api.follow(id, "");
        EMULATOR.script(resume().fault(Fault.replayWithInput()).times(2));

        assertThat(api.follow(id, "&last_event_id=e1")).isEqualTo(all.subList(1, all.size()));
        assertThat(api.follow(id, "&last_event_id=e4")).isEqualTo(all.subList(4, all.size()));
    }

    @Test
    void aReplayFromTheStartHasTheStepsOfTheInputWhateverEventIsNamed() throws Exception {
        String id = finished();
        EMULATOR.script(resume().fault(new ResponseFault.Replay(true, true)));

        List<JsonNode> replay = api.follow(id, "&last_event_id=e4");

        assertThat(replay.get(2).at("/step/type").asText()).isEqualTo("user_input");
        assertThat(indexes(replay)).startsWith(0, 0, 1);
    }

    private static Rule resume() {
        return Script.onGet().stream(true);
    }

    private String finished() throws Exception {
        String id = api.ask("Hello", "\"background\":true").path("id").asText();
        api.readUntilEnded(id);
        return id;
    }

    private static List<Integer> indexes(List<JsonNode> events) {
        return events.stream()
                .filter(event -> event.has("index"))
                .map(event -> event.path("index").asInt())
                .toList();
    }
}
