// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.idempotency;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.feature.decorate.CreateDecorator;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.apache.camel.Exchange;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/**
 * One create for all messages with the same key. The key is stored as started before the create is sent, and with the
 * interaction's id as soon as that is known; a redelivered message follows that interaction.
 *
 * <p>It is the outermost decorator: a function loop or a conversation's turn inside is started once, and resumed by
 * {@link InteractionRunner#attach}.
 */
public final class IdempotencyDecorator implements CreateDecorator {

    private final @Nullable KeyStore keys;
    private final boolean keyRequired;
    private final boolean resend;
    private final ComponentThreads threads;

    /**
     * @param repository null when there is none, so that no message may have a key
     * @param keyRequired true when a message without a key is an error
     * @param resend true to create again when an earlier create may have succeeded
     */
    public IdempotencyDecorator(
            @Nullable StateRepository<String, String> repository,
            boolean keyRequired,
            boolean resend,
            ComponentThreads threads) {
        this.keys = repository == null ? null : new KeyStore(repository);
        this.keyRequired = keyRequired;
        this.resend = resend;
        this.threads = threads;
    }

    @Override
    public InteractionRunner around(InteractionRunner runs, ReadRequest read, Exchange exchange) {
        String key = read.idempotencyKey();
        if (key == null && !keyRequired) return runs;
        if (key == null)
            throw new InteractionRequestException(
                    "idempotencyKey",
                    "The message has no idempotency key, and might be paid twice: set the header "
                            + GeminiInteractionsConstants.IDEMPOTENCY_KEY + " or the option idempotencyKey");
        if (keys == null)
            throw new InteractionRequestException(
                    "idempotencyRepository",
                    "The message has an idempotency key, and there is nowhere to store it: set the option"
                            + " idempotencyRepository");
        if (Boolean.FALSE.equals(read.request().store()))
            throw new InteractionRequestException(
                    "store",
                    "An interaction that is not stored cannot be found again by its key: leave out store=false");
        return new Keyed(runs, keys, key);
    }

    private final class Keyed implements InteractionRunner {

        private final InteractionRunner runs;
        private final KeyStore keys;
        private final String key;

        Keyed(InteractionRunner runs, KeyStore keys, String key) {
            this.runs = runs;
            this.keys = keys;
            this.key = key;
        }

        @Override
        public RunHandle create(InteractionRequest request) {
            return new KeyedCreate(runs, request, keys, key, resend, threads).begin();
        }

        @Override
        public RunHandle attach(String id) {
            return runs.attach(id);
        }
    }
}
