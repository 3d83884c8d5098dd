// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.util.Locale;

import io.github.camelgemini.emulator.internal.http.reply.ApiErrors;
import io.github.camelgemini.emulator.internal.http.reply.Reply;
import org.jspecify.annotations.Nullable;

/** Checks that a request has credentials, as Google's front ends do. The key or token {@code invalid} is refused. */
final class Credentials {
    private static final String REFUSED = "invalid";

    private Credentials() {}

    /** The refusal, or null if the request may pass. */
    static @Nullable Reply refuse(Surface surface, IncomingRequest request) {
        if (surface == Surface.OPEN) {
            return null;
        }
        String key = key(request);
        String token = token(request);
        boolean keyCounts = surface != Surface.ENTERPRISE && !key.isEmpty();
        if (keyCounts && key.equals(REFUSED)) {
            return ApiErrors.google(400, "API key not valid. Please pass a valid API key.", "API_KEY_INVALID");
        }
        if (keyCounts || (!token.isEmpty() && !token.equals(REFUSED))) {
            return null;
        }
        if (surface == Surface.DEVELOPER && token.isEmpty()) {
            return ApiErrors.google(
                    403,
                    "Method doesn't allow unregistered callers (callers without established identity). Please use API"
                            + " Key or other form of API consumer identity to call this API.",
                    null);
        }
        return ApiErrors.google(
                401,
                "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or"
                        + " other valid authentication credential.",
                key.isEmpty() ? "CREDENTIALS_MISSING" : "API_KEY_SERVICE_BLOCKED");
    }

    private static String key(IncomingRequest request) {
        String header = request.headers().getOrDefault("x-goog-api-key", "");
        return header.isBlank() ? request.query().getOrDefault("key", "").strip() : header.strip();
    }

    private static String token(IncomingRequest request) {
        String header = request.headers().getOrDefault("authorization", "");
        return header.toLowerCase(Locale.ROOT).startsWith("bearer ")
                ? header.substring("bearer ".length()).strip()
                : "";
    }
}
