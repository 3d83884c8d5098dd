// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.uri;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.CamelContext;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.util.Pair;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/**
 * The URIs of one scheme, as they may be shown: without values that are secret, or may be. Camel masks by the name of an
 * option only, and knows neither the name of a misspelt one nor an address with a password in it. Which options there are,
 * and which of them are secret, is what the catalog says.
 */
public final class MaskedUri {

    private static final String MASK = "xxxxxx";

    private static final Pattern ADDRESS =
            Pattern.compile("https?://([\\w.-]+|\\[[\\da-fA-F:.]+])(:\\d+)?(/[\\w./:~%-]*)?");

    private final Set<String> known;
    private final Set<String> secret;
    private final UnaryOperator<String> optionOf;
    private final Predicate<String> isCredential;

    private MaskedUri(
            Set<String> known, Set<String> secret, UnaryOperator<String> optionOf, Predicate<String> isCredential) {
        this.known = known;
        this.secret = secret;
        this.optionOf = optionOf;
        this.isCredential = isCredential;
    }

    /**
     * @param optionOf the option that a name in a URI belongs to, which may be the name itself
     * @param isCredential whether an HTTP header of that name holds a credential
     */
    public static MaskedUri of(
            @Nullable CamelContext context,
            String scheme,
            UnaryOperator<String> optionOf,
            Predicate<String> isCredential) {
        EndpointUriFactory catalog =
                context == null ? null : context.getCamelContextExtension().getEndpointUriFactory(scheme);
        return catalog == null
                ? new MaskedUri(Set.of(), Set.of(), optionOf, isCredential)
                : new MaskedUri(catalog.propertyNames(), catalog.secretPropertyNames(), optionOf, isCredential);
    }

    /** The URI with {@code xxxxxx} in place of what must not be shown; itself when there is nothing of the kind. */
    public String of(String uri) {
        StringBuilder shown = new StringBuilder();
        for (Part part : parts(uri)) shown.append(part.before()).append(part.isHidden() ? part.masked() : part.text());
        return shown.toString();
    }

    /**
     * What to throw instead of a failure to make an endpoint. Camel wraps everything but a {@link NoSuchEndpointException}
     * into an exception whose message has the URI in it, masked by its own rules: where these are not enough, it must not.
     */
    public Exception failure(String uri, Exception failure) {
        String shown = of(uri);
        Exception cause = unquoting(uri, failure);
        if (URISupport.sanitizeUri(uri).equals(URISupport.sanitizeUri(shown))) return cause;
        NoSuchEndpointException named = new NoSuchEndpointException(shown, "mend it. " + cause.getMessage());
        named.initCause(cause);
        return named;
    }

    /** The failure itself, unless it quotes what must not be shown. */
    private Exception unquoting(String uri, Exception failure) {
        Map<String, String> hidden = new LinkedHashMap<>();
        for (Part part : parts(uri)) {
            if (part.isHidden() && !part.value().isBlank()) hidden.put(part.value(), part.option());
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof GeminiInteractionsException) continue; // never quotes a value
            for (Map.Entry<String, String> value : hidden.entrySet()) {
                if (cause.toString().contains(value.getKey()))
                    return new InteractionRequestException(
                            value.getValue(),
                            "The value of the option " + value.getValue()
                                    + ", which may be secret and is not shown, does not fit: mend it");
            }
        }
        return failure;
    }

    /**
     * Names the options that an endpoint does not have.
     *
     * @throws InteractionRequestException without their values: a key may be behind a misspelt name
     */
    public static void refuseUnknown(Map<String, Object> left) {
        if (left.isEmpty()) return;
        Set<String> names = new TreeSet<>();
        left.forEach((name, value) -> {
            if (value != null && !value.toString().isEmpty()) names.add(name);
        });
        if (names.isEmpty())
            throw new InteractionRequestException(
                    "options",
                    "The endpoint has a part without a value that is no option: a value with & in it goes into RAW(...),"
                            + " a {{placeholder}} for one too");
        throw new InteractionRequestException(
                names.iterator().next(),
                "The endpoint has no option " + String.join(", ", names)
                        + ": mend the name, or remove it. Values are not shown, as they may be secret");
    }

    /** An address, or null for one that may have more in it than scheme, host, port and path. */
    public static @Nullable String address(@Nullable String url) {
        return url != null && ADDRESS.matcher(url).matches() ? url : null;
    }

    private List<Part> parts(String uri) {
        List<Part> parts = new ArrayList<>();
        int query = uri.indexOf('?');
        if (query < 0) return List.of(new Part(uri, "", true));
        List<Pair<Integer>> raw = URISupport.scanRaw(uri);
        int begin = query + 1;
        parts.add(new Part(uri.substring(0, begin), "", true));
        for (int i = begin; i <= uri.length(); i++) {
            boolean end = i == uri.length();
            if (!end && (uri.charAt(i) != '&' || URISupport.isRaw(i, raw))) continue;
            parts.add(new Part(begin == query + 1 ? "" : "&", uri.substring(begin, i), false));
            begin = i + 1;
        }
        return parts;
    }

    /** What stands between two ampersands. */
    private final class Part {

        private final String before;
        private final String text;
        private final boolean path;

        Part(String before, String text, boolean path) {
            this.before = before;
            this.text = text;
            this.path = path;
        }

        String before() {
            return before;
        }

        String text() {
            return text;
        }

        private String name() {
            int equals = text.indexOf('=');
            return equals < 0 ? "" : text.substring(0, equals);
        }

        String option() {
            return optionOf.apply(name());
        }

        /** As the option gets it. */
        String value() {
            String value = text.substring(text.indexOf('=') + 1);
            boolean raw = (value.startsWith("RAW(") || value.startsWith("RAW{")) && value.length() > 4;
            String plain = raw ? value.substring(4, value.length() - 1).replace("+", "%2B") : value;
            try {
                return URLDecoder.decode(plain, StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return value; // a percent sign that begins no escape
            }
        }

        String masked() {
            return name().isEmpty() || value().isEmpty() ? MASK : name() + "=" + MASK;
        }

        boolean isHidden() {
            if (path || text.isEmpty()) return false;
            if (!known.contains(option())) return true;
            if (OptionResources.isElsewhere(value())) return false;
            if (secret.contains(option())) return true;
            return switch (option()) {
                case "baseUrl" -> address(value()) == null;
                // Addresses and headers of servers may have a key in them.
                case "mcpServers" -> true;
                case "additionalHeaders" -> isCredential.test(name().substring(name().indexOf('.') + 1));
                default -> value().contains("\"headers\"");
            };
        }
    }
}
