// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.decorate;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

import io.github.camelgemini.interactions.internal.client.call.ContinuedRun;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Continues answers that are longer than one interaction ({@code continuation=auto}). Each interaction of a function loop,
 * and each repair of an answer, may be continued.
 *
 * @param timeout the longest time for one answer of a message
 */
public record ContinuationDecorator(
        Settings settings, BiFunction<ReadRequest, Exchange, ContinuedRun.Timeout> timeout, ComponentThreads threads)
        implements CreateDecorator {

    /**
     * Settings of an endpoint for continued answers.
     *
     * @param maxContinuations maximum number of parts of an answer after the first one
     * @param maxTotalTokens no further part is created once this many tokens are used; 0 for no limit
     * @param requestTimeout longest time for an answer in one response
     * @param streamTimeout longest time for a streamed answer; null for none
     */
    public record Settings(
            int maxContinuations, long maxTotalTokens, Duration requestTimeout, @Nullable Duration streamTimeout) {

        /** The limits of one answer. */
        public ContinuedRun.Settings within(ContinuedRun.Timeout timeout, ComponentThreads threads) {
            return new ContinuedRun.Settings(
                    maxContinuations, maxTotalTokens, timeout, threads.timer(), threads.answers());
        }

        /** The limits of one streamed answer. */
        public ContinuedRun.Settings streamed(ComponentThreads threads) {
            return within(new ContinuedRun.Timeout("streamTimeout", streamTimeout), threads);
        }
    }

    @Override
    public InteractionRunner around(InteractionRunner runs, ReadRequest read, Exchange exchange) {
        return new Continuing(settings.within(timeout.apply(read, exchange), threads), runs, read.request());
    }

    /** @param request the message's; an answer that is attached to is continued with it */
    private record Continuing(ContinuedRun.Settings settings, InteractionRunner runs, InteractionRequest request)
            implements InteractionRunner {

        @Override
        public RunHandle create(InteractionRequest sent) {
            return ContinuedRun.create(settings, runs, sent);
        }

        @Override
        public RunHandle attach(List<String> ids) {
            return ContinuedRun.attach(settings, runs, request, ids);
        }

        @Override
        public InteractionRunner round(int rounds) {
            return new Continuing(settings, runs.round(rounds), request);
        }

        @Override
        public CompletionStage<?> end(Interaction answer) {
            return runs.end(answer);
        }
    }
}
