// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.peer;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.measure.Scenario.Work;

/** The JDK's client and a search for blank lines: what a stream costs if its events are not looked at. */
final class JdkFloor implements Peer {

    @Override
    public String name() {
        return "floor";
    }

    @Override
    public void run(Scenario scenario, URI server, Probe probe) throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        byte[] body = new ObjectMapper().writeValueAsBytes(Requests.body(scenario, Requests.document(scenario)));
        HttpRequest request = HttpRequest.newBuilder(Requests.interactions(server))
                .header("Content-Type", "application/json")
                .header("x-goog-api-key", Requests.API_KEY)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        if (Requests.isStream(scenario)) {
            probe.repeat(scenario.concurrency(), () -> {
                if (scenario.work() == Work.FIRST) probe.called();
                BlankLines frames = new BlankLines();
                return client.send(
                        request,
                        BodyHandlers.ofByteArrayConsumer(
                                bytes -> bytes.ifPresent(some -> probe.events(frames.count(ByteBuffer.wrap(some))))));
            });
        } else {
            probe.repeat(scenario.concurrency(), () -> {
                long begun = System.nanoTime();
                byte[] answer = client.send(request, BodyHandlers.ofByteArray()).body();
                probe.answer(begun);
                return answer;
            });
        }
    }
}
