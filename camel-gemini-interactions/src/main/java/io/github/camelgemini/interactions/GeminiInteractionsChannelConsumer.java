// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress;
import io.github.camelgemini.interactions.internal.message.emit.ChannelReceiver;
import io.github.camelgemini.interactions.internal.message.emit.ChannelRegistry;
import io.github.camelgemini.interactions.internal.message.emit.StepCursor;
import io.github.camelgemini.interactions.internal.message.emit.StepEmitter;
import io.github.camelgemini.interactions.internal.message.exchange.OriginExchange;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;

/** Consumer of one channel: emits the streams of all producers of this Camel context that use the channel. */
public class GeminiInteractionsChannelConsumer extends DefaultConsumer implements ChannelReceiver, ShutdownAware {

    private final GeminiInteractionsEndpoint endpoint;
    private final String channel;
    private final StepEmitter emitter;

    GeminiInteractionsChannelConsumer(GeminiInteractionsEndpoint endpoint, Processor processor, String channel) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.channel = channel;
        this.emitter = endpoint.createEmitter(this);
    }

    /** Emits into the route while it runs. A step that arrives later fails, so that it is delivered again. */
    @Override
    public CompletionStage<?> receive(
            StreamProgress progress, OriginExchange origin, StepCursor.InFlightSteps inFlight) {
        if (isRunAllowed() && !isSuspendingOrSuspended()) return emitter.emit(progress, origin, inFlight);
        return CompletableFuture.failedStage(new InteractionStoppedException(
                progress.interactionId(), progress.event().eventId()));
    }

    @Override
    public CompletionStage<?> receiveEnd(
            StreamProgress last, Interaction whole, OriginExchange origin, StepCursor.InFlightSteps inFlight) {
        if (isRunAllowed() && !isSuspendingOrSuspended()) return emitter.emitEnd(last, whole, origin, inFlight);
        return CompletableFuture.failedStage(new InteractionStoppedException(
                last.interactionId(), last.event().eventId()));
    }

    private ChannelRegistry channels() {
        return endpoint.getComponent().channels();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        channels().open(channel, this);
    }

    @Override
    protected void doSuspend() throws Exception {
        channels().close(channel, this);
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        channels().open(channel, this);
    }

    @Override
    protected void doStop() throws Exception {
        channels().close(channel, this);
        super.doStop();
    }

    /** Deferred: routes whose producers stream to the channel drain first. */
    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return true;
    }

    @Override
    public int getPendingExchangesSize() {
        return 0; // emitted exchanges are in Camel's in-flight registry
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // producers decide when their streams end
    }
}
