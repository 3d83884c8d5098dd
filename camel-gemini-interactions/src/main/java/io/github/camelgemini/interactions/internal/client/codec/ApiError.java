// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.model.InteractionError;
import org.jspecify.annotations.Nullable;

/**
 * An error of the API: the body of an error response, or an error inside a stream.
 *
 * @param error code and message, as far as they are known
 * @param retryDelay requested delay before a retry ({@code google.rpc.RetryInfo}, or in the message); null if there is none
 * @param fromApi false for the text or page of a server in front of the API, which is shown nowhere
 */
public record ApiError(InteractionError error, @Nullable Duration retryDelay, boolean fromApi) {

    private static final int UNKNOWN = 500;

    /** Codes of a blocked generation. Documented: docs/api.adoc 7.2. */
    private static final Set<String> BLOCKED = Set.of(
            "safety",
            "recitation",
            "language",
            "prohibited_content",
            "spii",
            "blocklist",
            "image_safety",
            "image_prohibited_content",
            "image_recitation",
            "image_other",
            "content_blocked");

    /** Documented: docs/api.adoc 7.2. The words of google.rpc: Documented, google/rpc/code.proto. */
    private static final Map<Integer, List<String>> WORDS = Map.ofEntries(
            Map.entry(400, List.of("invalid_request", "failed_precondition", "parameter_unknown", "invalid_argument")),
            Map.entry(401, List.of("authentication", "unauthenticated")),
            Map.entry(402, List.of("payment_required")),
            Map.entry(403, List.of("permission_denied")),
            Map.entry(404, List.of("not_found", "model_not_found")),
            Map.entry(409, List.of("already_exists", "aborted")),
            Map.entry(416, List.of("out_of_range")),
            Map.entry(429, List.of("rate_limit_exceeded", "quota_exceeded", "too_many_requests", "resource_exhausted")),
            Map.entry(499, List.of("cancelled")),
            Map.entry(500, List.of("api_error", "internal", "unknown", "data_loss")),
            Map.entry(501, List.of("unimplemented", "not_implemented")),
            Map.entry(503, List.of("service_unavailable", "unavailable")),
            Map.entry(504, List.of("deadline_exceeded", "gateway_timeout")));

    /** The HTTP status of a code of google.rpc, which is the index. Documented: google/rpc/code.proto. */
    private static final List<Integer> OF_RPC =
            List.of(500, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401);

    private static final Map<String, Integer> STATUS = statusOfWords();

    private static Map<String, Integer> statusOfWords() {
        Map<String, Integer> all = new HashMap<>();
        WORDS.forEach((status, words) -> words.forEach(word -> all.put(word, status)));
        BLOCKED.forEach(word -> all.put(word, 400));
        return Map.copyOf(all);
    }

    /** True for the code of a blocked generation. */
    public static boolean isBlocked(@Nullable String code) {
        return code != null && BLOCKED.contains(code.toLowerCase(Locale.ROOT));
    }

    /**
     * The HTTP status with which the service refuses a request for this error; 500 if the code is not known. An error inside
     * a stream has no status of its own.
     */
    public int status() {
        Integer ofCode = status(error.code());
        if (ofCode != null) return ofCode;
        String status = error.more().get("status");
        Integer ofStatus = status == null ? null : status(status.replace("\"", ""));
        return ofStatus != null ? ofStatus : UNKNOWN;
    }

    private static @Nullable Integer status(@Nullable String code) {
        if (code == null) return null;
        if (!code.matches("\\d{1,3}")) return STATUS.get(code.toLowerCase(Locale.ROOT));
        int number = Integer.parseInt(code);
        if (number > 0 && number < OF_RPC.size()) return OF_RPC.get(number);
        return number >= 400 && number < 600 ? number : null;
    }

    /** True if the same request cannot succeed later. */
    public boolean isFinal() {
        return !InteractionRejectedException.isTransient(status());
    }

    /** True if a time limit of a connection or of a server in front of the run has ended, and not the run. */
    public boolean isDeadline() {
        return status() == 504;
    }
}
