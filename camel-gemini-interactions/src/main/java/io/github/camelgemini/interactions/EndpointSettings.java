// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import javax.net.ssl.SSLContext;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.auth.BackendSettings;
import io.github.camelgemini.interactions.internal.client.call.AwaitSettings;
import io.github.camelgemini.interactions.internal.client.call.Cancelling;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.stream.ResumeSettings;
import io.github.camelgemini.interactions.internal.client.transport.ExtraHeaders;
import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import io.github.camelgemini.interactions.internal.feature.decorate.OutputRepairDecorator;
import io.github.camelgemini.interactions.internal.feature.toolcall.ToolSettings;
import io.github.camelgemini.interactions.internal.feature.turn.ConversationDecorator;
import io.github.camelgemini.interactions.internal.message.reply.ReplySettings;
import io.github.camelgemini.interactions.internal.message.request.AllowedHeaders;
import io.github.camelgemini.interactions.internal.message.request.ConfigObject;
import io.github.camelgemini.interactions.internal.message.request.OutputFormat;
import io.github.camelgemini.interactions.internal.message.request.PassThroughMembers;
import io.github.camelgemini.interactions.internal.message.request.RequestReader;
import io.github.camelgemini.interactions.internal.message.request.RequestSettings;
import io.github.camelgemini.interactions.internal.message.request.TurnScoped;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.internal.support.uri.OptionResources;
import io.github.camelgemini.interactions.option.GeminiInteractionsOperation;
import io.github.camelgemini.interactions.option.HallucinatedToolNameStrategy;
import io.github.camelgemini.interactions.option.OnConversationLost;
import io.github.camelgemini.interactions.option.ToolExecutionErrorStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;

/** Turns the flat form that Camel filled in into the settings of each room; resources are loaded, texts checked. */
final class EndpointSettings {

    // Reference 4.6 and 6.1: half a second before a stream is resumed, ten between two looks at a run, an hour at most.
    private static final Duration FIRST_DELAY = Duration.ofMillis(500);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(60);

    /** More does not fit into one request as base64: 1 GiB. */
    private static final long LONGEST_INLINE = 1L << 30;

    private final CamelContext context;
    private final GeminiInteractionsConfiguration form;
    private final OptionResources resources;

    EndpointSettings(CamelContext context, GeminiInteractionsConfiguration form) {
        this.context = context;
        this.form = form;
        this.resources = new OptionResources(context, InteractionJson::text);
    }

    /** @throws InteractionRequestException when an option cannot be sent */
    RequestSettings request(OptionRules.Role role) {
        RequestReader.checkTarget(form.getModel(), form.getAgent());
        List<String> needStored = needStored(role);
        RequestReader.checkStored(form.getStore(), form.getBackground(), needStored);
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
                extras(),
                outputFormat(),
                form.getPreviousInteractionId(),
                form.getStore(),
                form.getBackground(),
                needStored,
                form.getConversationId(),
                form.getInteractionId(),
                form.getIdempotencyKey(),
                form.getTags(),
                role != OptionRules.Role.ANSWERING,
                form.getMaxInlineSize(),
                AllowedHeaders.of(form.getAllowedHeaders()));
    }

    /** Names of the options in use that make no sense without a stored interaction. */
    private List<String> needStored(OptionRules.Role role) {
        boolean creates = form.getOperation() == GeminiInteractionsOperation.create;
        boolean hasCursor = role == OptionRules.Role.CONSUMER || role == OptionRules.Role.STREAMING;
        List<String> names = new ArrayList<>();
        if (creates && hasCursor && form.getCursorRepository() != null) names.add("cursorRepository");
        if (creates && form.getConversationId() != null) names.add("conversationId");
        if (creates && form.getIdempotencyKey() != null) names.add("idempotencyKey");
        return names;
    }

    private TurnScoped turn() {
        return TurnScoped.of(
                resources.text("systemInstruction", form.getSystemInstruction()),
                resources.text("tools", form.getTools()),
                form.getBuiltinTools(),
                resources.text("mcpServers", form.getMcpServers()),
                object("generationConfig", form.getGenerationConfig(), MultiValue.GENERATION_CONFIG_FIELDS),
                object("agentConfig", form.getAgentConfig(), MultiValue.AGENT_CONFIG_FIELDS));
    }

    private ConfigObject object(String option, @Nullable String object, MultiValue single) {
        return ConfigObject.of(
                option,
                resources.text(option, object),
                resources.values(single.option(), form.below(single)),
                resources.values(single.option(), single.get(form)));
    }

    private PassThroughMembers extras() {
        Map<String, @Nullable String> said = new HashMap<>();
        said.put("environment", resources.text("environment", form.getEnvironment()));
        said.put("serviceTier", form.getServiceTier());
        said.put("responseModalities", form.getResponseModalities());
        said.put("safetySettings", resources.text("safetySettings", form.getSafetySettings()));
        said.put("labels", resources.text("labels", form.getLabels()));
        said.put("webhookConfig", resources.text("webhookConfig", form.getWebhookConfig()));
        return PassThroughMembers.of(
                said, resources.values("additionalBodyProperties", form.getAdditionalBodyProperties()));
    }

    OutputRepairDecorator repairs() {
        int attempts = form.getOutputRepairAttempts();
        if (attempts < 0)
            throw new InteractionRequestException(
                    "outputRepairAttempts", "outputRepairAttempts is negative: set how often to ask again, or 0");
        if (attempts > 0 && Boolean.FALSE.equals(form.getValidateOutput()))
            throw new InteractionRequestException(
                    "outputRepairAttempts",
                    "outputRepairAttempts changes nothing with validateOutput=false: remove one of them");
        return new OutputRepairDecorator(attempts, form.getMaxTotalTokens());
    }

    OutputFormat outputFormat() {
        return OutputFormat.of(
                resources.text("responseFormat", form.getResponseFormat()), form.getOutputClass(), context);
    }

    ReplySettings reply() {
        return new ReplySettings(
                form.getOutputType(),
                form.getValidateOutput(),
                form.isAllowEmptyOutput(),
                form.isFailOnIncomplete(),
                form.isStoreFullResponse());
    }

    ConversationDecorator.Settings conversation() {
        return new ConversationDecorator.Settings(
                awaiting(), form.getOnConversationLost() == OnConversationLost.restart, form.isFailOnIncomplete());
    }

    /** The longest wait for a turn of a conversation. */
    Duration conversationTimeout() {
        if (form.getConversationTimeout() <= 0)
            throw new InteractionRequestException(
                    "conversationTimeout", "conversationTimeout is not longer than zero: set for example 5m");
        return Duration.ofMillis(form.getConversationTimeout());
    }

    /** @throws InteractionRequestException when a limit would let nothing through */
    ToolSettings tools() {
        if (form.getMaxToolIterations() < 1)
            throw new InteractionRequestException(
                    "maxToolIterations",
                    "maxToolIterations=" + form.getMaxToolIterations()
                            + " lets no function be called: set 1 or more, or leave out tags");
        if (form.getMaxTotalTokens() < 0)
            throw new InteractionRequestException(
                    "maxTotalTokens", "maxTotalTokens is less than zero: set a number of tokens, or 0 for no limit");
        if (form.getToolTimeout() <= 0)
            throw new InteractionRequestException(
                    "toolTimeout", "toolTimeout is not longer than zero: set for example 20s");
        return new ToolSettings(
                form.isAutoToolExecution(),
                form.getMaxToolIterations(),
                form.getMaxTotalTokens(),
                form.isParallelToolExecution(),
                Duration.ofMillis(form.getToolTimeout()),
                form.getToolExecutionErrorStrategy() == ToolExecutionErrorStrategy.repromptModel,
                form.getHallucinatedToolNameStrategy() == HallucinatedToolNameStrategy.repromptModel);
    }

    BackendSettings backend() {
        return BackendSettings.builder()
                .enterprise(form.getEnterprise())
                .apiKey(form.getApiKey())
                .projectId(form.getProjectId())
                .location(form.getLocation())
                .serviceAccountKey(resources.bytes("serviceAccountKey", form.getServiceAccountKey()))
                .credentials(form.getCredentials())
                .quotaProjectId(form.getQuotaProjectId())
                .baseUrl(form.getBaseUrl())
                .apiVersion(form.getApiVersion())
                .apiRevision(form.getApiRevision())
                .allowInsecureBaseUrl(form.isAllowInsecureBaseUrl())
                .build();
    }

    TransportSettings transport(GeminiInteractionsComponent component) {
        if (form.getRequestTimeout() <= 0)
            throw new InteractionRequestException(
                    "requestTimeout", "requestTimeout is not longer than zero: set for example 5m");
        return TransportSettings.builder()
                .connectTimeout(Duration.ofMillis(form.getConnectTimeout()))
                .requestTimeout(Duration.ofMillis(form.getRequestTimeout()))
                .streamingReadTimeout(Duration.ofMillis(form.getStreamingReadTimeout()))
                .maxRetries(form.getMaxRetries())
                .maxConnections(component.getMaxConnections())
                .maxStreams(component.getMaxStreams())
                .bufferSize(component.getBufferSize())
                .http2(component.offersHttp2())
                .sslContext(sslContext(component))
                .proxy(proxy())
                .headers(ExtraHeaders.of(
                        resources.values("additionalHeaders", form.getAdditionalHeaders()),
                        resources.values("secretHeaders", form.getSecretHeaders())))
                .build();
    }

    ResumeSettings resuming() {
        return new ResumeSettings(
                form.getMaxEventSize(),
                form.getMaxResumeAttempts(),
                new Backoff(FIRST_DELAY, LONGEST_DELAY, () -> ThreadLocalRandom.current()
                        .nextLong()),
                PATIENCE);
    }

    AwaitSettings awaiting() {
        positive("pollInterval", form.getPollInterval());
        positive("awaitTimeout", form.getAwaitTimeout());
        if (form.getMaxPollInterval() < form.getPollInterval())
            throw new InteractionRequestException(
                    "maxPollInterval",
                    "maxPollInterval=" + form.getMaxPollInterval() + " ms is shorter than pollInterval="
                            + form.getPollInterval() + " ms: the first look is never later than the others");
        return new AwaitSettings(
                new Backoff(
                        Duration.ofMillis(form.getPollInterval()),
                        Duration.ofMillis(form.getMaxPollInterval()),
                        () -> ThreadLocalRandom.current().nextLong()),
                Duration.ofMillis(form.getAwaitTimeout()));
    }

    Cancelling.Settings cancelling() {
        return new Cancelling.Settings(form.isCancelOnTimeout(), form.isCancelOnStop(), form.isCancelOnFailure());
    }

    private static void positive(String option, long millis) {
        if (millis > 0) return;
        throw new InteractionRequestException(
                option, option + "=" + millis + " is not longer than zero: set for example 10s");
    }

    /** Null for none. */
    @Nullable
    Duration streamTimeout() {
        if (form.getStreamTimeout() < 0)
            throw new InteractionRequestException(
                    "streamTimeout", "streamTimeout is negative: set for example 30m, or 0 for none");
        return form.getStreamTimeout() == 0 ? null : Duration.ofMillis(form.getStreamTimeout());
    }

    private TransportSettings.@Nullable Proxy proxy() {
        String host = form.getProxyHost();
        Integer port = form.getProxyPort();
        boolean user = form.getProxyAuthUsername() != null;
        if (user != (form.getProxyAuthPassword() != null))
            throw new InteractionRequestException(
                    user ? "proxyAuthPassword" : "proxyAuthUsername",
                    "A proxy that wants credentials gets both: set proxyAuthUsername and proxyAuthPassword");
        if (host == null && port == null && !user) return null;
        if (host == null || port == null)
            throw new InteractionRequestException(
                    "proxyHost", "A proxy needs both options: set proxyHost and proxyPort");
        return new TransportSettings.Proxy(host, port, form.getProxyAuthUsername(), form.getProxyAuthPassword());
    }

    private @Nullable SSLContext sslContext(GeminiInteractionsComponent component) {
        SSLContextParameters parameters = form.getSslContextParameters();
        if (parameters == null) parameters = component.retrieveGlobalSslContextParameters();
        return parameters == null ? null : component.clients().tls(parameters, this::sslContext);
    }

    private SSLContext sslContext(SSLContextParameters parameters) {
        try {
            return parameters.createSSLContext(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new InteractionRequestException(
                    "sslContextParameters",
                    "The option sslContextParameters makes no TLS context: check its key stores",
                    e);
        }
    }
}
