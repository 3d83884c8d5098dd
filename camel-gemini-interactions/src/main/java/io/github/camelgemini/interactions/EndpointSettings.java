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
 * Settings of an endpoint, one record per package that acts on them. Made once, when the endpoint is initialized; nothing
 * reads the form after that.
 *
 * @param runKey name of a consumer's cursor; null for the id of its route
 * @param restartDelay waits of a consumer after failures
 * @param skipsFailedSteps true to continue behind a step that its route could not handle
 * @param streamTimeout longest time for a whole stream; null for no limit
 */
record EndpointSettings(
        OperationSettings operations,
        @Nullable String runKey,
        Backoff restartDelay,
        boolean skipsFailedSteps,
        BackendSettings backend,
        TransportSettings transport,
        ResumeSettings resuming,
        @Nullable Duration streamTimeout) {

    /**
     * Settings of requests at one place.
     *
     * @throws InteractionRequestException if they ask for something that needs a stored interaction, and for none
     */
    RequestSettings request(OptionRules.Place place) {
        RequestSettings request = operations.request();
        List<String> needStored = needStored(place);
        RequestReader.checkStored(request.store(), request.background(), needStored);
        return request.as(place.isStreaming(), needStored);
    }

    /** Names of the options in use that need a stored interaction. */
    private List<String> needStored(OptionRules.Place place) {
        List<String> names = new ArrayList<>();
        if (place.operation() != GeminiInteractionsOperation.create) return names;
        boolean hasCursor = place == OptionRules.Place.FROM_CREATE || place == OptionRules.Place.CREATE_TO_CHANNEL;
        if (hasCursor && operations.cursors().repository() != null) names.add("cursorRepository");
        if (operations.request().conversationId() != null) names.add("conversationId");
        if (operations.request().idempotencyKey() != null) names.add("idempotencyKey");
        return names;
    }
}
