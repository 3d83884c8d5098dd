// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.header;

import java.util.List;
import java.util.Map;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.HeadersMapFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads, sets and removes headers by their names without case. Camel's own map does so by default only: with
 * {@code caseInsensitiveHeaders=false} another spelling would pass every check that is made on a name, and would be seen by
 * what comes behind the check.
 */
public final class MessageHeaders {

    private MessageHeaders() {}

    /**
     * The value of a header; null if it is absent, null or blank.
     *
     * @throws InteractionRequestException if the header is there in several spellings, because receivers would disagree about
     *     which of them counts
     */
    public static @Nullable Object get(Message message, String name) {
        if (!message.hasHeaders()) return null;
        if (ignoresCase(message)) {
            Object value = message.getHeader(name);
            return isBlank(value) ? null : value;
        }
        Object found = null;
        for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
            if (!name.equalsIgnoreCase(header.getKey()) || isBlank(header.getValue())) continue;
            if (found != null)
                throw new InteractionRequestException(
                        name,
                        "The header " + name + " is there twice, in spellings that differ in case: remove one of them");
            found = header.getValue();
        }
        return found;
    }

    /** Sets a header, and removes all other spellings of its name. */
    public static void set(Message message, String name, @Nullable Object value) {
        remove(message, name);
        message.setHeader(name, value);
    }

    /** Removes a header in all spellings of its name. */
    public static void remove(Message message, String name) {
        if (!message.hasHeaders()) return;
        if (ignoresCase(message)) {
            message.removeHeader(name);
            return;
        }
        List<String> spellings = message.getHeaders().keySet().stream()
                .filter(name::equalsIgnoreCase)
                .toList();
        spellings.forEach(message::removeHeader);
    }

    /** True if the map of the headers is of Camel's factory, and that compares names without case, as by default. */
    private static boolean ignoresCase(Message message) {
        Exchange exchange = message.getExchange();
        if (exchange == null) return false;
        HeadersMapFactory factory =
                exchange.getContext().getCamelContextExtension().getHeadersMapFactory();
        return factory != null && factory.isCaseInsensitive() && factory.isInstanceOf(message.getHeaders());
    }

    private static boolean isBlank(@Nullable Object value) {
        return value == null
                || value instanceof CharSequence text && text.toString().isBlank();
    }
}
