// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.apache.camel.spi.HttpResponseAware;
import org.jspecify.annotations.Nullable;

/**
 * The service responded with an error, or reported one in a stream before it had begun a run. Read the status: fix the
 * request, or wait.
 */
public class InteractionRejectedException extends GeminiInteractionsException implements HttpResponseAware {

    private static final long serialVersionUID = 2L;

    private int status;
    private @Nullable String reason;
    private final @Nullable String code;
    private final @Nullable String apiMessage;
    private final @Nullable Duration retryAfter;
    private final boolean inStream;

    /**
     * Without the API's text in the message.
     *
     * @see #InteractionRejectedException(String, int, String, String, Duration, String, String)
     */
    public InteractionRejectedException(
            String operation,
            int status,
            @Nullable String code,
            @Nullable String apiMessage,
            @Nullable Duration retryAfter) {
        this(operation, status, code, apiMessage, retryAfter, null, null);
    }

    /**
     * Without the API's text in the message.
     *
     * @see #InteractionRejectedException(String, int, String, String, Duration, String, String)
     */
    public InteractionRejectedException(
            String operation,
            int status,
            @Nullable String code,
            @Nullable String apiMessage,
            @Nullable Duration retryAfter,
            @Nullable String hint) {
        this(operation, status, code, apiMessage, retryAfter, null, hint);
    }

    /**
     * @param operation the requested operation, for example {@code create}
     * @param status HTTP status
     * @param code the API's code, for example {@code rate_limit_exceeded}; null if absent
     * @param apiMessage the API's text; null if absent. It may quote the request, so the message has it as {@code
     *     shownMessage} only
     * @param retryAfter the wait that the service requests; null for none
     * @param shownMessage the API's text as the message may have it: short, and without what it quotes of the request; null
     *     for none
     * @param hint what the route author can do, appended to the message; null for none
     */
    public InteractionRejectedException(
            String operation,
            int status,
            @Nullable String code,
            @Nullable String apiMessage,
            @Nullable Duration retryAfter,
            @Nullable String shownMessage,
            @Nullable String hint) {
        this(
                "The Interactions API answered " + operation + " with HTTP " + status
                        + (shownCode(code).isEmpty() ? "" : " (" + code + ")")
                        + after(retryAfter)
                        + (shownMessage == null ? "" : ": " + shownMessage)
                        + (hint == null ? "" : (shownMessage == null ? ": " : " - ") + hint),
                status,
                code,
                apiMessage,
                retryAfter,
                false);
    }

    private InteractionRejectedException(
            String message,
            int status,
            @Nullable String code,
            @Nullable String apiMessage,
            @Nullable Duration retryAfter,
            boolean inStream) {
        super(message);
        this.status = status;
        this.code = code;
        this.apiMessage = apiMessage;
        this.retryAfter = retryAfter;
        this.inStream = inStream;
    }

    private static String after(@Nullable Duration retryAfter) {
        // Saturates: a date of the service may be so late that the milliseconds do not fit into a long.
        return retryAfter == null ? "" : ", retry after " + TimeUnit.MILLISECONDS.convert(retryAfter) + " ms";
    }

    /**
     * An error that the service reported inside a stream, after HTTP 200.
     *
     * @param operation the requested operation, for example {@code create}
     * @param status the HTTP status with which the service refuses a request for the same error
     * @see #InteractionRejectedException(String, int, String, String, Duration, String, String)
     */
    public static InteractionRejectedException inStream(
            String operation,
            int status,
            @Nullable String code,
            @Nullable String apiMessage,
            @Nullable Duration retryAfter,
            @Nullable String shownMessage) {
        String message = "The stream of " + operation + " reported "
                + (shownCode(code).isEmpty() ? "an error" : "the error " + code)
                + " (HTTP " + status + " for a request)" + after(retryAfter)
                + (shownMessage == null ? "" : ": " + shownMessage);
        return new InteractionRejectedException(message, status, code, apiMessage, retryAfter, true);
    }

    /**
     * An error that the service sent with HTTP 200 in place of an interaction.
     *
     * @param operation the requested operation, for example {@code create}
     * @param status the HTTP status with which the service refuses a request for the same error
     * @see #InteractionRejectedException(String, int, String, String, Duration, String, String)
     */
    public static InteractionRejectedException inAnswer(
            String operation,
            int status,
            @Nullable String code,
            @Nullable String apiMessage,
            @Nullable Duration retryAfter,
            @Nullable String shownMessage) {
        String message = "The Interactions API answered " + operation + " with HTTP 200 and "
                + (shownCode(code).isEmpty() ? "an error" : "the error " + code) + " (HTTP " + status
                + " for a request)"
                + after(retryAfter) + (shownMessage == null ? "" : ": " + shownMessage);
        return new InteractionRejectedException(message, status, code, apiMessage, retryAfter, true);
    }

    /**
     * True if the service reported the error after HTTP 200, inside a stream or in place of an interaction. {@link
     * #getHttpResponseCode()} is then the status with which it refuses a request for the same error.
     */
    public boolean isInStream() {
        return inStream;
    }

    /** The API's code, for example {@code rate_limit_exceeded}; null if absent. */
    public @Nullable String getCode() {
        return code;
    }

    /** The API's text. It may quote the request: do not log it where prompts must not be logged. Null if absent. */
    public @Nullable String getApiMessage() {
        return apiMessage;
    }

    /** The wait that the service requests; null for none. */
    public @Nullable Duration getRetryAfter() {
        return retryAfter;
    }

    /**
     * True for 404: the service does not have the interaction or model that the request names. A run that was just created
     * may not be visible yet (docs/api.adoc, 6.1: Assumed).
     */
    public boolean isNotFound() {
        return status == 404;
    }

    /**
     * True for 408, 429 and 5xx except 501: the same request may succeed later (docs/api.adoc, 6.1: Assumed; 7.4: Google's
     * clients retry those, Documented). Does not say whether a second create may be paid twice, see {@link #hadNoEffect()},
     * nor anything about the state of a run.
     */
    public boolean isTransient() {
        return isTransient(status);
    }

    /** {@link #isTransient()} for an HTTP status. */
    public static boolean isTransient(int status) {
        return status == 408 || status == 429 || status >= 500 && status != 501;
    }

    /**
     * True if the service cannot have done what the request asked for, so that a create that is sent again is not paid twice:
     * a 4xx except 408, which may come from a proxy that passed the request on, and 499; or a 503 that has a code of the API
     * or says how long to wait. A bare 503 may come from a gateway (docs/api.adoc, 7.4: Assumed).
     */
    public boolean hadNoEffect() {
        return hadNoEffect(status, code != null || retryAfter != null);
    }

    /**
     * {@link #hadNoEffect()} for an HTTP status.
     *
     * @param fromApi true if the response has a code of the API or says how long to wait
     */
    public static boolean hadNoEffect(int status, boolean fromApi) {
        return status >= 400 && status < 499 && status != 408 || status == 503 && fromApi;
    }

    @Override
    public int getHttpResponseCode() {
        return status;
    }

    @Override
    public void setHttpResponseCode(int status) {
        this.status = status;
    }

    @Override
    public @Nullable String getHttpResponseStatus() {
        return reason;
    }

    @Override
    public void setHttpResponseStatus(@Nullable String reason) {
        this.reason = reason;
    }
}
