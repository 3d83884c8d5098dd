// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import org.apache.camel.Exchange;

/** What one producer does with a message: reads it, and calls. What comes back can write the reply. */
@FunctionalInterface
public interface ProducerOperation {

    /** Never blocks; throws if the message cannot be sent, and then nothing was. */
    StartedOperation start(Exchange exchange);
}
