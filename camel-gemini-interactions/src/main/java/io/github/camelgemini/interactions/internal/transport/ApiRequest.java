// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.transport;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * One request to the API, before address and credentials.
 *
 * @param operation the word for messages and logs: {@code create}, {@code get}, {@code cancel}, {@code delete}
 * @param method HTTP method
 * @param path below the root of the API, starting with a slash, segments encoded, with its query if it has one
 * @param body JSON; null for none
 * @param repeatable true when sending it twice does no harm; a create is not repeatable
 * @param timeout longest time for the whole answer, over all attempts each; null for the settings' value. Not for streams.
 */
public record ApiRequest(
        String operation,
        String method,
        String path,
        byte @Nullable [] body,
        boolean repeatable,
        @Nullable Duration timeout) {}
