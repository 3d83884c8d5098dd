// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import org.apache.camel.support.DefaultHeaderFilterStrategy;

/**
 * Which headers of the exchange that started a stream do not go to the exchanges it emits: ours, which each emitted exchange
 * has of its own, and those that belong to one HTTP hop.
 */
public class GeminiInteractionsHeaderFilterStrategy extends DefaultHeaderFilterStrategy {

    public GeminiInteractionsHeaderFilterStrategy() {
        setLowerCase(true);
        setOutFilterStartsWith("camelgeminiinteractions", "camelhttp", "content-", "proxy-");
        getOutFilter().add("authorization");
        getOutFilter().add("cookie");
        getOutFilter().add("host");
        getOutFilter().add("connection");
        getOutFilter().add("transfer-encoding");
    }
}
