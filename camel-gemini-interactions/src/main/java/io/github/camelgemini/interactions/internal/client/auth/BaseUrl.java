// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.auth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.jspecify.annotations.Nullable;

/**
 * The address that paths are appended to, checked.
 *
 * @param uri without a slash at its end
 */
record BaseUrl(URI uri) {

    private static final Pattern VERSION = Pattern.compile(".*/v\\d+((alpha|beta)\\d*)?(/.*)?");
    private static final Pattern PLACE = Pattern.compile(".*/(projects|locations)/.*");
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._:-]+");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");

    /** @param insecure true to allow plain http to other machines */
    static BaseUrl of(String text, boolean insecure) {
        URI uri;
        try {
            uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        } catch (URISyntaxException e) {
            throw unfit();
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https"))
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw unfit();
        }
        boolean here = LOOPBACK.matcher(uri.getHost().toLowerCase(Locale.ROOT)).matches();
        if (scheme.equals("http") && !here && !insecure) {
            throw new InteractionRequestException(
                    "baseUrl",
                    "baseUrl is plain http, which shows credentials and prompts to the network: use https, or set"
                            + " allowInsecureBaseUrl=true");
        }
        return new BaseUrl(uri);
    }

    /** The text is not quoted: it may hold a password. */
    private static InteractionRequestException unfit() {
        return new InteractionRequestException(
                "baseUrl", "baseUrl is not of the form https://host[:port][/path], without user, query and fragment");
    }

    /** @return the value, fit to be a segment of a path */
    static String segment(String option, String value) {
        if (!SEGMENT.matcher(value).matches() || value.startsWith(".")) {
            throw new InteractionRequestException(
                    option, option + " may have letters, digits, '.', ':', '_' and '-' only");
        }
        return value;
    }

    /** With its version, unless its path has one. */
    BaseUrl withVersion(@Nullable String version, String fallback) {
        if (VERSION.matcher(uri.getRawPath()).matches()) {
            if (version != null) {
                throw new InteractionRequestException(
                        "apiVersion", "apiVersion is set, but baseUrl has a version: leave out one of them");
            }
            return this;
        }
        return plus("/" + (version == null ? fallback : segment("apiVersion", version)));
    }

    /** True when the path names a project or a location. */
    boolean hasPlace() {
        return PLACE.matcher(uri.getRawPath() + "/").matches();
    }

    boolean isPlain() {
        return uri.getScheme().equalsIgnoreCase("http");
    }

    BaseUrl plus(String path) {
        return new BaseUrl(URI.create(uri + path));
    }
}
