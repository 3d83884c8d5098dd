// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.interactions.model.InteractionError;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of error responses: the API's format, google.rpc, either of them in a list, a bare text, and pages of
 * proxies. Never fails. Any thread.
 *
 * <p>Documented: Interactions API, errors, September 2026. Observed: traffic/pasted/error.*.json.
 */
public final class ErrorJson {

    private static final int MAX_CHARS = 500;
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?s");
    private static final Pattern INVISIBLE = Pattern.compile("(?is)<(script|style|head)\\b.*?</\\1\\s*>");
    private static final Pattern TAG = Pattern.compile("<[^>]*>");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private ErrorJson() {}

    public static ApiError read(byte[] body) {
        JsonNode node = Json.tree(body);
        InteractionError error = node == null ? null : errorOf(node);
        if (node != null && error != null) return new ApiError(error, retryDelay(node));
        return new ApiError(new InteractionError(null, visibleText(body), Map.of()), null);
    }

    /** True if a body with a status of success has an error. */
    public static boolean isIn(byte[] body) {
        JsonNode node = Json.tree(body);
        return node != null && errorNode(node) != null;
    }

    /** The error of an object, or of the first object in a list; null if there is none. */
    static @Nullable InteractionError errorOf(JsonNode node) {
        JsonNode error = errorNode(node);
        return error == null ? null : InteractionReader.error(error.deepCopy());
    }

    private static @Nullable JsonNode errorNode(JsonNode node) {
        JsonNode holder = node.isArray() ? node.path(0) : node;
        JsonNode error = holder.get("error");
        return error != null && (error.isObject() || error.isTextual()) ? error : null;
    }

    private static @Nullable Duration retryDelay(JsonNode node) {
        JsonNode error = errorNode(node);
        if (error == null) return null;
        for (JsonNode detail : error.path("details")) {
            if (!detail.path("@type").asText().endsWith("google.rpc.RetryInfo")) continue;
            Duration delay = duration(detail.path("retryDelay"));
            if (delay != null) return delay;
        }
        return null;
    }

    /** Parses a duration of protocol buffers: seconds with up to nine decimals and an {@code s}. */
    private static @Nullable Duration duration(JsonNode node) {
        String text = node.asText();
        if (!SECONDS.matcher(text).matches()) return null;
        BigDecimal nanos = new BigDecimal(text.substring(0, text.length() - 1)).movePointRight(9);
        return Duration.ofNanos(nanos.longValueExact());
    }

    /** The text of a page or a plain text, shortened; null if it is blank. */
    private static @Nullable String visibleText(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, 16 * 1024), StandardCharsets.UTF_8);
        if (text.stripLeading().startsWith("<")) {
            text = TAG.matcher(INVISIBLE.matcher(text).replaceAll(" ")).replaceAll(" ");
        }
        text = BLANKS.matcher(text).replaceAll(" ").strip();
        if (text.isEmpty()) return null;
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "…";
    }
}
