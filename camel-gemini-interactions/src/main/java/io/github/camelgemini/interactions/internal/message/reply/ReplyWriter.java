// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.reply;

import java.time.Duration;
import java.util.List;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.exception.InteractionBudgetException;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionOutputException;
import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import io.github.camelgemini.interactions.internal.client.call.ContinuedRun;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.redaction.Redaction;
import io.github.camelgemini.interactions.internal.client.schema.Schema;
import io.github.camelgemini.interactions.internal.message.exchange.FunctionRounds;
import io.github.camelgemini.interactions.internal.support.async.Durations;
import io.github.camelgemini.interactions.internal.support.header.MessageExchange;
import io.github.camelgemini.interactions.internal.support.header.MessageHeaders;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import io.github.camelgemini.interactions.option.OutputType;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Writes an interaction to the message that requested it. Headers are written first, so that a failure has them too. */
public final class ReplyWriter {

    private static final String ASK_FOR_JSON =
            ": set outputClass or responseFormat, so that the model answers in JSON, or outputType=text";

    private final ReplySettings settings;

    public ReplyWriter(ReplySettings settings) {
        this.settings = settings;
    }

    /**
     * Writes the answer to a create.
     *
     * @throws InteractionEndedException if the run failed, was cancelled or was cut short, if the last output has an error,
     *     or if there is no output and the status is none that ends a run
     * @throws InteractionOutputException if the answer is empty, violates its schema, or is not JSON
     * @throws InteractionProtocolException if a background run has no id
     */
    public void answer(Interaction interaction, Expected expected, Message message) {
        headers(interaction, message);
        if (isFailure(interaction))
            throw new InteractionEndedException(
                    interaction, expected.redaction().shownErrors(interaction));
        boolean onlyId = expected.isAnsweredAtOnce() && interaction.steps().isEmpty();
        if (onlyId) checkId(interaction);
        else if (interaction.pendingCalls().isEmpty()) check(interaction, expected);
        body(interaction, expected, message);
    }

    private boolean isFailure(Interaction interaction) {
        InteractionStatus status = interaction.status();
        return status.equals(InteractionStatus.FAILED)
                || status.equals(InteractionStatus.CANCELLED)
                || interaction.requiresContinuation()
                || status.isCutShort() && settings.failOnIncomplete();
    }

    /**
     * The exception with which {@link #answer} would fail for the end of a streamed run; null for an answer.
     *
     * @param isWhole false if the steps were discarded: then the status alone decides
     */
    public @Nullable GeminiInteractionsException failure(
            Interaction interaction, boolean isWhole, Redaction redaction) {
        String shown = isWhole ? redaction.shownErrors(interaction) : null;
        if (isFailure(interaction)) return new InteractionEndedException(interaction, shown);
        if (!isWhole || !interaction.pendingCalls().isEmpty()) return null;
        try {
            check(interaction, new Expected(null, null, false, null, List.of(), redaction));
            return null;
        } catch (InteractionEndedException | InteractionOutputException e) {
            return e;
        }
    }

    /**
     * Writes the headers of an answer whose steps were discarded. The body stays unchanged.
     *
     * @throws InteractionEndedException if the status says that the run failed, was cancelled or was cut short
     */
    public void discarded(Interaction interaction, Message message) {
        headers(interaction, message);
        if (isFailure(interaction)) throw new InteractionEndedException(interaction, null);
    }

    /** True if an answer that was cut short is an answer, not a failure. */
    public boolean acceptsCutShort() {
        return !settings.failOnIncomplete();
    }

    /** Writes a stored interaction, whatever its status. */
    public void stored(Interaction interaction, @Nullable Class<?> outputClass, Message message) {
        headers(interaction, message);
        body(interaction, new Expected(null, outputClass, false), message);
    }

    /**
     * Writes that an interaction was deleted. The body stays unchanged.
     *
     * @param id null if there was none to delete
     */
    public void deleted(@Nullable String id, Message message) {
        ReplyHeaders.clear(message);
        if (id == null) return;
        MessageHeaders.set(message, GeminiInteractionsConstants.INTERACTION_ID, id);
        MessageHeaders.set(message, GeminiInteractionsConstants.HTTP_RESPONSE_CODE, 200);
    }

    /**
     * Removes the headers and properties of an earlier call, so that a failure of this call is not mixed up with them.
     *
     * @param id id of the interaction that this call is about; null for a create
     */
    public void begin(@Nullable String id, Message message) {
        ReplyHeaders.clear(message);
        MessageHeaders.remove(message, GeminiInteractionsConstants.TOOL_ITERATIONS);
        MessageExchange.of(message).removeProperty(GeminiInteractionsConstants.TOOL_TRACE_PROPERTY);
        FunctionRounds.clear(MessageExchange.of(message));
        if (settings.longestRedeliveryDelay() != null
                || message.getHeader(Exchange.REDELIVERY_DELAY) instanceof RedeliveryDelay)
            MessageHeaders.remove(message, Exchange.REDELIVERY_DELAY);
        FailureProperties.clear(MessageExchange.of(message));
        if (id != null) MessageHeaders.set(message, GeminiInteractionsConstants.INTERACTION_ID, id);
    }

    /**
     * Writes the headers and properties of a failed call. With {@code obeyRetryAfter}, Camel's redelivery of this failure
     * obeys the wait that the service requests.
     *
     * @param id id of the interaction that the call was about; null if it is not known
     */
    public void failed(Throwable failure, @Nullable String id, Message message) {
        properties(failure, message);
        InteractionRejectedException rejected = refusal(failure);
        if (rejected != null) {
            MessageHeaders.set(message, GeminiInteractionsConstants.HTTP_RESPONSE_CODE, rejected.getHttpResponseCode());
        }
        String known = id == null && failure instanceof InteractionProtocolException e ? e.getInteractionId() : id;
        if (known != null) MessageHeaders.set(message, GeminiInteractionsConstants.INTERACTION_ID, known);
        if (failure instanceof InteractionBudgetException exhausted)
            ReplyHeaders.write(exhausted.getInteraction(), message);
        if (failure instanceof InteractionEndedException ended) ended(ended.getInteraction(), message);
        // Interactions of earlier rounds and parts are already paid for.
        if (earlierParts(failure, message) || rounds(message) > 0 && !(failure instanceof InteractionRequestException))
            MessageExchange.of(message).setProperty(GeminiInteractionsConstants.RETRY_SAFE_PROPERTY, false);
    }

    /**
     * Writes the headers and properties of a call whose step failed in its route. The failure may be that of another call, made
     * there: its properties are written, but neither the headers of that other interaction, nor that it is safe to send again,
     * since the step is paid for.
     *
     * @param id id of the interaction that has the step; null if it has none
     */
    public void stepFailed(Throwable failure, @Nullable String id, Message message) {
        properties(failure, message);
        if (id != null) MessageHeaders.set(message, GeminiInteractionsConstants.INTERACTION_ID, id);
        earlierParts(failure, message);
        rounds(message);
        MessageExchange.of(message).setProperty(GeminiInteractionsConstants.RETRY_SAFE_PROPERTY, false);
    }

    /**
     * Writes the ids of the parts of an answer before the failure.
     *
     * @return false if there are none
     */
    private static boolean earlierParts(Throwable failure, Message message) {
        InteractionEndedException parts = ContinuedRun.partsBefore(failure);
        if (parts == null) return false;
        MessageHeaders.set(message, GeminiInteractionsConstants.INTERACTION_IDS, parts.getInteractionIds());
        return true;
    }

    private void properties(Throwable failure, Message message) {
        FailureProperties properties = FailureProperties.of(failure);
        if (properties == null) return;
        properties.write(MessageExchange.of(message));
        Duration wait = properties.retryAfter();
        Duration longest = settings.longestRedeliveryDelay();
        if (wait != null && longest != null)
            MessageHeaders.set(
                    message,
                    Exchange.REDELIVERY_DELAY,
                    new RedeliveryDelay(failure, Durations.shortest(wait, longest)));
    }

    /** Writes the headers of an answer that ended before {@link #answer} could write them. */
    private void ended(@Nullable Interaction interaction, Message message) {
        if (interaction != null && MessageHeaders.get(message, GeminiInteractionsConstants.STATUS) == null)
            headers(interaction, message);
    }

    /** The refusal, also one that the service reported in the stream of a run; null for any other failure. */
    private static @Nullable InteractionRejectedException refusal(Throwable failure) {
        if (failure instanceof InteractionStreamException stream) return stream.getReported();
        return failure instanceof InteractionRejectedException rejected ? rejected : null;
    }

    /** Writes the number of rounds of function calls, and returns it; 0 also if no functions could be called. */
    private static int rounds(Message message) {
        Integer rounds = FunctionRounds.of(MessageExchange.of(message));
        if (rounds == null) return 0;
        MessageHeaders.set(message, GeminiInteractionsConstants.TOOL_ITERATIONS, rounds);
        return rounds;
    }

    private void headers(Interaction interaction, Message message) {
        ReplyHeaders.write(interaction, message);
        MessageHeaders.set(message, GeminiInteractionsConstants.HTTP_RESPONSE_CODE, 200);
        rounds(message);
        if (settings.storeFullResponse())
            MessageExchange.of(message).setProperty(GeminiInteractionsConstants.RESPONSE_PROPERTY, interaction);
    }

    private static void checkId(Interaction interaction) {
        if (interaction.id() == null)
            throw new InteractionProtocolException(
                    "The answer to a background create has no id, so its run cannot be found", "", null);
    }

    private void check(Interaction interaction, Expected expected) {
        InteractionStatus status = interaction.status();
        if (readsText()) checkTexts(interaction);
        List<InteractionError> errors = InteractionJson.outputErrors(interaction);
        String shown = expected.redaction().shownErrors(interaction);
        if (!errors.isEmpty()) {
            // The run has failed, whatever its status says.
            throw new InteractionEndedException(
                    interaction.withErrors(errors).withStatus(InteractionStatus.FAILED), shown);
        }
        if (interaction.output().stream().allMatch(ReplyWriter::isEmpty)) {
            // The run may still continue, so this is not even an empty answer.
            if (!status.isTerminal()) throw new InteractionEndedException(interaction, shown);
            if (!interaction.errors().isEmpty())
                throw new InteractionEndedException(interaction.withStatus(InteractionStatus.FAILED), shown);
            if (!settings.allowEmptyOutput())
                throw new InteractionOutputException(
                        "Interaction " + interaction.id() + " ended as " + status + " without an answer"
                                + (shown == null ? "" : " (" + shown + ")")
                                + ": set allowEmptyOutput=true to accept that",
                        interaction,
                        List.of());
        }
        // JSON that was cut short violates any schema.
        if (!status.isCutShort()) checkSchema(interaction, expected);
    }

    private void checkSchema(Interaction interaction, Expected expected) {
        Schema schema = expected.schema();
        if (schema == null || Boolean.FALSE.equals(settings.validateOutput())) return;
        String text = interaction.outputText();
        if (text == null) return;
        List<String> violations = schema.violations(text);
        if (violations.isEmpty()) return;
        throw new InteractionOutputException(
                "The answer of interaction " + interaction.id() + " breaks its schema in " + violations.size()
                        + " places: see getViolations()",
                interaction,
                violations);
    }

    private static boolean isEmpty(Content content) {
        return content instanceof Content.Text text && text.text().isEmpty();
    }

    private void body(Interaction interaction, Expected expected, Message message) {
        switch (settings.outputType()) {
            case interaction -> new Body(interaction, null).write(message);
            case json -> new Body(InteractionJson.write(interaction), "application/json").write(message);
            case object -> object(interaction, expected).write(message);
            case sse -> new Body(ServerSentEvents.completed(interaction), null).write(message);
            case text -> text(interaction, expected).write(message);
        }
    }

    private Body text(Interaction interaction, Expected expected) {
        if (!interaction.pendingCalls().isEmpty())
            return new Body(PendingApprovalWriter.json(interaction, expected, settings.approvalKey()), null);
        checkTexts(interaction);
        List<Content> output = interaction.output();
        if (!output.isEmpty()) return StepBodies.of(output);
        String id = interaction.id();
        return new Body(expected.background() && id != null ? id : "", null);
    }

    private boolean readsText() {
        OutputType type = settings.outputType();
        return type == OutputType.text || type == OutputType.object || type == OutputType.sse;
    }

    private static void checkTexts(Interaction interaction) {
        for (Step step : interaction.withoutInputs().steps()) {
            if (step instanceof Step.ModelOutput output) InteractionJson.checkTexts(output, interaction.id());
        }
    }

    private Body object(Interaction interaction, Expected expected) {
        String text = interaction.outputText();
        if (!interaction.pendingCalls().isEmpty())
            return new Body(
                    InteractionJson.map(PendingApprovalWriter.json(interaction, expected, settings.approvalKey())),
                    null);
        if (text == null) return text(interaction, expected);
        checkTexts(interaction);
        try {
            Object value = settings.beans().bind(text, expected.outputClass());
            return new Body(value == null ? "" : value, null);
        } catch (IllegalArgumentException e) {
            InteractionOutputException failure = new InteractionOutputException(
                    "The answer of interaction " + interaction.id() + " " + e.getMessage()
                            + ": outputType=object cannot bind it"
                            + (expected.outputClass() == null ? ASK_FOR_JSON : ""),
                    interaction,
                    List.of());
            if (e.getCause() != null) failure.initCause(e.getCause()); // an Error of the class, which quotes nothing
            throw failure;
        }
    }
}
