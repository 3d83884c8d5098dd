// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import com.google.genai.Client;
import com.google.genai.gaos.models.interactions.CreateModelInteraction;
import com.google.genai.gaos.models.interactions.InteractionSSEStreamEvent;
import com.google.genai.gaos.models.interactions.InteractionsInput;
import com.google.genai.gaos.models.interactions.StepDelta;
import com.google.genai.gaos.models.interactions.TextDelta;
import com.google.genai.gaos.models.operations.CreateInteractionRequestBody;
import com.google.genai.gaos.utils.EventStream;
import com.google.genai.types.HttpOptions;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.peer.Requests;

/** Google's client: a thread per stream. */
final class GenAiStreams implements TextStreams {

    private final Client client;
    private final Consumer<String> reader;

    private GenAiStreams(Client client, Consumer<String> reader) {
        this.client = client;
        this.reader = reader;
    }

    static TextStreams start(URI server, Scenario scenario, Consumer<String> reader) {
        Client client = Client.builder()
                .apiKey(Requests.API_KEY)
                .httpOptions(HttpOptions.builder().baseUrl(server.toString()).build())
                .build();
        return new GenAiStreams(client, reader);
    }

    @Override
    public CompletableFuture<?> open(int steps) {
        return Threads.call(() -> {
            CreateModelInteraction request =
                    CreateModelInteraction.builder()
                            .model(Requests.MODEL)
                            .input(InteractionsInput.of(Requests.prompt(steps)))
                            .stream(true)
                            .build();
            try (EventStream<InteractionSSEStreamEvent> events = client.interactions
                    .create(CreateInteractionRequestBody.of(request))
                    .events()) {
                events.forEach(this::read);
            }
            return null;
        });
    }

    private void read(InteractionSSEStreamEvent event) {
        if (event.data().orElseThrow() instanceof StepDelta delta
                && delta.delta().orElseThrow() instanceof TextDelta piece)
            reader.accept(piece.text().orElse(""));
    }
}
