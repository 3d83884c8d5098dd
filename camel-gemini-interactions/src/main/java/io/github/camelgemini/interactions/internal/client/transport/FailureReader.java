// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** Reads the parts of an error body that decide on a retry. Implemented with the codec; this package knows no JSON. */
public interface FailureReader {

    /** The wait that the body requests ({@code google.rpc.RetryInfo}); null if it requests none. */
    @Nullable
    Duration retryDelay(ApiResponse response);

    /** True if the body has a code of the API, so that no gateway in front of it has written the error. */
    boolean isApiError(ApiResponse response);
}
