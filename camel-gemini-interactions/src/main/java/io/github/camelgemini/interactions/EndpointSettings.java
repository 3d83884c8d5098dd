// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.auth.BackendSettings;
import io.github.camelgemini.interactions.internal.client.stream.ResumeSettings;
import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import io.github.camelgemini.interactions.internal.message.request.RequestReader;
import io.github.camelgemini.interactions.internal.message.request.RequestSettings;
import io.github.camelgemini.interactions.internal.operation.OperationSettings;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.option.GeminiInteractionsOperation;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an endpoint, one record per package that uses them, created once when the endpoint is initialized.
 *
 * @param runKey key of a consumer's cursor; null for the id of its route
 * @param restartDelay delays of a consumer after failures
 * @param skipsFailedSteps true to skip a step that the route fails to handle
 * @param streamTimeout longest time for a whole stream; null for no limit
 * @param progressInterval time between two lines of the log about a call that lasts; zero for none
 */
record EndpointSettings(
        OperationSettings operations,
        @Nullable String runKey,
        Backoff restartDelay,
        boolean skipsFailedSteps,
        BackendSettings backend,
        TransportSettings transport,
        ResumeSettings resuming,
        @Nullable Duration streamTimeout,
        Duration progressInterval) {

    /**
     * Reader of the requests of a producer or consumer in one role.
     *
     * @throws InteractionRequestException if an option needs a stored interaction, but store=false
     */
    RequestReader requests(OptionRules.Role role) {
        RequestSettings request = operations.request();
        List<String> needStored = needStored(role);
        boolean approving = role.operation() == GeminiInteractionsOperation.approve;
        if (!approving) RequestReader.checkStored(request.store(), request.background(), needStored);
        return new RequestReader(request, approving, role.isStreaming(), needStored);
    }

    /** Names of the configured options that need a stored interaction. */
    private List<String> needStored(OptionRules.Role role) {
        List<String> names = new ArrayList<>();
        if (role.operation() != GeminiInteractionsOperation.create
                && role.operation() != GeminiInteractionsOperation.approve) return names;
        boolean hasCursor = role == OptionRules.Role.FROM_CREATE
                || role == OptionRules.Role.CREATE_TO_CHANNEL
                || role == OptionRules.Role.APPROVE_TO_CHANNEL;
        if (hasCursor && operations.cursors().repository() != null) names.add("cursorRepository");
        if (operations.request().conversationId() != null) names.add("conversationId");
        if (operations.request().idempotencyKey() != null) names.add("idempotencyKey");
        return names;
    }
}
