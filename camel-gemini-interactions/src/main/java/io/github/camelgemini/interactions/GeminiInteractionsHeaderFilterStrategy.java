// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Set;

import org.apache.camel.support.DefaultHeaderFilterStrategy;

/**
 * Filters the headers that emitted exchanges inherit from the exchange that started a stream. Not inherited: this
 * component's headers, of which each emitted exchange has its own, and headers of a single HTTP hop.
 */
public class GeminiInteractionsHeaderFilterStrategy extends DefaultHeaderFilterStrategy {

    public GeminiInteractionsHeaderFilterStrategy() {
        setLowerCase(true);
        setOutFilterStartsWith("camelgeminiinteractions", "camelhttp", "content-", "proxy-");
        getOutFilter().addAll(Set.of("authorization", "cookie", "host", "connection", "transfer-encoding"));
    }
}
