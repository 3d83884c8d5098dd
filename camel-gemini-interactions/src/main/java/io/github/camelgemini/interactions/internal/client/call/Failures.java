// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.time.Clock;
import java.util.concurrent.CompletionException;

import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.internal.client.codec.ApiError;
import io.github.camelgemini.interactions.internal.client.codec.ErrorJson;
import io.github.camelgemini.interactions.internal.client.transport.RetryAfter;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import io.github.camelgemini.interactions.internal.support.async.Futures;

/** Names a failure by what the route author can do about it. */
public final class Failures {

    private Failures() {}

    /** Turns a refusal by the service into the exception that a route author knows; leaves every other failure. */
    static CompletionException named(String operation, Throwable failure) {
        Throwable cause = Futures.unwrapped(failure);
        if (!(cause instanceof StatusException refused)) return new CompletionException(cause);
        ApiError read = ErrorJson.read(refused.response().body());
        return new CompletionException(new InteractionRejectedException(
                operation,
                refused.response().status(),
                read.error().code(),
                read.error().message(),
                RetryAfter.of(refused.response(), read.retryDelay(), Clock.systemUTC())));
    }
}
