// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.turn;

import java.time.Clock;
import java.util.IdentityHashMap;
import java.util.Map;

import io.github.camelgemini.interactions.internal.feature.conversation.Conversations;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/** The conversations of one Camel context, by the repository that keeps them. Any thread. */
public final class ConversationRegistry {

    private final ComponentThreads threads;
    private final Conversations inMemory;
    // Guarded by this. By identity: endpoints that share a repository share its turns.
    private final Map<StateRepository<String, String>, Conversations> kept = new IdentityHashMap<>();

    public ConversationRegistry(ComponentThreads threads) {
        this.threads = threads;
        this.inMemory = Conversations.inMemory(threads.timer());
    }

    /** @param repository null for those that last as long as the component runs */
    public synchronized Conversations in(@Nullable StateRepository<String, String> repository) {
        if (repository == null) return inMemory;
        return kept.computeIfAbsent(
                repository, fresh -> Conversations.in(fresh, threads.state(), threads.timer(), Clock.systemUTC()));
    }
}
