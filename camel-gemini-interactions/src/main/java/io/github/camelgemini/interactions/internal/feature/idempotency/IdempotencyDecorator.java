// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.idempotency;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.feature.decorate.CreateDecorator;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Makes one create for all messages with the same key. The key is stored as started before the create is sent, and with the
 * interaction's id as soon as that is known; a redelivered message follows that interaction.
 *
 * <p>It is the outermost decorator: a function loop or a conversation's turn inside is started once, and resumed by
 * {@link InteractionRunner#attach}.
 *
 * @param keys null without a repository; then a message with a key is an error
 * @param keyRequired true when a message without a key is an error
 * @param resend true to create again when an earlier create may have succeeded
 * @param holder the process that takes the leases
 */
public record IdempotencyDecorator(
        @Nullable KeyStore keys, boolean keyRequired, boolean resend, ComponentThreads threads, LeaseHolder holder)
        implements CreateDecorator {

    @Override
    public InteractionRunner around(InteractionRunner runs, ReadRequest read, Exchange exchange) {
        String key = read.idempotencyKey();
        if (key == null && !keyRequired) return runs;
        if (key == null)
            throw new InteractionRequestException(
                    "idempotencyKey",
                    "The message has no idempotency key, so a redelivery might be charged again: set the header "
                            + GeminiInteractionsConstants.IDEMPOTENCY_KEY + " or the option idempotencyKey");
        if (keys == null)
            throw new InteractionRequestException(
                    "idempotencyRepository",
                    "The message has an idempotency key, but there is no repository for it: set the option"
                            + " idempotencyRepository");
        if (Boolean.FALSE.equals(read.request().store()))
            throw new InteractionRequestException(
                    "store",
                    "An interaction that the service does not store cannot be found by its key: remove store=false");
        AtomicReference<@Nullable KeyLease> taken = KeyLeaseCheck.leaseFor(exchange);
        return new InteractionRunner() {
            @Override
            public RunHandle create(InteractionRequest request) {
                return new KeyedCreate(IdempotencyDecorator.this, keys, key, runs, request, taken).begin();
            }

            @Override
            public RunHandle attach(List<String> ids) {
                return runs.attach(ids);
            }
        };
    }
}
