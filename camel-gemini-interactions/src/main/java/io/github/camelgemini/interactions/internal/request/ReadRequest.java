// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.request;

import java.time.Duration;

import io.github.camelgemini.interactions.model.InteractionRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a message asks for.
 *
 * @param request what is sent
 * @param outputClass what the answer is bound to; null for none
 * @param schema JSON schema that was asked for; null for none
 * @param timeout longest time for the whole answer; null for the endpoint's
 * @param idempotencyKey what makes this message the same as another; null for nothing
 */
public record ReadRequest(
        InteractionRequest request,
        @Nullable Class<?> outputClass,
        @Nullable String schema,
        @Nullable Duration timeout,
        @Nullable String idempotencyKey) {}
