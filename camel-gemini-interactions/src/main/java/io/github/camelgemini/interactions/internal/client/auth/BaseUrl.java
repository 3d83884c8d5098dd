// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.auth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.jspecify.annotations.Nullable;

/**
 * A validated base URL.
 *
 * @param uri without a trailing slash
 */
record BaseUrl(URI uri) {

    private static final Pattern VERSION = Pattern.compile(".*/v\\d+((alpha|beta)\\d*)?(/.*)?");
    private static final Pattern PROJECT = Pattern.compile(".*/(projects|locations)/.*");
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._:-]+");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");

    /** @param insecure true to allow plain HTTP to other hosts */
    static BaseUrl of(String text, boolean insecure) {
        URI uri;
        try {
            uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        } catch (URISyntaxException e) {
            throw invalid();
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https"))
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw invalid();
        }
        boolean local = LOOPBACK.matcher(uri.getHost().toLowerCase(Locale.ROOT)).matches();
        if (scheme.equals("http") && !local && !insecure) {
            throw new InteractionRequestException(
                    "baseUrl",
                    "baseUrl is plain http, which sends credentials and prompts unencrypted: use https, or set"
                            + " allowInsecureBaseUrl=true");
        }
        return new BaseUrl(uri);
    }

    /** Does not quote the URL, which may contain a password. */
    private static InteractionRequestException invalid() {
        return new InteractionRequestException(
                "baseUrl",
                "baseUrl does not have the form https://host[:port][/path], without user, query and fragment");
    }

    /** Returns the value if it is a valid path segment. */
    static String segment(String option, String value) {
        if (!SEGMENT.matcher(value).matches() || value.startsWith("."))
            throw new InteractionRequestException(
                    option, option + " may have letters, digits, '.', ':', '_' and '-' only");
        return value;
    }

    /** Appends a version, unless the path already has one. */
    BaseUrl withVersion(@Nullable String version, String fallback) {
        if (hasVersion()) {
            if (version != null)
                throw new InteractionRequestException(
                        "apiVersion", "apiVersion is set, but baseUrl has a version: remove one of them");
            return this;
        }
        return plus("/" + (version == null ? fallback : segment("apiVersion", version)));
    }

    boolean hasVersion() {
        return VERSION.matcher(uri.getRawPath()).matches();
    }

    /** True if the path has a project or a location. */
    boolean hasProject() {
        return PROJECT.matcher(uri.getRawPath() + "/").matches();
    }

    boolean isHttp() {
        return uri.getScheme().equalsIgnoreCase("http");
    }

    BaseUrl plus(String path) {
        return new BaseUrl(URI.create(uri + path));
    }
}
