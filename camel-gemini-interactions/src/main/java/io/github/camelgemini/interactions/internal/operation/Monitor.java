// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.interactions.internal.feature.background.RunMonitor;
import io.github.camelgemini.interactions.internal.message.progress.OpenInteractions;
import io.github.camelgemini.interactions.internal.support.context.ContextPlugin;
import org.apache.camel.CamelContext;

/** What an operator sees of one Camel context: the open calls of its components, and the runs of its await consumers. */
public final class Monitor {

    /** Longer than a cancel may take at the service. */
    private static final long CANCEL_SECONDS = 8;

    private final Set<OpenInteractions> interactions = ConcurrentHashMap.newKeySet();
    private final Set<RunMonitor> runs = ConcurrentHashMap.newKeySet();

    private Monitor() {}

    public static Monitor of(CamelContext context) {
        return ContextPlugin.of(context, Monitor.class, Monitor::new);
    }

    public void add(OpenInteractions ofComponent) {
        interactions.add(ofComponent);
    }

    public void remove(OpenInteractions ofComponent) {
        interactions.remove(ofComponent);
    }

    public void add(RunMonitor ofConsumer) {
        runs.add(ofConsumer);
    }

    public void remove(RunMonitor ofConsumer) {
        runs.remove(ofConsumer);
    }

    Collection<OpenInteractions> interactions() {
        return interactions;
    }

    Collection<RunMonitor> runs() {
        return runs;
    }

    /**
     * Cancels an open call or a run of a repository. Waits for the service's answer, but not long.
     *
     * @param name id of the interaction, or of the exchange that asks for it
     * @return what was done, in one sentence
     */
    public String cancel(String name) {
        for (OpenInteractions open : interactions) {
            CompletionStage<String> done = open.cancel(name);
            if (done != null) return result(done);
        }
        for (RunMonitor awaited : runs) {
            CompletionStage<String> done = awaited.cancel(name);
            if (done != null) return result(done);
        }
        return "Nothing was cancelled: no open interaction, and no run of a runRepository here, has this id";
    }

    private static String result(CompletionStage<String> done) {
        try {
            return done.toCompletableFuture()
                    .orTimeout(CANCEL_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            return "The cancel was sent, and the service has not answered it yet";
        }
    }
}
