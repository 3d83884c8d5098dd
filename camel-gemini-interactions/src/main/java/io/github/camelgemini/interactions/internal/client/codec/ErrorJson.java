// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.internal.client.sse.SseDecoder;
import io.github.camelgemini.interactions.internal.client.sse.SseFrame;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Reads errors: the API's format, google.rpc, either of them in a list or in frames of an event stream, a bare text, and
 * pages of proxies. Never fails. Any thread.
 *
 * <p>Documented: Interactions API, errors, September 2026. Observed: traffic/pasted/error.*.json; docs/api.adoc 7.1 for the
 * refusal in a frame.
 */
public final class ErrorJson {

    private static final int MAX_CHARS = 500;
    private static final int MAX_PROSE = 4096;
    private static final int TOO_MANY_REQUESTS = 429;
    /** A longer wait counts as this one: it exceeds any {@code maxRetryAfter} in use. */
    private static final BigDecimal LONGEST_SECONDS = new BigDecimal(1_000_000_000);

    /** Digits, before or behind the point, up to which numbers are worked out exactly. */
    private static final int MAX_DIGITS = 64;

    private static final Pattern AMOUNT_OF_TIME = Pattern.compile("\\d++(?:\\.\\d*+)?(?:[eE][+-]?\\d++)?");
    /** Members of interactions and events, none of which an error has beside its message. */
    private static final List<String> NOT_OF_AN_ERROR =
            List.of("id", "steps", "outputs", "interaction", "step", "delta");

    private static final Pattern INVISIBLE = Pattern.compile("(?is)<(script|style|head)\\b.*?</\\1\\s*>");
    private static final Pattern TAG = Pattern.compile("<[^>]*>");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private static final String AMOUNT =
            "(\\d{1,100}(?:\\.\\d{1,100})?) ?(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?|days?)";
    private static final Pattern PROSE =
            Pattern.compile("(?i)\\b(?:re)?try(?: again| the request| your request)? (?:in|after) ((?:" + AMOUNT
                    + "(?:,? (?:and )?)?){1,4})(?![a-z0-9])");
    private static final Pattern PART = Pattern.compile("(?i)" + AMOUNT + "(?![a-z])");

    private ErrorJson() {}

    /** Reads the body of an error response with this HTTP status. */
    public static ApiError read(byte[] body, int status) {
        JsonNode node = Json.tree(body);
        InteractionError error = node == null ? framed(body) : errorOf(node);
        if (error == null && node != null) error = errorOfRun(node);
        if (error != null && !error.isEmpty()) return of(error, status);
        return new ApiError(new InteractionError(null, visibleText(body), Map.of()), null, false);
    }

    /** Reads an error inside a stream. */
    public static ApiError of(InteractionError error) {
        return of(error, 0);
    }

    /**
     * All errors that a run names: its own, and those of its outputs, also of earlier ones. {@link
     * InteractionJson#outputErrors} has those alone that make an answer a failure.
     */
    public static List<InteractionError> errorsOf(Interaction run) {
        List<InteractionError> errors = new ArrayList<>(run.errors());
        for (Step step : run.steps()) {
            String error =
                    step instanceof Step.ModelOutput output ? output.more().get("error") : null;
            if (error != null) errors.add(InteractionReader.error(Json.known(error)));
        }
        return List.copyOf(errors);
    }

    private static ApiError of(InteractionError error, int status) {
        Duration delay = retryDelay(error);
        // A text without a code may be that of a gateway: then the wait does not say that the request had no effect.
        if (delay == null && (error.code() != null || status == TOO_MANY_REQUESTS))
            delay = delayInProse(error.message());
        return new ApiError(error, delay, true);
    }

    /** The first error in the frames of an event stream, or in lines that are each JSON; null if there is none. */
    private static @Nullable InteractionError framed(byte[] body) {
        SseDecoder decoder = new SseDecoder(body.length);
        byte[] closed = Arrays.copyOf(body, body.length + 2); // the last frame may lack its blank line
        Arrays.fill(closed, body.length, closed.length, (byte) '\n');
        decoder.feed(ByteBuffer.wrap(closed));
        try {
            for (SseFrame frame = decoder.next(); frame != null; frame = decoder.next()) {
                InteractionError error = framed(frame);
                if (error != null && !error.isEmpty()) return error;
            }
        } catch (InteractionProtocolException e) { // an oversized line of a text that is no event stream
            return null;
        }
        SseFrame rest = decoder.finish();
        return rest == null ? null : unframed(rest.data());
    }

    private static @Nullable InteractionError framed(SseFrame frame) {
        JsonNode node = Json.tree(frame.data());
        InteractionError error = node == null ? null : errorOf(node);
        if (error == null && node != null) error = errorOfRun(node);
        if (error != null || !isNameOfError(frame.event())) return error;
        if (node == null)
            return frame.data().isBlank()
                    ? null
                    : new InteractionError(null, frame.data().strip(), Map.of());
        return node.path("message").isTextual() ? InteractionReader.error(node) : null;
    }

    /** The error of a failed run that is the body of a refusal, or is in an event of it; null if there is none. */
    private static @Nullable InteractionError errorOfRun(JsonNode node) {
        JsonNode run = node.path("interaction").isObject() ? node.get("interaction") : node;
        if (!(run instanceof ObjectNode object)) return null;
        List<InteractionError> errors = InteractionReader.errors(object.deepCopy());
        return errors.isEmpty() ? null : errors.get(0);
    }

    private static @Nullable InteractionError unframed(String text) {
        JsonNode whole = Json.tree(text);
        if (whole != null) return errorOf(whole);
        return text.lines()
                .map(Json::tree)
                .filter(line -> line != null)
                .map(ErrorJson::errorOf)
                .filter(error -> error != null)
                .findFirst()
                .orElse(null);
    }

    /** True if a body with a status of success has an error. */
    public static boolean isIn(byte[] body) {
        JsonNode node = Json.tree(body);
        return (node == null ? framed(body) : errorOf(node)) != null;
    }

    /**
     * True if an object is an error in place of an interaction. A failed interaction has its errors itself, and one with steps
     * is an answer.
     */
    static boolean isRefusal(ObjectNode object) {
        if (errorOf(object) == null) return false;
        if (!object.path("steps").isEmpty() || !object.path("outputs").isEmpty()) return false;
        InteractionStatus status = InteractionStatus.of(object.path("status").asText());
        return !status.equals(InteractionStatus.FAILED) && !status.equals(InteractionStatus.CANCELLED);
    }

    /**
     * The error of an object, or of the first object in a list; null if there is none.
     *
     * <p>Assumed: an error in an error, a list of errors without a run, and an error without the member {@code error}, as
     * gateways write them.
     */
    static @Nullable InteractionError errorOf(JsonNode node) {
        JsonNode holder = node.isArray() ? node.path(0) : node;
        JsonNode error = holder.get("error");
        if (error != null && error.path("error").isContainerNode()) error = error.get("error"); // wrapped by a gateway
        if (error == null && !holder.has("status") && !holder.has("steps"))
            error = holder.path("errors").get(0);
        if ((error == null || error.isBoolean()) && isBare(holder)) error = holder;
        if (error != null && isHttpStatus(error) && holder.path("message").isTextual())
            return new InteractionError(error.asText(), holder.get("message").asText(), Map.of());
        boolean isError = error != null && (error.isObject() || error.isTextual() || isHttpStatus(error));
        return isError ? InteractionReader.error(error.deepCopy()) : null;
    }

    /** True for an HTTP status in place of an error. Assumed: gateways write it. */
    private static boolean isHttpStatus(JsonNode error) {
        return error.canConvertToInt() && error.isIntegralNumber() && error.intValue() >= 400 && error.intValue() < 600;
    }

    /** True for the members of an error in an object of their own: a message with a code, a status or a mark. */
    private static boolean isBare(JsonNode object) {
        if (!object.path("message").isTextual()) return false;
        if (NOT_OF_AN_ERROR.stream().anyMatch(object::has)) return false;
        if (object.has("event_type"))
            return isNameOfError(object.get("event_type").asText());
        boolean isStatusOfARun =
                InteractionStatus.of(object.path("status").asText()).isKnown();
        return !isStatusOfARun && (object.has("code") || object.has("status") || object.has("error"));
    }

    /** True for the name of an error event, in any letter case. */
    static boolean isNameOfError(@Nullable String name) {
        return "error".equalsIgnoreCase(name);
    }

    private static @Nullable Duration retryDelay(InteractionError error) {
        String details = error.more().get("details");
        if (details == null) return null;
        JsonNode all = Json.known(details);
        for (JsonNode detail : all.isArray() ? all : List.of(all)) {
            JsonNode type = detail.path("@type");
            if (!type.isMissingNode() && !type.asText().endsWith("google.rpc.RetryInfo")) continue;
            Duration delay = duration(detail.path("retryDelay"));
            if (delay == null) delay = duration(detail.path("retry_delay"));
            if (delay != null) return delay;
        }
        return null;
    }

    /**
     * Parses a duration of protocol buffers: seconds with up to nine decimals and an {@code s}.
     *
     * <p>Assumed: a number of seconds, and an object of seconds and nanoseconds, as gateways write the message.
     */
    private static @Nullable Duration duration(JsonNode node) {
        if (node.isObject()) {
            BigDecimal whole = amount(node.path("seconds"));
            BigDecimal nanos = amount(node.path("nanos"));
            if (whole == null && nanos == null) return null;
            return seconds((whole == null ? BigDecimal.ZERO : whole)
                    .add((nanos == null ? BigDecimal.ZERO : nanos).movePointLeft(9)));
        }
        if (node.isNumber()) return seconds(amount(node));
        String text = node.asText();
        return text.endsWith("s") ? seconds(amount(text.substring(0, text.length() - 1))) : null;
    }

    /** A number, or a text that is one; null for anything else. */
    private static @Nullable BigDecimal amount(JsonNode node) {
        if (node.isNumber()) return bounded(node.decimalValue());
        return node.isTextual() ? amount(node.textValue()) : null;
    }

    private static @Nullable BigDecimal amount(String text) {
        if (!AMOUNT_OF_TIME.matcher(text).matches()) return null;
        boolean isExact = text.length() <= MAX_DIGITS && text.indexOf('e') < 0 && text.indexOf('E') < 0;
        return isExact ? bounded(new BigDecimal(text)) : bounded(Double.parseDouble(text));
    }

    /** The number, without more digits than a sum can be computed of. */
    private static BigDecimal bounded(BigDecimal value) {
        return Math.abs((long) value.scale()) <= MAX_DIGITS ? value : bounded(value.doubleValue());
    }

    private static BigDecimal bounded(double value) {
        return BigDecimal.valueOf(Math.max(-Double.MAX_VALUE, Math.min(value, LONGEST_SECONDS.doubleValue() * 1e9)));
    }

    /** Null for a negative wait, and for none. */
    private static @Nullable Duration seconds(@Nullable BigDecimal seconds) {
        if (seconds == null || seconds.signum() < 0) return null;
        return Duration.ofNanos(seconds.min(LONGEST_SECONDS).movePointRight(9).longValue());
    }

    /**
     * The delay in a text such as "Please retry in 13.38s."; null if there is none.
     *
     * <p>Observed: reported (pi-go#314), seconds with decimals. Assumed: the other units, as Google's clients and quotas
     * write them.
     */
    private static @Nullable Duration delayInProse(@Nullable String message) {
        if (message == null) return null;
        Matcher prose = PROSE.matcher(message.length() <= MAX_PROSE ? message : message.substring(0, MAX_PROSE));
        if (!prose.find()) return null;
        BigDecimal sum = BigDecimal.ZERO;
        Matcher part = PART.matcher(prose.group(1));
        while (part.find()) sum = sum.add(new BigDecimal(part.group(1)).multiply(secondsIn(part.group(2))));
        return seconds(sum);
    }

    private static BigDecimal secondsIn(String unit) {
        String word = unit.toLowerCase(Locale.ROOT);
        if (word.startsWith("ms") || word.startsWith("milli")) return new BigDecimal("0.001");
        if (word.startsWith("d")) return new BigDecimal(86_400);
        if (word.startsWith("h")) return new BigDecimal(3600);
        return word.startsWith("m") ? new BigDecimal(60) : BigDecimal.ONE;
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
