// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.message.progress.StateHealthCheck;
import io.github.camelgemini.interactions.internal.message.reply.FailureProperties;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Health check of the producers that call one service with the same credentials. DOWN if credentials are missing or refused,
 * if the service is not reached or fails, and if a quota is exhausted for longer than calls wait. A shorter wait is UP, as
 * calls pass it.
 */
final class ProducerHealthCheck extends StateHealthCheck {

    private static final int BAD_REQUEST = 400;
    /** Documented: docs/api.adoc 7.2, a wrong key is a bad request with this text. */
    private static final String INVALID_KEY = "API key not valid";

    private final Supplier<InteractionCalls> calls;
    private final ServiceProbe probe;
    private final Duration timeout;
    private final @Nullable String address;

    /**
     * @param calls throws if an address or credentials are missing
     * @param timeout longest wait for the service
     * @param address of the service, without secrets; null for the default one
     */
    ProducerHealthCheck(String id, Supplier<InteractionCalls> calls, Duration timeout, @Nullable String address) {
        super(id);
        this.calls = calls;
        this.timeout = timeout;
        this.address = address;
        this.probe = new ServiceProbe(calls, timeout, System::nanoTime);
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void check(HealthCheckResultBuilder result) {
        if (address != null) result.detail("service.address", address);
        Throwable refusal = probe.refusal();
        if (refusal == null) return;
        if (refusal instanceof InteractionRejectedException refused) refused(refused, result);
        else if (refusal instanceof TimeoutException) down(result, "unreachable", timedOut());
        else if (refusal instanceof InteractionRequestException)
            down(result, "credentials", "Address or credentials are missing or cannot be used")
                    .error(refusal);
        else {
            FailureProperties known = FailureProperties.of(refusal);
            down(result, known == null ? "unreachable" : known.reason(), "The service cannot be called")
                    .error(refusal);
        }
    }

    private void refused(InteractionRejectedException refused, HealthCheckResultBuilder result) {
        int status = refused.getHttpResponseCode();
        result.detail(HealthCheck.HTTP_RESPONSE_CODE, status);
        FailureProperties known = FailureProperties.of(refused);
        String reason = known == null ? "rejected" : known.reason();
        boolean isInvalidKey =
                status == BAD_REQUEST && String.valueOf(refused.getApiMessage()).contains(INVALID_KEY);
        if (reason.equals("auth") || isInvalidKey)
            down(result, "credentials", "The service refuses the credentials").error(refused);
        else if (reason.equals("quota")) quota(refused, result);
        else if (reason.equals("server") || reason.equals("timeout"))
            down(result, reason, "The service fails").error(refused);
        else result.detail("service.state", "reached"); // it does not know the interaction
    }

    private void quota(InteractionRejectedException refused, HealthCheckResultBuilder result) {
        Duration wait = refused.getRetryAfter();
        if (wait != null) result.detail("quota.wait.millis", wait.toMillis());
        if (wait != null && wait.compareTo(calls.get().maxRetryAfter()) > 0)
            down(result, "quota", "The quota is exhausted for longer than maxRetryAfter")
                    .error(refused);
        else result.detail("service.state", "quota");
    }

    private String timedOut() {
        return "The service has not answered within connectTimeout=" + timeout.toMillis() + " ms";
    }

    private static HealthCheckResultBuilder down(HealthCheckResultBuilder result, String state, String message) {
        return result.down().detail("service.state", state).message(message);
    }
}
