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

/**
 * Consumer that registers its route as a function for producers of the same Camel context while the route runs. While it is
 * suspended, new messages do not declare the function; the model's calls for earlier messages still reach the route.
 */
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
        registry().suspend(function);
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

    /** Deferred: routes whose models call the function drain first. */
    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return true;
    }

    @Override
    public int getPendingExchangesSize() {
        return 0; // exchanges of functions are in Camel's in-flight registry
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // producers decide when they stop calling the function
    }
}
