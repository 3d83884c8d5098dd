// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import org.apache.camel.Exchange;

/** Operation of a producer: reads the request from a message and calls the API. */
@FunctionalInterface
public interface ProducerOperation {

    /** Never blocks. Throws if the message is not a valid request; nothing was sent then. */
    StartedOperation start(Exchange exchange);
}
