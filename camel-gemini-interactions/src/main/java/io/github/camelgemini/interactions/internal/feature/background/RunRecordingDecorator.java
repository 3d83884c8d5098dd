// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.background;

import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.github.camelgemini.interactions.exception.InteractionNotKeptException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.call.AwaitSettings;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StagedRun;
import io.github.camelgemini.interactions.internal.feature.decorate.CreateDecorator;
import io.github.camelgemini.interactions.internal.message.exchange.HeaderPropagation;
import io.github.camelgemini.interactions.internal.message.exchange.OriginExchange;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.state.RunRepository;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Keeps each background run in a repository before its exchange completes, for whoever awaits it there. */
public final class RunRecordingDecorator implements CreateDecorator {

    /**
     * Where and how runs are kept.
     *
     * @param repository null to keep none
     * @param required true when a message whose run cannot be kept is an error
     * @param routeThreads where a run is written, which may block
     */
    public record Settings(
            @Nullable RunRepository repository, boolean required, HeaderPropagation heritage, Executor routeThreads) {}

    private final Settings settings;

    public RunRecordingDecorator(Settings settings) {
        this.settings = settings;
    }

    @Override
    public InteractionRunner around(InteractionRunner runs, ReadRequest read, Exchange exchange) {
        RunRepository repository = settings.repository();
        if (repository == null) return runs;
        if (Boolean.TRUE.equals(read.request().background()))
            return new Kept(runs, repository, read.idempotencyKey(), exchange.getExchangeId(), headers(exchange));
        if (!settings.required()) return runs;
        throw new InteractionRequestException(
                "background",
                "runRepository keeps runs in the background, and this one is none: set background=true, or leave out"
                        + " runRepository");
    }

    private String headers(Exchange exchange) {
        return PersistedHeaders.write(settings.heritage().filtered(OriginExchange.of(exchange), exchange));
    }

    private final class Kept implements InteractionRunner {

        private final InteractionRunner runs;
        private final RunRepository repository;
        private final @Nullable String key;
        private final String correlationId;
        private final String headers;

        Kept(
                InteractionRunner runs,
                RunRepository repository,
                @Nullable String key,
                String correlationId,
                String headers) {
            this.runs = runs;
            this.repository = repository;
            this.key = key;
            this.correlationId = correlationId;
            this.headers = headers;
        }

        @Override
        public RunHandle create(InteractionRequest request) {
            return kept(runs.create(request));
        }

        /** The first delivery may have died between the answer and the row. */
        @Override
        public RunHandle attach(String id) {
            return kept(runs.attach(id));
        }

        private RunHandle kept(RunHandle run) {
            StagedRun underWay = new StagedRun();
            underWay.begin(run).whenComplete((answer, failure) -> {
                String id = failure == null ? answer.id() : null;
                if (id == null) underWay.end(answer, failure);
                else keep(id, answer, underWay);
            });
            return underWay;
        }

        private void keep(String id, Interaction answer, StagedRun underWay) {
            Instant created = AwaitSettings.instant(answer.created(), Instant.now());
            try {
                settings.routeThreads().execute(() -> {
                    try {
                        repository.add(new RunRepository.OpenRun(id, key, correlationId, headers, created, 0, 0));
                        underWay.end(answer, null);
                    } catch (RuntimeException e) {
                        underWay.end(null, new InteractionNotKeptException(id, e));
                    }
                });
            } catch (RejectedExecutionException e) {
                underWay.end(null, new InteractionNotKeptException(id, e));
            }
        }
    }
}
