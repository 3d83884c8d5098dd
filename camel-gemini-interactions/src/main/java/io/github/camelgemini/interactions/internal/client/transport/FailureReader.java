// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** Reads in the body of an error what decides on a retry. Given by the room that knows JSON; this one does not. */
public interface FailureReader {

    /** How long the service asks to wait ({@code google.rpc.RetryInfo}); null when the body does not say. */
    @Nullable
    Duration retryDelay(ApiResponse answer);

    /** True when the body is an error of the API itself, not of a gateway before it. */
    boolean isApiError(ApiResponse answer);
}
