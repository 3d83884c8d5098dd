// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.peer;

import java.net.URI;
import java.util.Base64;
import java.util.List;

import com.google.genai.Client;
import com.google.genai.gaos.models.interactions.Content;
import com.google.genai.gaos.models.interactions.CreateModelInteraction;
import com.google.genai.gaos.models.interactions.DocumentContent;
import com.google.genai.gaos.models.interactions.DocumentContentMimeType;
import com.google.genai.gaos.models.interactions.Interaction;
import com.google.genai.gaos.models.interactions.InteractionSSEEvent;
import com.google.genai.gaos.models.interactions.InteractionSSEStreamEvent;
import com.google.genai.gaos.models.interactions.InteractionsInput;
import com.google.genai.gaos.models.interactions.ModelOutputStep;
import com.google.genai.gaos.models.interactions.Step;
import com.google.genai.gaos.models.interactions.StepDelta;
import com.google.genai.gaos.models.interactions.TextContent;
import com.google.genai.gaos.models.interactions.TextDelta;
import com.google.genai.gaos.models.operations.CreateInteractionRequestBody;
import com.google.genai.gaos.utils.EventStream;
import com.google.genai.types.HttpOptions;
import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.measure.Scenario.Work;

/** Google's client for Java, a thread per call: its version is the one on the class path. */
final class GenAiPeer implements Peer {

    private final String name;

    GenAiPeer(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void run(Scenario scenario, URI server, Probe probe) throws Exception {
        Client client = Client.builder()
                .apiKey(Requests.API_KEY)
                .httpOptions(HttpOptions.builder().baseUrl(server.toString()).build())
                .build();
        byte[] document = Requests.document(scenario);
        if (Requests.isStream(scenario)) {
            probe.repeat(scenario.concurrency(), () -> {
                if (scenario.work() == Work.FIRST) probe.called();
                try (EventStream<InteractionSSEStreamEvent> events =
                        client.interactions.create(request(scenario, document)).events()) {
                    for (InteractionSSEStreamEvent event : events)
                        read(event.data().orElseThrow(), probe);
                }
                return null;
            });
        } else {
            probe.repeat(scenario.concurrency(), () -> {
                long begun = System.nanoTime();
                Interaction answer = client.interactions
                        .create(request(scenario, document))
                        .interaction()
                        .orElseThrow();
                probe.answer(text(answer), begun);
                return null;
            });
        }
    }

    private static CreateInteractionRequestBody request(Scenario scenario, byte[] document) {
        return CreateInteractionRequestBody.of(
                CreateModelInteraction.builder().model(Requests.MODEL).input(input(document)).stream(
                                Requests.isStream(scenario))
                        .build());
    }

    private static InteractionsInput input(byte[] document) {
        if (document.length == 0) return InteractionsInput.of(Requests.PROMPT);
        List<Content> contents = List.of(
                TextContent.builder().text(Requests.PROMPT).build(),
                DocumentContent.builder()
                        .mimeType(DocumentContentMimeType.of(Requests.MEDIA_TYPE))
                        .data(Base64.getEncoder().encodeToString(document))
                        .build());
        return InteractionsInput.ofContent(contents);
    }

    private static void read(InteractionSSEEvent event, Probe probe) {
        if (event instanceof StepDelta delta && delta.delta().orElseThrow() instanceof TextDelta piece) {
            probe.text(piece.text().orElse(""));
        }
    }

    private static String text(Interaction answer) {
        List<Step> steps = answer.steps().orElseThrow();
        ModelOutputStep last = (ModelOutputStep) steps.get(steps.size() - 1);
        return ((TextContent) last.content().orElseThrow().get(0)).text().orElseThrow();
    }
}
