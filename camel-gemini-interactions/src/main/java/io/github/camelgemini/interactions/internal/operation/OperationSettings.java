// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import java.time.Duration;

import io.github.camelgemini.interactions.internal.client.call.AwaitSettings;
import io.github.camelgemini.interactions.internal.client.call.Cancelling;
import io.github.camelgemini.interactions.internal.feature.decorate.ContinuationDecorator;
import io.github.camelgemini.interactions.internal.feature.decorate.OutputRepairDecorator;
import io.github.camelgemini.interactions.internal.feature.toolcall.ToolSettings;
import io.github.camelgemini.interactions.internal.feature.turn.ConversationDecorator;
import io.github.camelgemini.interactions.internal.message.emit.EmissionPlan;
import io.github.camelgemini.interactions.internal.message.emit.StepCursor;
import io.github.camelgemini.interactions.internal.message.exchange.HeaderPropagation;
import io.github.camelgemini.interactions.internal.message.reply.ReplySettings;
import io.github.camelgemini.interactions.internal.message.request.RequestSettings;
import io.github.camelgemini.interactions.state.RunRepository;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an endpoint's operations, created once per endpoint.
 *
 * @param channel receives the streams; null for none
 * @param channelTimeout longest wait for the consumer of the channel
 * @param ignoresBody true if the answer of a stream to the channel is discarded
 * @param awaitCompletion true if the reply to a background create is the completed run
 * @param requestTimeout longest time for a whole answer
 * @param continuing limits of answers that are continued; null if none is
 * @param toolResults repository of function calls; null for memory
 * @param conversationTimeout longest wait for a turn of a conversation
 * @param conversations repository of conversations; null for memory
 * @param runs repository of background runs; null for none
 * @param requiresRuns true if a create that is not recorded in {@code runs} is an error
 * @param keys repository of idempotency keys; null for none
 * @param requiresKey true if a message without an idempotency key is an error
 * @param resendsUnknown true to create again if an earlier create with the key may have succeeded
 */
public record OperationSettings(
        RequestSettings request,
        ReplySettings reply,
        EmissionPlan emissions,
        HeaderPropagation propagation,
        StepCursor.Store cursors,
        @Nullable String channel,
        Duration channelTimeout,
        boolean ignoresBody,
        boolean awaitCompletion,
        AwaitSettings awaiting,
        Duration requestTimeout,
        Cancelling.Settings cancelling,
        ContinuationDecorator.@Nullable Settings continuing,
        OutputRepairDecorator repairs,
        ToolSettings tools,
        @Nullable StateRepository<String, String> toolResults,
        ConversationDecorator.Settings conversation,
        Duration conversationTimeout,
        @Nullable StateRepository<String, String> conversations,
        @Nullable RunRepository runs,
        boolean requiresRuns,
        @Nullable StateRepository<String, String> keys,
        boolean requiresKey,
        boolean resendsUnknown) {}
