// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.background;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.exception.InteractionNotKeptException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.call.AwaitSettings;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StagedRun;
import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import io.github.camelgemini.interactions.internal.feature.decorate.CreateDecorator;
import io.github.camelgemini.interactions.internal.message.exchange.HeaderPropagation;
import io.github.camelgemini.interactions.internal.message.exchange.OriginExchange;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.state.RunRepository;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Records each background run in a repository before its exchange completes. An await consumer of that repository emits
 * the end of the run.
 *
 * @param repository null to record no runs
 * @param required true when a create that is not recorded is an error
 * @param propagation selects the headers that are stored with the run
 * @param repositories write the row
 */
public record RunRecordingDecorator(
        @Nullable RunRepository repository, boolean required, HeaderPropagation propagation, Executor repositories)
        implements CreateDecorator {

    @Override
    public InteractionRunner around(InteractionRunner runs, ReadRequest read, Exchange exchange) {
        if (repository == null) return runs;
        if (Boolean.TRUE.equals(read.request().background())) {
            Map<String, Object> filtered = propagation.filtered(OriginExchange.of(exchange), exchange);
            String headers = PersistedHeaders.write(filtered);
            if (headers.length() > PersistedHeaders.LONGEST)
                throw new InteractionRequestException(
                        "runRepository",
                        "The headers of the message are too long for the runRepository (" + headers.length()
                                + " characters, at most " + PersistedHeaders.LONGEST
                                + "): remove some before the create, or set copyHeaders=false");
            return new Recording(
                    runs,
                    repository,
                    read.idempotencyKey(),
                    exchange.getExchangeId(),
                    () -> traced(filtered, read.observation()),
                    repositories);
        }
        if (!required) return runs;
        throw new InteractionRequestException(
                "background",
                "runRepository stores background runs, and this create is not one: set background=true, or remove"
                        + " runRepository");
    }

    /** The end of the run continues the trace of its create, on whichever node. */
    private static String traced(Map<String, Object> headers, CallObservation observation) {
        Map<String, Object> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers);
        all.putAll(observation.context());
        return PersistedHeaders.write(all);
    }

    /** @param headers the text of the headers; called after the create */
    private record Recording(
            InteractionRunner runs,
            RunRepository repository,
            @Nullable String key,
            String correlationId,
            Supplier<String> headers,
            Executor repositories)
            implements InteractionRunner {

        @Override
        public RunHandle create(InteractionRequest request) {
            return recorded(runs.create(request));
        }

        /** Records again: the first delivery may have stopped between the answer and the row. */
        @Override
        public RunHandle attach(List<String> ids) {
            return recorded(runs.attach(ids));
        }

        /** Records nothing: the end of the run may have been routed since, and would be routed again. */
        @Override
        public RunHandle attachAnswered(List<String> ids) {
            return runs.attachAnswered(ids);
        }

        private RunHandle recorded(RunHandle run) {
            StagedRun stages = new StagedRun();
            stages.begin(run).whenComplete((answer, failure) -> {
                String id = failure == null ? answer.id() : null;
                if (id == null) stages.end(answer, failure);
                else store(id, answer, stages);
            });
            return stages;
        }

        private void store(String id, Interaction answer, StagedRun stages) {
            try {
                Instant created = AwaitSettings.instant(answer.created(), Instant.now());
                RunRepository.OpenRun run =
                        new RunRepository.OpenRun(id, key, correlationId, headers.get(), created, 0, 0);
                repositories.execute(() -> end(stages, id, answer, added(run)));
            } catch (Throwable e) {
                end(stages, id, answer, e);
            }
        }

        private @Nullable Throwable added(RunRepository.OpenRun run) {
            try {
                repository.add(run);
                return null;
            } catch (Throwable e) {
                return e;
            }
        }

        private static void end(StagedRun stages, String id, Interaction answer, @Nullable Throwable failure) {
            stages.end(answer, failure == null ? null : new InteractionNotKeptException(id, failure));
        }
    }
}
