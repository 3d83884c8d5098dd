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
import java.util.stream.Stream;

import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.CamelContext;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.util.Pair;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/**
 * Masks values in URIs of one scheme that are, or may be, secret. Camel masks by option name only, which misses a secret
 * behind a misspelt name and a password in an address. The catalog tells which options exist and which of them are secret.
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
     * @param optionOf maps a parameter's name to its option, which may be the name itself
     * @param isCredential whether an HTTP header of that name is a credential
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

    /** The URI with {@code xxxxxx} in place of secret values; unchanged if it has none. */
    public String of(String uri) {
        StringBuilder shown = new StringBuilder();
        for (Part part : parts(uri)) shown.append(part.before()).append(isHidden(part) ? part.masked() : part.text());
        return shown.toString();
    }

    /**
     * The exception to throw for a failure to create an endpoint. Camel wraps everything but a {@link
     * NoSuchEndpointException} in an exception whose message contains the URI, masked by Camel's rules; if these are not
     * enough, this returns one.
     */
    public Exception failure(String uri, Exception failure) {
        String shown = of(uri);
        Exception cause = unquoting(uri, failure);
        if (URISupport.sanitizeUri(uri).equals(URISupport.sanitizeUri(shown))) return cause;
        NoSuchEndpointException named = new NoSuchEndpointException(shown, "correct it. " + cause.getMessage());
        named.initCause(cause);
        return named;
    }

    /** The failure itself, unless its message quotes a secret value. */
    private Exception unquoting(String uri, Exception failure) {
        Map<String, String> hidden = new LinkedHashMap<>();
        for (Part part : parts(uri)) {
            if (isHidden(part) && !part.value().isBlank()) hidden.put(part.value(), option(part));
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof GeminiInteractionsException) continue; // never quotes a value
            for (Map.Entry<String, String> value : hidden.entrySet()) {
                if (cause.toString().contains(value.getKey()))
                    return new InteractionRequestException(
                            value.getValue(),
                            "The value of the option " + value.getValue()
                                    + ", which may be secret and is not shown, is not valid: correct it");
            }
        }
        return failure;
    }

    /**
     * Refuses unknown options.
     *
     * @param left the parameters that are not an option of the endpoint
     * @throws InteractionRequestException with their names; without their values, as a misspelt name may hide a key
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
                    "The endpoint has a parameter without a value that is not an option: put a value that contains & into"
                            + " RAW(...), also a {{placeholder}} for one");
        throw new InteractionRequestException(
                names.iterator().next(),
                "The endpoint has no option " + String.join(", ", names)
                        + ": correct the name, or remove it. Values are not shown, as they may be secret");
    }

    /** The URL itself, or null if it may contain more than scheme, host, port and path. */
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

    private String option(Part part) {
        return optionOf.apply(part.name());
    }

    private boolean isHidden(Part part) {
        if (part.isPath() || part.text().isEmpty()) return false;
        String option = option(part);
        String value = part.value();
        if (!known.contains(option)) return true;
        if (OptionResources.isElsewhere(value)) return false;
        if (secret.contains(option)) return true;
        return switch (option) {
            case "baseUrl" -> address(value) == null;
            // Addresses and headers of servers may contain a key.
            case "mcpServers" -> true;
            case "additionalHeaders" ->
                isCredential.test(part.name().substring(part.name().indexOf('.') + 1));
            // Headers of tools, variables of a sandbox, and headers that its network adds.
            default -> Stream.of("\"headers\"", "\"env\"", "\"transform\"").anyMatch(value::contains);
        };
    }

    /** A parameter of the query, or the URI's part in front of the query. */
    private record Part(String before, String text, boolean isPath) {

        String name() {
            int equals = text.indexOf('=');
            return equals < 0 ? "" : text.substring(0, equals);
        }

        /** The decoded value, as the option receives it. */
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
    }
}
