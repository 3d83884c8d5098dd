// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.net.URI;
import java.util.List;
import java.util.Map;

import com.google.genai.Client;
import com.google.genai.gaos.models.interactions.CreateModelInteraction;
import com.google.genai.gaos.models.interactions.Function;
import com.google.genai.gaos.models.interactions.FunctionCallStep;
import com.google.genai.gaos.models.interactions.FunctionResultStep;
import com.google.genai.gaos.models.interactions.FunctionResultStepResultUnion;
import com.google.genai.gaos.models.interactions.Interaction;
import com.google.genai.gaos.models.interactions.InteractionsInput;
import com.google.genai.gaos.models.interactions.ModelOutputStep;
import com.google.genai.gaos.models.interactions.Step;
import com.google.genai.gaos.models.interactions.TextContent;
import com.google.genai.gaos.models.operations.CreateInteractionRequestBody;
import com.google.genai.types.HttpOptions;
import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.peer.Requests;

/** Google's client in a loop of one's own. */
final class LoopGenAi implements Peer {

    private static final Function COUNT = Function.builder()
            .name("count")
            .description("Counts")
            .parameters(Map.of("type", "object", "properties", Map.of("round", Map.of("type", "integer"))))
            .build();

    @Override
    public String name() {
        return "genai-1";
    }

    @Override
    public void run(Scenario scenario, URI server, Probe probe) throws Exception {
        Client client = Client.builder()
                .apiKey(Requests.API_KEY)
                .httpOptions(HttpOptions.builder().baseUrl(server.toString()).build())
                .build();
        probe.repeat(scenario.concurrency(), () -> {
            long begun = System.nanoTime();
            Interaction answer = create(client, request().input(InteractionsInput.of(Requests.PROMPT)));
            Step last = last(answer);
            while (last instanceof FunctionCallStep call) {
                FunctionResultStep result = FunctionResultStep.builder()
                        .callId(call.id().orElseThrow())
                        .name("count")
                        .result(FunctionResultStepResultUnion.of(
                                call.arguments().orElseThrow().get("round") + " counted"))
                        .build();
                answer = create(
                        client,
                        request()
                                .previousInteractionId(answer.id().orElseThrow())
                                .input(InteractionsInput.ofStep(List.of(result))));
                last = last(answer);
            }
            String text = ((TextContent)
                            ((ModelOutputStep) last).content().orElseThrow().get(0))
                    .text()
                    .orElseThrow();
            probe.answer(text, begun);
            return text;
        });
    }

    private static CreateModelInteraction.Builder request() {
        return CreateModelInteraction.builder().model(Requests.MODEL).tools(List.of(COUNT));
    }

    private static Interaction create(Client client, CreateModelInteraction.Builder request) throws Exception {
        return client.interactions
                .create(CreateInteractionRequestBody.of(request.build()))
                .interaction()
                .orElseThrow();
    }

    private static Step last(Interaction answer) {
        List<Step> steps = answer.steps().orElseThrow();
        return steps.get(steps.size() - 1);
    }
}
