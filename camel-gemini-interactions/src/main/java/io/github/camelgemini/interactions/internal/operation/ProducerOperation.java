// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import org.apache.camel.Exchange;

/** Operation of a producer: reads the request from a message and calls the API. */
@FunctionalInterface
public interface ProducerOperation {

    /**
     * Reads the request from a message; sends nothing. May take as long as a body or a resource takes to read. Throws if the
     * message is not a valid request.
     */
    ReadCall read(Exchange exchange);

    /** A call that was read and not sent. */
    interface ReadCall {

        /** Sends the call. Never blocks; throws if nothing was sent. */
        StartedOperation start();

        /** Whether the call ends when the context begins to stop, so that it need not start after that. */
        default boolean endsWithContext() {
            return false;
        }
    }
}
