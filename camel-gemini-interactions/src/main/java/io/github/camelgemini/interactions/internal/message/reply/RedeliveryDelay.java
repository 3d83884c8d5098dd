// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.reply;

import java.time.Duration;

import io.github.camelgemini.interactions.internal.support.async.Durations;
import org.apache.camel.Exchange;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;

/**
 * Value of the header with which Camel's error handler replaces the delay of its policy. A header stays on the message when
 * its failure was handled; this value is a number for the redelivery of its own failure only, so that it delays no other.
 */
record RedeliveryDelay(Throwable failure, long millis) {

    RedeliveryDelay(Throwable failure, Duration wait) {
        this(failure, Durations.millis(wait));
    }

    /** The delay in milliseconds; null if the exchange has another failure, or none. */
    @Nullable
    Long of(Exchange exchange) {
        Throwable current = exchange.getException();
        if (current == null) current = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (current == null) return null;
        for (Throwable cause : ObjectHelper.createExceptionIterable(current)) {
            if (cause == failure) return millis;
        }
        return null;
    }

    @Override
    public String toString() {
        return String.valueOf(millis);
    }
}
