// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.peer;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.measure.Scenario.Work;

/**
 * LangChain4j's streaming model for Gemini. It knows no interactions: it calls {@code streamGenerateContent}, whose events have
 * the same text in a frame of 238 bytes instead of 128.
 */
final class LangChainPeer implements Peer {

    @Override
    public String name() {
        return "langchain4j";
    }

    @Override
    public void run(Scenario scenario, URI server, Probe probe) throws Exception {
        GoogleAiGeminiStreamingChatModel model = GoogleAiGeminiStreamingChatModel.builder()
                .baseUrl(server.resolve("/v1beta").toString())
                .apiKey(Requests.API_KEY)
                .modelName(Requests.MODEL)
                .build();
        probe.repeat(scenario.concurrency(), () -> {
            if (scenario.work() == Work.FIRST) probe.called();
            Texts texts = new Texts(probe);
            model.chat(Requests.PROMPT, texts);
            return texts.ended.get();
        });
    }

    private static final class Texts implements StreamingChatResponseHandler {
        private final Probe probe;
        private final CompletableFuture<ChatResponse> ended = new CompletableFuture<>();

        Texts(Probe probe) {
            this.probe = probe;
        }

        @Override
        public void onPartialResponse(String text) {
            probe.text(text);
        }

        @Override
        public void onCompleteResponse(ChatResponse answer) {
            ended.complete(answer);
        }

        @Override
        public void onError(Throwable failure) {
            ended.completeExceptionally(failure);
        }
    }
}
