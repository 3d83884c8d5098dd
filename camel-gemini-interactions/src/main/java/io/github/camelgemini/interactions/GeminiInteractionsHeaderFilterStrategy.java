// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.Set;

import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;

/**
 * Filters the headers that emitted exchanges inherit from the exchange that started a stream. Not inherited: this
 * component's headers, of which each emitted exchange has its own, and headers of a single HTTP hop: those that Camel's HTTP
 * components keep from the next hop ({@link HttpHeaderFilterStrategy}), and those that carry credentials. Names are compared
 * without case, and without the locale of the machine.
 */
public class GeminiInteractionsHeaderFilterStrategy extends HttpHeaderFilterStrategy {

    private static final List<String> PREFIXES =
            List.of(GeminiInteractionsConstants.PREFIX, "CamelHttp", "Content-", "Proxy-");

    public GeminiInteractionsHeaderFilterStrategy() {
        setLowerCase(false); // in the machine's locale
        setCaseInsensitive(true);
        setOutFilterStartsWith(); // Camel's headers stay in Camel: the name of a file, for one
        getOutFilter().addAll(Set.of("Authorization", "Cookie", "Host", "Connection", "Transfer-Encoding"));
    }

    /** Camel compares prefixes in the machine's locale, where Turkish has another small I. */
    @Override
    protected boolean extendedFilter(Direction direction, String key, Object value, Exchange exchange) {
        return direction == Direction.OUT
                && PREFIXES.stream().anyMatch(prefix -> key.regionMatches(true, 0, prefix, 0, prefix.length()));
    }
}
