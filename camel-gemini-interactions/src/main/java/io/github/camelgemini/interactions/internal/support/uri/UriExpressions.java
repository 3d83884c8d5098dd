// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.uri;

import java.net.URISyntaxException;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.util.StringHelper;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/**
 * Finds expressions of Camel's simple language in the URI of an endpoint. Nothing evaluates them there, so that they would be
 * taken literally: {@code toD} has replaced them before the endpoint is created. In {@code RAW(...)} they are a text,
 * except <code>$simple{...}</code>, which Camel evaluates there.
 */
public final class UriExpressions {

    /** In a URI as it is written, or as Camel normalizes it. */
    private static final Pattern EXPRESSION =
            Pattern.compile("(?:\\$|%24)(?:simple)?(?:\\{|%7B)", Pattern.CASE_INSENSITIVE);

    private UriExpressions() {}

    /**
     * Refuses an expression in a URI.
     *
     * @param options options that are not in the URI; null for none
     * @param headerOf header that overrides a parameter; null for none
     * @throws InteractionRequestException with the name of the option; without its value, which may be secret
     * @throws URISyntaxException as Camel does for the same query
     */
    public static void refuse(
            String uri, @Nullable Map<String, Object> options, Function<String, @Nullable String> headerOf)
            throws URISyntaxException {
        refuse("operation", null, StringHelper.before(uri, "?", uri));
        String query = StringHelper.after(uri, "?");
        if (query != null) refuse(URISupport.parseQuery(query, false, true), headerOf);
        if (options != null) refuse(options, headerOf);
    }

    private static void refuse(Map<String, Object> options, Function<String, @Nullable String> headerOf) {
        options.forEach((name, value) -> {
            if (value instanceof String text && !isRaw(text)) refuse(name, headerOf.apply(name), text);
            if (value instanceof Iterable<?> repeated)
                repeated.forEach(one -> refuse(Map.of(name, String.valueOf(one)), headerOf));
        });
    }

    private static boolean isRaw(String value) {
        return value.startsWith("RAW(") && value.endsWith(")") || value.startsWith("RAW{") && value.endsWith("}");
    }

    private static void refuse(String option, @Nullable String header, String value) {
        if (!EXPRESSION.matcher(value).find()) return;
        throw new InteractionRequestException(
                option,
                "The option " + option + " has an expression ${...}, which an endpoint does not evaluate: "
                        + (header == null ? "" : "set the header " + header + ", or ")
                        + "use toD in place of to; a text that has ${ in it goes into RAW(...)");
    }
}
