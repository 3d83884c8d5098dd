// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

import javax.net.ssl.SSLContext;

import io.github.camelgemini.interactions.GeminiInteractionsConfiguration.PrefixedOption;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.auth.ApiKey;
import io.github.camelgemini.interactions.internal.client.auth.ApprovalKey;
import io.github.camelgemini.interactions.internal.client.auth.BackendSettings;
import io.github.camelgemini.interactions.internal.client.call.AwaitSettings;
import io.github.camelgemini.interactions.internal.client.call.Cancelling;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.schema.BeanMapper;
import io.github.camelgemini.interactions.internal.client.stream.ResumeSettings;
import io.github.camelgemini.interactions.internal.client.transport.ExtraHeaders;
import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import io.github.camelgemini.interactions.internal.feature.decorate.ContinuationDecorator;
import io.github.camelgemini.interactions.internal.feature.decorate.OutputRepairDecorator;
import io.github.camelgemini.interactions.internal.feature.toolcall.ToolSettings;
import io.github.camelgemini.interactions.internal.feature.turn.ConversationDecorator;
import io.github.camelgemini.interactions.internal.message.emit.EmissionPlan;
import io.github.camelgemini.interactions.internal.message.emit.EmitKind;
import io.github.camelgemini.interactions.internal.message.emit.StepCursor;
import io.github.camelgemini.interactions.internal.message.exchange.HeaderPropagation;
import io.github.camelgemini.interactions.internal.message.reply.EmissionWriter;
import io.github.camelgemini.interactions.internal.message.reply.ReplySettings;
import io.github.camelgemini.interactions.internal.message.request.AllowedHeaders;
import io.github.camelgemini.interactions.internal.message.request.ConfigObject;
import io.github.camelgemini.interactions.internal.message.request.OutputFormat;
import io.github.camelgemini.interactions.internal.message.request.PassThroughMembers;
import io.github.camelgemini.interactions.internal.message.request.RequestReader;
import io.github.camelgemini.interactions.internal.message.request.RequestSettings;
import io.github.camelgemini.interactions.internal.message.request.TurnScoped;
import io.github.camelgemini.interactions.internal.operation.OperationSettings;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.internal.support.async.Durations;
import io.github.camelgemini.interactions.internal.support.uri.OptionResources;
import io.github.camelgemini.interactions.option.Continuation;
import io.github.camelgemini.interactions.option.HallucinatedToolNameStrategy;
import io.github.camelgemini.interactions.option.OnConversationLost;
import io.github.camelgemini.interactions.option.OnStepFailure;
import io.github.camelgemini.interactions.option.OnUnknownCreate;
import io.github.camelgemini.interactions.option.OutputType;
import io.github.camelgemini.interactions.option.ToolExecutionErrorStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;

/** Converts the configuration of an endpoint into its settings: loads resources, checks values. Reads each option once. */
final class SettingsReader {

    // Delays of resumes: docs/api.adoc 4.6 and 6.1. Ten seconds as between polls of a run.
    private static final Duration FIRST_DELAY = Duration.ofMillis(500);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(60);
    private static final RandomGenerator RANDOM =
            () -> ThreadLocalRandom.current().nextLong();

    private static final Duration LONGEST_RESTART_DELAY = Duration.ofMinutes(5);

    /** 1 GiB: more does not fit into one request as base64. */
    private static final long LONGEST_INLINE = 1L << 30;

    private final GeminiInteractionsComponent component;
    private final CamelContext context;
    private final GeminiInteractionsConfiguration form;
    private final OptionResources resources;
    private final @Nullable HttpComponentOptions handedOn;

    SettingsReader(GeminiInteractionsComponent component, GeminiInteractionsConfiguration form) {
        this.component = component;
        this.context = component.getCamelContext();
        this.form = form;
        this.resources = new OptionResources(context, InteractionJson::text);
        this.handedOn = component.handedOn();
    }

    /**
     * @param given names of the options in the URI
     * @throws InteractionRequestException naming the option that cannot be used
     */
    EndpointSettings read(Set<String> given) {
        Duration restartDelay = Durations.ofMillis(form.getRestartDelay());
        return new EndpointSettings(
                operations(given),
                form.getRunKey(),
                new Backoff(
                        restartDelay,
                        restartDelay.compareTo(LONGEST_RESTART_DELAY) > 0 ? restartDelay : LONGEST_RESTART_DELAY),
                form.getOnStepFailure() == OnStepFailure.skip,
                backend(),
                transport(),
                resuming(),
                streamTimeout(),
                Durations.ofMillis(form.getProgressInterval()));
    }

    private OperationSettings operations(Set<String> given) {
        RequestSettings request = request();
        AwaitSettings awaiting = awaiting();
        Class<?> outputClass = request.format().outputClass();
        return new OperationSettings(
                request,
                reply(request.format().beans()),
                new EmissionPlan(
                        emitted(given),
                        stepTypes(),
                        new EmissionWriter(
                                form.getOutputType(),
                                outputClass,
                                request.format().beans())),
                propagation(),
                new StepCursor.Store(
                        form.getCursorRepository(), Durations.ofMillis(form.getCursorInterval()), System::nanoTime),
                form.getChannel() == null || form.getChannel().isBlank() ? null : form.getChannel(),
                Durations.ofMillis(form.getChannelTimeout()),
                form.isIgnoreResponseBody(),
                form.isAwaitCompletion(),
                awaiting,
                requestTimeout(),
                new Cancelling.Settings(form.isCancelOnTimeout(), form.isCancelOnStop(), form.isCancelOnFailure()),
                continuation(),
                repairs(),
                tools(),
                form.getToolResultRepository(),
                conversation(awaiting),
                positive("conversationTimeout", form.getConversationTimeout(), "5m"),
                form.getConversationRepository(),
                form.getRunRepository(),
                given.contains("runRepository"),
                form.getIdempotencyRepository(),
                given.contains("idempotencyRepository"),
                form.getOnUnknownCreate() == OnUnknownCreate.resend);
    }

    /** A browser shows a text while it is written. */
    private Set<EmitKind> emitted(Set<String> given) {
        Set<EmitKind> kinds = EmitKind.parse(form.getEmit());
        boolean isChosen = given.contains("emit") || !kinds.equals(Set.of(EmitKind.STEPS));
        return form.getOutputType() == OutputType.sse && !isChosen ? Set.of(EmitKind.DELTAS, EmitKind.STEPS) : kinds;
    }

    private Set<String> stepTypes() {
        Set<String> named = EmissionPlan.stepTypes(form.getStepTypes());
        return form.getOutputType() == OutputType.sse && named.isEmpty() ? Set.of("model_output") : named;
    }

    private HeaderPropagation propagation() {
        HeaderFilterStrategy filter = form.getHeaderFilterStrategy();
        return new HeaderPropagation(
                form.isCopyHeaders(), filter != null ? filter : new GeminiInteractionsHeaderFilterStrategy());
    }

    private RequestSettings request() {
        RequestReader.checkTarget(form.getModel(), form.getAgent());
        if (form.getMaxInlineSize() < 0 || form.getMaxInlineSize() > LONGEST_INLINE)
            throw new InteractionRequestException(
                    "maxInlineSize",
                    "maxInlineSize=" + form.getMaxInlineSize() + " is out of range: set 0 to " + LONGEST_INLINE
                            + " bytes, and send longer content as a reference");
        return new RequestSettings(
                form.getModel(),
                form.getAgent(),
                resources.text("input", form.getInput()),
                resources.text("prompt", form.getPrompt()),
                turn(),
                passThroughMembers(),
                OutputFormat.of(
                        resources.text("responseFormat", form.getResponseFormat()), form.getOutputClass(), context),
                form.getPreviousInteractionId(),
                form.getStore(),
                form.getBackground(),
                form.getConversationId(),
                form.getInteractionId(),
                form.getIdempotencyKey(),
                form.getTags(),
                approvalKey(),
                form.getMaxInlineSize(),
                AllowedHeaders.of(form.getAllowedHeaders()),
                Set.copyOf(form.getSecretHeaders().keySet()));
    }

    private TurnScoped turn() {
        return TurnScoped.of(
                resources.text("systemInstruction", form.getSystemInstruction()),
                resources.text("tools", form.getTools()),
                form.getBuiltinTools(),
                resources.text("mcpServers", form.getMcpServers()),
                object("generationConfig", form.getGenerationConfig(), PrefixedOption.GENERATION_CONFIG_FIELDS),
                object("agentConfig", form.getAgentConfig(), PrefixedOption.AGENT_CONFIG_FIELDS));
    }

    private ConfigObject object(String option, @Nullable String object, PrefixedOption single) {
        return ConfigObject.of(
                option,
                resources.text(option, object),
                resources.values(single.option, form.inheritedMembers(single)),
                resources.values(single.option, single.get(form)));
    }

    private PassThroughMembers passThroughMembers() {
        Map<String, @Nullable String> texts = new HashMap<>();
        texts.put("environment", resources.text("environment", form.getEnvironment()));
        texts.put("continuationToken", form.getContinuationToken());
        texts.put("serviceTier", form.getServiceTier());
        texts.put("responseModalities", form.getResponseModalities());
        texts.put("safetySettings", resources.text("safetySettings", form.getSafetySettings()));
        texts.put("labels", resources.text("labels", form.getLabels()));
        texts.put("webhookConfig", resources.text("webhookConfig", form.getWebhookConfig()));
        return PassThroughMembers.of(
                texts, resources.values("additionalBodyProperties", form.getAdditionalBodyProperties()));
    }

    private ContinuationDecorator.@Nullable Settings continuation() {
        if (form.getContinuation() == Continuation.fail) return null;
        if (form.getMaxContinuations() < 1)
            throw new InteractionRequestException(
                    "maxContinuations",
                    "maxContinuations=" + form.getMaxContinuations()
                            + " allows no further part of an answer: set 1 or more, or continuation=fail");
        return new ContinuationDecorator.Settings(
                form.getMaxContinuations(), form.getMaxTotalTokens(), requestTimeout(), streamTimeout());
    }

    private OutputRepairDecorator repairs() {
        int attempts = form.getOutputRepairAttempts();
        if (attempts < 0)
            throw new InteractionRequestException(
                    "outputRepairAttempts", "outputRepairAttempts is negative: set a number of corrections, or 0");
        if (attempts > 0 && Boolean.FALSE.equals(form.getValidateOutput()))
            throw new InteractionRequestException(
                    "outputRepairAttempts",
                    "outputRepairAttempts changes nothing with validateOutput=false: remove one of them");
        return new OutputRepairDecorator(attempts, form.getMaxTotalTokens());
    }

    private ReplySettings reply(BeanMapper beans) {
        return new ReplySettings(
                form.getOutputType(),
                beans,
                form.getValidateOutput(),
                form.isAllowEmptyOutput(),
                form.isFailOnIncomplete(),
                form.isStoreFullResponse(),
                form.isObeyRetryAfter() ? maxRetryAfter() : null,
                approvalKey());
    }

    private @Nullable ApprovalKey approvalKey() {
        String key = resources.text("approvalKey", component.getApprovalKey());
        if (key == null) return null;
        if (key.isBlank())
            throw new InteractionRequestException(
                    "approvalKey",
                    "The option approvalKey is blank, so rounds would not be signed: set it to a secret text, or leave it"
                            + " out");
        return new ApprovalKey(key);
    }

    private ConversationDecorator.Settings conversation(AwaitSettings waiting) {
        return new ConversationDecorator.Settings(
                waiting,
                form.getOnConversationLost() == OnConversationLost.restart,
                form.isFailOnIncomplete(),
                form.isIgnoreResponseBody());
    }

    private ToolSettings tools() {
        if (form.getMaxToolIterations() < 1)
            throw new InteractionRequestException(
                    "maxToolIterations",
                    "maxToolIterations=" + form.getMaxToolIterations()
                            + " allows no function call: set 1 or more, or leave out tags");
        if (form.getMaxToolCalls() < 1)
            throw new InteractionRequestException(
                    "maxToolCalls",
                    "maxToolCalls=" + form.getMaxToolCalls()
                            + " allows no function call: set 1 or more, or leave out tags");
        if (form.getMaxTotalTokens() < 0)
            throw new InteractionRequestException(
                    "maxTotalTokens", "maxTotalTokens is negative: set a number of tokens, or 0 for no limit");
        return new ToolSettings(
                form.isAutoToolExecution(),
                form.getMaxToolIterations(),
                form.getMaxToolCalls(),
                form.getMaxTotalTokens(),
                form.isParallelToolExecution(),
                positive("toolTimeout", form.getToolTimeout(), "20s"),
                form.getToolExecutionErrorStrategy() == ToolExecutionErrorStrategy.repromptModel,
                form.getHallucinatedToolNameStrategy() == HallucinatedToolNameStrategy.repromptModel);
    }

    private BackendSettings backend() {
        byte[] keyFile = resources.bytes("serviceAccountKey", form.getServiceAccountKey());
        return new BackendSettings(
                form.getEnterprise(),
                ApiKey.of(form.getApiKey()),
                form.getProjectId(),
                form.getLocation(),
                keyFile == null ? null : new String(keyFile, StandardCharsets.UTF_8),
                form.getCredentials(),
                form.getQuotaProjectId(),
                form.getBaseUrl(),
                form.getApiVersion(),
                form.getApiRevision(),
                form.isAllowInsecureBaseUrl());
    }

    private TransportSettings transport() {
        return new TransportSettings(
                connectTimeout(),
                requestTimeout(),
                positive("streamingReadTimeout", form.getStreamingReadTimeout(), "5m"),
                form.getMaxRetries(),
                maxRetryAfter(),
                component.getMaxConnections(),
                component.getMaxStreams(),
                component.getBufferSize(),
                TransportSettings.MAX_QUEUED_BYTES,
                maxResponseSize(),
                sslContext(),
                proxy(),
                component.offersHttp2(),
                ExtraHeaders.of(
                        resources.values("additionalHeaders", form.getAdditionalHeaders()),
                        resources.values("secretHeaders", form.getSecretHeaders())));
    }

    private Duration connectTimeout() {
        long own = form.getConnectTimeout();
        long used = handedOn == null || form.hasOwnConnectTimeout() ? own : handedOn.connectTimeout(own);
        return positive("connectTimeout", used, "10s");
    }

    private int maxResponseSize() {
        return bytes("maxResponseSize", form.getMaxResponseSize(), "answer");
    }

    /** @param what has so many bytes at most */
    private static int bytes(String option, int most, String what) {
        if (most >= 1) return most;
        throw new InteractionRequestException(
                option,
                option + "=" + most + " allows no " + what + ": set a number of bytes, or leave it out for 64 MiB");
    }

    private ResumeSettings resuming() {
        return new ResumeSettings(
                bytes("maxEventSize", form.getMaxEventSize(), "event"),
                form.getMaxResumeAttempts(),
                new Backoff(FIRST_DELAY, LONGEST_DELAY, RANDOM),
                PATIENCE,
                form.getMaxRetries(),
                maxResponseSize());
    }

    private Duration requestTimeout() {
        return positive("requestTimeout", form.getRequestTimeout(), "5m");
    }

    private AwaitSettings awaiting() {
        Duration pollInterval = positive("pollInterval", form.getPollInterval(), "1s");
        if (form.getMaxPollInterval() < form.getPollInterval())
            throw new InteractionRequestException(
                    "maxPollInterval",
                    "maxPollInterval=" + form.getMaxPollInterval() + " ms is shorter than pollInterval="
                            + form.getPollInterval() + " ms: set it to that or more");
        return new AwaitSettings(
                new Backoff(pollInterval, Durations.ofMillis(form.getMaxPollInterval()), RANDOM),
                positive("awaitTimeout", form.getAwaitTimeout(), "60m"));
    }

    private Duration maxRetryAfter() {
        if (form.getMaxRetryAfter() < 0)
            throw new InteractionRequestException(
                    "maxRetryAfter", "maxRetryAfter is negative: set for example 60s, or 0 to wait for nothing");
        return Durations.ofMillis(form.getMaxRetryAfter());
    }

    private static Duration positive(String option, long millis, String example) {
        if (millis > 0) return Durations.ofMillis(millis);
        throw new InteractionRequestException(
                option, option + "=" + millis + " is not longer than zero: set for example " + example);
    }

    private @Nullable Duration streamTimeout() {
        if (form.getStreamTimeout() < 0)
            throw new InteractionRequestException(
                    "streamTimeout", "streamTimeout is negative: set for example 30m, or 0 for no limit");
        return form.getStreamTimeout() == 0 ? null : Durations.ofMillis(form.getStreamTimeout());
    }

    private TransportSettings.@Nullable Proxy proxy() {
        String host = form.getProxyHost();
        Integer port = form.getProxyPort();
        boolean user = form.getProxyAuthUsername() != null;
        if (user != (form.getProxyAuthPassword() != null))
            throw new InteractionRequestException(
                    user ? "proxyAuthPassword" : "proxyAuthUsername",
                    "Proxy credentials need both options: set proxyAuthUsername and proxyAuthPassword");
        if (host == null && port == null && !user) return handedOn == null ? null : handedOn.proxy();
        if (host == null || port == null)
            throw new InteractionRequestException(
                    "proxyHost", "A proxy needs both options: set proxyHost and proxyPort");
        return new TransportSettings.Proxy(host, port, form.getProxyAuthUsername(), form.getProxyAuthPassword());
    }

    private @Nullable SSLContext sslContext() {
        SSLContextParameters parameters = form.getSslContextParameters();
        if (parameters == null) parameters = component.retrieveGlobalSslContextParameters();
        if (parameters == null && handedOn != null) parameters = handedOn.sslContextParameters();
        return parameters == null ? null : component.tls(parameters, this::sslContext);
    }

    private SSLContext sslContext(SSLContextParameters parameters) {
        try {
            return parameters.createSSLContext(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new InteractionRequestException(
                    "sslContextParameters",
                    "No TLS context can be created from sslContextParameters: check its key stores",
                    e);
        }
    }
}
