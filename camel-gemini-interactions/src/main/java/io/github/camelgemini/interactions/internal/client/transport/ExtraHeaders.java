// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.jspecify.annotations.Nullable;

/** Validates a user's custom HTTP headers. No exception message contains a value. */
public final class ExtraHeaders {

    private static final String ADDITIONAL = "additionalHeader";
    private static final String SECRET = "secretHeader";

    /** Documented: RFC 9110, 5.6.2, token. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** Documented: RFC 9110, 5.5: a line end in a value would begin another header. */
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");

    /** Headers that the HTTP client sets per message or per connection. */
    private static final Set<String> RESERVED = Set.of(
            "host",
            "content-length",
            "content-type",
            "content-encoding",
            "transfer-encoding",
            "accept-encoding",
            "connection",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "expect",
            "te",
            "trailer",
            "upgrade");

    private static final Pattern CREDENTIALS = Pattern.compile(
            ".*(authori[sz]ation|authenticat|api-?key|subscription-key|secret|password|credential|signature).*"
                    + "|(.*-)?(auth|token|cookie2?|session)(-.*)?");

    /** Headers of Google's, and those with which a proxy or a server takes a request for another one. */
    private static final Pattern STEERING =
            Pattern.compile("x-goog-.*|api-revision|x-http-method.*|x-method-override|x-original-.*|x-rewrite-.*");

    private static final int LONGEST_NAME = 256;

    private ExtraHeaders() {}

    /**
     * The headers that an endpoint sends with every request.
     *
     * @param additional name to value; a value that is not a string is sent as its {@code toString()}
     * @param secret the same; may contain credentials, and overrides {@code additional}
     * @throws InteractionRequestException for a header that must not be sent
     */
    public static Map<String, String> of(Map<String, ?> additional, Map<String, ?> secret) {
        Map<String, String> headers = additional(additional);
        secret.forEach((name, value) -> headers.put(named(SECRET, name), value(SECRET, name, value)));
        return headers;
    }

    /**
     * Headers without credentials; if two names differ only in case, the later one wins.
     *
     * @throws InteractionRequestException for a header that must not be sent
     */
    private static Map<String, String> additional(Map<String, ?> additional) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        additional.forEach((name, value) -> {
            headers.put(named(ADDITIONAL, name), value(ADDITIONAL, name, value));
            if (isCredential(name))
                throw refused(
                        ADDITIONAL,
                        name,
                        "may be a credential, and its value would be shown: use secretHeader." + name);
        });
        return headers;
    }

    /**
     * Headers that a message adds. It may not set what the endpoint's author decides: credentials, secret headers, and what
     * says as whom, in which version and by which method the service is called.
     *
     * @param secret names of the endpoint's secret headers
     * @throws InteractionRequestException for a header that must not be sent
     */
    public static Map<String, String> ofMessage(Map<String, String> values, Set<String> secret) {
        Set<String> secrets = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        secrets.addAll(secret);
        values.keySet().forEach(name -> checkInMessage(named(ADDITIONAL, name), secrets));
        return additional(values);
    }

    private static void checkInMessage(String name, Set<String> secrets) {
        String lower = lower(name);
        if (secrets.contains(name))
            throw refused(
                    ADDITIONAL,
                    name,
                    "is a secret header of the endpoint, which a message cannot replace: leave it out");
        if (lower.startsWith("content-"))
            throw refused(ADDITIONAL, name, "is set for each request by the HTTP client: leave it out");
        if (isCredential(name) || !STEERING.matcher(lower).matches()) return;
        String cure =
                switch (lower) {
                    case "x-goog-user-project" -> "use the option quotaProjectId";
                    case "api-revision" -> "use the option apiRevision";
                    default ->
                        lower.startsWith("x-goog-") ? "use secretHeader." + name + " of the endpoint" : "leave it out";
                };
        throw refused(ADDITIONAL, name, "cannot be set by a message: " + cure);
    }

    /** Whether a header of that name may be a credential. */
    public static boolean isCredential(String name) {
        return CREDENTIALS.matcher(lower(name)).matches();
    }

    private static String named(String option, String name) {
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches())
            throw new InteractionRequestException(
                    option,
                    "A name of " + option + ".* is too long, or has a character that HTTP does not allow: correct it");
        if (RESERVED.contains(lower(name)))
            throw refused(option, name, "is set for each request by the HTTP client: leave it out");
        return name;
    }

    private static String value(String option, String name, @Nullable Object value) {
        String text = String.valueOf(value).strip();
        if (value != null && VALUE.matcher(text).matches()) return text;
        throw refused(option, name, "has a value that HTTP does not allow: use one line of ASCII");
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static InteractionRequestException refused(String option, String name, String why) {
        return new InteractionRequestException(option, "The header " + option + "." + name + " " + why);
    }
}
