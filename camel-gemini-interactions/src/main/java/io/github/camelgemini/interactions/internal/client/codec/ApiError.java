// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.time.Duration;

import io.github.camelgemini.interactions.model.InteractionError;
import org.jspecify.annotations.Nullable;

/**
 * The body of an error response.
 *
 * @param error code and message, as far as the body has them
 * @param retryDelay requested delay before a retry ({@code google.rpc.RetryInfo}); null if there is none
 */
public record ApiError(InteractionError error, @Nullable Duration retryDelay) {}
