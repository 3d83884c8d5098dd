// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.reply;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.exception.InteractionBudgetException;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionFunctionException;
import io.github.camelgemini.interactions.exception.InteractionInDoubtException;
import io.github.camelgemini.interactions.exception.InteractionLostException;
import io.github.camelgemini.interactions.exception.InteractionNotKeptException;
import io.github.camelgemini.interactions.exception.InteractionOutputException;
import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import io.github.camelgemini.interactions.exception.InteractionTimeoutException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.codec.ApiError;
import io.github.camelgemini.interactions.internal.client.codec.ErrorJson;
import io.github.camelgemini.interactions.internal.support.async.Durations;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionStatus;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Exchange properties of a failure, which a route can read without knowing the exceptions of this component.
 *
 * @param category category of Camel's AI components
 * @param reason word of this component, finer than the category
 * @param retrySafe whether the same message may be sent again without being charged twice
 * @param retryAfter time that the service asks to wait; null if it does not
 */
public record FailureProperties(String category, String reason, boolean retrySafe, @Nullable Duration retryAfter) {

    private static final String RATE_LIMIT = "RATE_LIMIT";
    private static final String SERVER_ERROR = "SERVER_ERROR";
    private static final String VALIDATION = "VALIDATION";
    private static final String AUTH = "AUTH";
    private static final String UNKNOWN = "UNKNOWN";

    private static final List<String> NAMES = List.of(
            GeminiInteractionsConstants.ERROR_CATEGORY_PROPERTY,
            GeminiInteractionsConstants.ERROR_REASON_PROPERTY,
            GeminiInteractionsConstants.RETRY_SAFE_PROPERTY,
            GeminiInteractionsConstants.RETRY_AFTER_PROPERTY);

    /** Null for an exception that is not of this component, such as one of a step's route. */
    public static @Nullable FailureProperties of(Throwable failure) {
        if (failure instanceof InteractionRejectedException refused) return refused(refused);
        if (failure instanceof InteractionTransportException unreached) {
            boolean late = unreached.getCause() instanceof SocketTimeoutException;
            return known(SERVER_ERROR, late ? "timeout" : "unreachable", unreached.isRetrySafe());
        }
        if (failure instanceof InteractionEndedException ended) return ended(ended.getInteraction());
        if (failure instanceof InteractionRequestException) return known(VALIDATION, "request", true);
        if (failure instanceof ConversationBusyException busy)
            return known(UNKNOWN, "busy", busy.getInteractionId() == null);
        if (failure instanceof InteractionOutputException) return known(VALIDATION, "output", false);
        if (failure instanceof InteractionStreamException stream) return stream(stream);
        if (failure instanceof InteractionStoppedException) return known(UNKNOWN, "stopped", false);
        if (failure instanceof InteractionInDoubtException) return known(UNKNOWN, "in_doubt", false);
        if (failure instanceof InteractionTimeoutException) return known(SERVER_ERROR, "timeout", false);
        if (failure instanceof InteractionLostException) return known(SERVER_ERROR, "lost", false);
        if (failure instanceof InteractionNotKeptException) return known(SERVER_ERROR, "not_kept", false);
        if (failure instanceof InteractionFunctionException function) return function(function.getReason());
        if (failure instanceof InteractionBudgetException) return known(UNKNOWN, "budget", false);
        if (failure instanceof InteractionProtocolException) return known(SERVER_ERROR, "protocol", false);
        return failure instanceof GeminiInteractionsException ? known(UNKNOWN, "unknown", false) : null;
    }

    private static FailureProperties function(InteractionFunctionException.Reason reason) {
        return switch (reason) {
            case UNKNOWN, INVALID -> known(VALIDATION, "function_call", false);
            case FAILED, CONVERSION -> known(UNKNOWN, "function", false);
            case TIMEOUT -> known(UNKNOWN, "timeout", false);
        };
    }

    /** The run had begun, so that it may be charged even if the same refusal of a request is not. */
    private static FailureProperties stream(InteractionStreamException stream) {
        InteractionRejectedException reported = stream.getReported();
        if (reported == null) {
            Duration wait = stream.getCause() instanceof InteractionRejectedException refused
                    ? refused.getRetryAfter() // of the resume, or of a read of the stored interaction
                    : null;
            return new FailureProperties(SERVER_ERROR, "stream", false, wait);
        }
        FailureProperties same = refused(reported);
        return new FailureProperties(same.category(), same.reason(), false, same.retryAfter());
    }

    private static FailureProperties refused(InteractionRejectedException refused) {
        return error(refused.getCode(), refused.getHttpResponseCode(), refused.hadNoEffect(), refused.getRetryAfter());
    }

    private static FailureProperties error(
            @Nullable String code, int status, boolean retrySafe, @Nullable Duration wait) {
        if (ApiError.isBlocked(code)) return new FailureProperties(VALIDATION, "blocked", retrySafe, wait);
        return switch (status) {
            case 429 -> new FailureProperties(RATE_LIMIT, "quota", retrySafe, wait);
            case 401, 403 -> new FailureProperties(AUTH, "auth", retrySafe, wait);
            case 404 -> new FailureProperties(VALIDATION, "not_found", retrySafe, wait);
            case 408, 504 -> new FailureProperties(SERVER_ERROR, "timeout", retrySafe, wait);
            default ->
                status < 500
                        ? new FailureProperties(VALIDATION, "rejected", retrySafe, wait)
                        : new FailureProperties(SERVER_ERROR, "server", retrySafe, wait);
        };
    }

    private static FailureProperties ended(@Nullable Interaction interaction) {
        if (interaction == null) return known(UNKNOWN, "unknown", false);
        if (interaction.errors().stream().map(InteractionError::code).anyMatch(ApiError::isBlocked))
            return known(VALIDATION, "blocked", false);
        InteractionStatus status = interaction.status();
        if (status.equals(InteractionStatus.FAILED) && !interaction.errors().isEmpty()) {
            ApiError error = ErrorJson.of(interaction.errors().get(0));
            FailureProperties same = error(error.error().code(), error.status(), false, error.retryDelay());
            return same.reason().equals("server")
                    ? new FailureProperties(SERVER_ERROR, status.word(), false, error.retryDelay())
                    : same;
        }
        return known(status.equals(InteractionStatus.FAILED) ? SERVER_ERROR : UNKNOWN, status.word(), false);
    }

    private static FailureProperties known(String category, String reason, boolean retrySafe) {
        return new FailureProperties(category, reason, retrySafe, null);
    }

    void write(Exchange exchange) {
        exchange.setProperty(GeminiInteractionsConstants.ERROR_CATEGORY_PROPERTY, category);
        exchange.setProperty(GeminiInteractionsConstants.ERROR_REASON_PROPERTY, reason);
        exchange.setProperty(GeminiInteractionsConstants.RETRY_SAFE_PROPERTY, retrySafe);
        if (retryAfter != null)
            exchange.setProperty(GeminiInteractionsConstants.RETRY_AFTER_PROPERTY, Durations.millis(retryAfter));
    }

    /** Removes the properties of an earlier failure. */
    static void clear(Exchange exchange) {
        NAMES.forEach(exchange::removeProperty);
    }
}
