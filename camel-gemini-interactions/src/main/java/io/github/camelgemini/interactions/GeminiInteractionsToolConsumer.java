// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.Set;

import io.github.camelgemini.interactions.internal.feature.function.FunctionRegistry;
import io.github.camelgemini.interactions.internal.feature.function.FunctionRoute;
import io.github.camelgemini.interactions.internal.feature.toolcall.FunctionDeclaration;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;

/** A route as a function: there for producers of the same Camel context as long as it runs. */
public class GeminiInteractionsToolConsumer extends DefaultConsumer implements ShutdownAware, Suspendable {

    private final FunctionRoute function;

    /** @param parameters names of the arguments that become headers */
    GeminiInteractionsToolConsumer(
            GeminiInteractionsToolEndpoint endpoint,
            Processor processor,
            FunctionDeclaration declaration,
            List<String> parameters,
            Set<String> tags) {
        super(endpoint, processor);
        this.function = new FunctionRoute(declaration, parameters, tags, this);
    }

    private FunctionRegistry registry() {
        return FunctionRegistry.of(getEndpoint().getCamelContext());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        registry().add(function);
    }

    @Override
    protected void doSuspend() throws Exception {
        registry().remove(function);
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        registry().add(function);
    }

    @Override
    protected void doStop() throws Exception {
        registry().remove(function);
        super.doStop();
    }

    /** Stays while the routes whose models call it drain. */
    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return true;
    }

    @Override
    public int getPendingExchangesSize() {
        return 0; // exchanges of functions are in flight like any other
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // producers decide when a function is called no more
    }
}
