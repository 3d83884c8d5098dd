// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import java.time.Duration;

import org.apache.camel.spi.HttpResponseAware;
import org.jspecify.annotations.Nullable;

/** The service answered with an error. Read the status: fix the request, or wait. */
public class InteractionRejectedException extends GeminiInteractionsException implements HttpResponseAware {

    private static final long serialVersionUID = 1L;

    private int status;
    private @Nullable String reason;
    private final @Nullable String code;
    private final @Nullable String apiMessage;
    private final @Nullable Duration retryAfter;

    /**
     * @param operation what was asked for, for example {@code create}
     * @param status HTTP status
     * @param code the API's code, for example {@code rate_limit_exceeded}; null when the answer held none
     * @param apiMessage the API's text; it may quote the request, so it is not part of the message. Null when absent.
     * @param retryAfter how long the service asks to wait; null when it did not say
     */
    public InteractionRejectedException(
            String operation,
            int status,
            @Nullable String code,
            @Nullable String apiMessage,
            @Nullable Duration retryAfter) {
        this(operation, status, code, apiMessage, retryAfter, null);
    }

    /**
     * As the other constructor.
     *
     * @param hint what the route author can do about it, at the end of the message; null for none
     */
    public InteractionRejectedException(
            String operation,
            int status,
            @Nullable String code,
            @Nullable String apiMessage,
            @Nullable Duration retryAfter,
            @Nullable String hint) {
        super("The Interactions API answered " + operation + " with HTTP " + status
                + (code == null ? "" : " (" + code + ")")
                + (retryAfter == null ? "" : ", to be tried again after " + retryAfter.toMillis() + " ms")
                + (hint == null ? "" : ": " + hint));
        this.status = status;
        this.code = code;
        this.apiMessage = apiMessage;
        this.retryAfter = retryAfter;
    }

    /** The API's code, for example {@code rate_limit_exceeded}; null when the answer held none. */
    public @Nullable String getCode() {
        return code;
    }

    /** The API's text. It may quote the request: do not log it where prompts must not be logged. Null when absent. */
    public @Nullable String getApiMessage() {
        return apiMessage;
    }

    /** How long the service asks to wait; null when it did not say. */
    public @Nullable Duration getRetryAfter() {
        return retryAfter;
    }

    /**
     * True for a 404: the service does not have the interaction, or the model, that the request names. A run that was just
     * created may not be visible yet (docs/api.adoc, 6.1: Assumed).
     */
    public boolean isNotFound() {
        return status == 404;
    }

    /**
     * True for 408, 429 and 5xx except 501: the same request may succeed later. Says nothing about whether a create may be
     * paid twice, see {@link #hadNoEffect()}, and nothing about a run (docs/api.adoc, 6.1: Assumed; 7.4: Google's clients
     * repeat those, Documented).
     */
    public boolean isTransient() {
        return isTransient(status);
    }

    /** {@link #isTransient()} for an HTTP status. */
    public static boolean isTransient(int status) {
        return status == 408 || status == 429 || status >= 500 && status != 501;
    }

    /**
     * True when the service cannot have done what it was asked for, so that a create that is sent again is not paid twice: a
     * 4xx except 408, which may come from a proxy that passed the request on, and 499; or a 503 that says when to come again
     * (docs/api.adoc, 7.4: Assumed).
     */
    public boolean hadNoEffect() {
        return status >= 400 && status < 499 && status != 408 || status == 503 && retryAfter != null;
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
