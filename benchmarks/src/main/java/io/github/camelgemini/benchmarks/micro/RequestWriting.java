// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.micro;

import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.interactions.internal.client.codec.RequestJson;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.Step;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A request to bytes: a question, a text of 1 MiB, a picture of 1 MiB. */
@State(Scope.Benchmark)
public class RequestWriting {

    private static final int MEBI = 1 << 20;

    private final InteractionRequest question = request(new Content.Text("What is the capital of France?"));
    private final InteractionRequest text = request(new Content.Text("All work and no play. ".repeat(MEBI / 22)));
    private final InteractionRequest picture = request(picture());

    @Benchmark
    public byte[] question() {
        return RequestJson.write(question);
    }

    @Benchmark
    public byte[] text1MiB() {
        return RequestJson.write(text);
    }

    @Benchmark
    public byte[] picture1MiB() {
        return RequestJson.write(picture);
    }

    private static Content picture() {
        String base64 = Base64.getEncoder().encodeToString(new byte[MEBI]);
        return new Content.Media("image", base64, null, "image/png", Map.of());
    }

    private static InteractionRequest request(Content content) {
        List<Step> input = List.of(new Step.UserInput(List.of(content)));
        return new InteractionRequest(
                "gemini-3.5-flash", null, input, "Be brief", List.of(), null, null, null, null, null, true, Map.of());
    }
}
