// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.turn;

import java.time.Clock;
import java.util.IdentityHashMap;
import java.util.Map;

import io.github.camelgemini.interactions.internal.feature.conversation.Conversations;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.internal.support.context.ContextPlugin;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/**
 * The conversations of one Camel context, by the repository that stores them. Component instances start and stop independently,
 * and a turn of one may follow a turn of another; so the conversations have threads of their own, from the first use until the
 * last component has stopped. Any thread.
 */
public final class ConversationRegistry {

    private final CamelContext context;
    // Guarded by this. By identity: endpoints that share a repository share its turns.
    private final Map<StateRepository<String, String>, Conversations> stored = new IdentityHashMap<>();
    private @Nullable Conversations inMemory;
    private @Nullable ComponentThreads threads;
    private int components;

    private ConversationRegistry(CamelContext context) {
        this.context = context;
    }

    public static ConversationRegistry of(CamelContext context) {
        return ContextPlugin.of(context, ConversationRegistry.class, () -> new ConversationRegistry(context));
    }

    /** A component starts. */
    public synchronized void join() {
        components++;
    }

    /** A component stops, and has no turn any more. */
    public synchronized void leave() {
        if (--components > 0) return;
        stored.clear();
        inMemory = null;
        ComponentThreads started = threads;
        threads = null;
        if (started != null) started.stop(context);
    }

    /** @param repository null for conversations that last as long as a component runs */
    public synchronized Conversations in(@Nullable StateRepository<String, String> repository) {
        if (components == 0) throw new IllegalStateException("The component gemini-interactions is not started");
        ComponentThreads running = threads != null ? threads : ComponentThreads.start(context, this, 1);
        threads = running;
        if (repository != null)
            return stored.computeIfAbsent(
                    repository,
                    first -> Conversations.in(first, running.blocking(), running.timer(), Clock.systemUTC()));
        Conversations memory = inMemory != null ? inMemory : Conversations.inMemory(running.timer());
        inMemory = memory;
        return memory;
    }
}
