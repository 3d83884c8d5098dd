// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.time.Duration;

import io.github.camelgemini.interactions.model.InteractionError;
import org.jspecify.annotations.Nullable;

/**
 * The body of a refusal.
 *
 * @param error code and message as far as the body told them
 * @param retryDelay how long the body asks to wait ({@code google.rpc.RetryInfo}); null when it does not say
 * @param apiShaped true for an error in one of the API's own shapes; false for the page or the text of something in between
 */
public record ApiError(InteractionError error, @Nullable Duration retryDelay, boolean apiShaped) {}
