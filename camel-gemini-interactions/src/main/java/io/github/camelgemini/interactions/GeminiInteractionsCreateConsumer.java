// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import io.github.camelgemini.interactions.internal.call.Failures;
import io.github.camelgemini.interactions.internal.call.FollowedStream;
import io.github.camelgemini.interactions.internal.request.RequestReader;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Starts one interaction when its route starts, and emits what it streams. */
class GeminiInteractionsCreateConsumer extends DefaultConsumer {

    private final GeminiInteractionsEndpoint endpoint;
    private final RequestReader requests;
    private final Emitter emitter;
    // Written when the route starts and stops.
    private volatile @Nullable FollowedStream stream;

    GeminiInteractionsCreateConsumer(GeminiInteractionsEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.requests = endpoint.createRequestReader(true);
        this.emitter = endpoint.createEmitter(this);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        FollowedStream opened = endpoint.calls().stream(request(), progress -> emitter.emit(progress, null));
        stream = opened;
        opened.whole().whenComplete((whole, failure) -> {
            if (failure != null && stream == opened)
                handleException("The interaction that this route starts did not complete", Failures.unwrapped(failure));
        });
    }

    private InteractionRequest request() {
        return requests.read(endpoint.createExchange().getMessage()).request();
    }

    @Override
    protected void doStop() throws Exception {
        FollowedStream open = stream;
        stream = null;
        if (open != null) open.stop();
        super.doStop();
    }
}
