// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.exchange;

import org.apache.camel.Exchange;

/** Whether a route has handled what was emitted to it. */
public final class ExchangeFailures {

    private ExchangeFailures() {}

    /** True after an unhandled exception, and after a rollback that left no exception: the route has not handled it. */
    public static boolean isFailed(Exchange exchange) {
        return exchange.isFailed() || exchange.isRollbackOnly() || exchange.isRollbackOnlyLast();
    }
}
