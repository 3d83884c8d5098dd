// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import io.github.camelgemini.interactions.internal.message.emit.ChannelReceiver;
import io.github.camelgemini.interactions.internal.message.emit.ChannelRegistry;
import io.github.camelgemini.interactions.internal.message.emit.StepEmitter;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Consumer of one channel: emits the streams of all producers of this Camel context that use the channel. While it is
 * suspended these streams wait, without a thread, as long as their {@code channelTimeout}; nothing of them is dropped.
 */
public class GeminiInteractionsChannelConsumer extends DefaultConsumer
        implements ChannelReceiver, Suspendable, ShutdownAware {

    private final GeminiInteractionsEndpoint endpoint;
    private final String channel;
    private final StepEmitter emitter;
    // Written by Camel, read by any thread. True at least while the registry has this as the channel's consumer.
    private volatile boolean receives;

    GeminiInteractionsChannelConsumer(GeminiInteractionsEndpoint endpoint, Processor processor, String channel) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.channel = channel;
        this.emitter = endpoint.createEmitter(this);
    }

    @Override
    public @Nullable StepEmitter emitter() {
        return receives ? emitter : null;
    }

    private ChannelRegistry channels() {
        return endpoint.getComponent().channels();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        open();
    }

    private void open() {
        receives = true;
        boolean opened = false;
        try {
            channels().open(channel, this);
            opened = true;
        } finally {
            receives = opened;
        }
    }

    @Override
    protected void doSuspend() throws Exception {
        channels().suspend(channel, this);
        receives = false;
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        open();
    }

    @Override
    protected void doStop() throws Exception {
        channels().close(channel, this);
        receives = false;
        super.doStop();
    }

    /**
     * Deferred with the context: routes whose producers stream to the channel drain first. A route that stops or is suspended
     * alone finishes the exchanges at hand.
     */
    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return endpoint.getCamelContext().isStopping()
                || endpoint.getCamelContext().isSuspending();
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
