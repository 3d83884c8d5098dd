// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.call;

import java.util.List;

import io.github.camelgemini.interactions.internal.accumulate.FinishedStep;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import org.jspecify.annotations.Nullable;

/**
 * What one event of a stream means to a route.
 *
 * @param event the event itself
 * @param interactionId the interaction it belongs to; null where nothing is stored
 * @param status the interaction's status with this event
 * @param finished the steps that this event has finished, in order; mostly empty
 * @param whole the whole answer, with the final event only; else null
 */
public record StreamProgress(
        InteractionEvent event,
        @Nullable String interactionId,
        InteractionStatus status,
        List<FinishedStep> finished,
        @Nullable Interaction whole) {}
