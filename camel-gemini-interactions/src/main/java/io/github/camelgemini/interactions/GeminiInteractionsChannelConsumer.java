// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import io.github.camelgemini.interactions.internal.message.emit.ChannelReceiver;
import io.github.camelgemini.interactions.internal.message.emit.ChannelRegistry;
import io.github.camelgemini.interactions.internal.message.emit.StepEmitter;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

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

    @Override
    public @Nullable StepEmitter emitter() {
        return isRunAllowed() && !isSuspendingOrSuspended() ? emitter : null;
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
