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
        super("The Interactions API answered " + operation + " with HTTP " + status
                + (code == null ? "" : " (" + code + ")")
                + (retryAfter == null ? "" : ", to be tried again after " + retryAfter.toMillis() + " ms"));
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
