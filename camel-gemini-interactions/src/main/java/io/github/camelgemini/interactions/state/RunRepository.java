// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.apache.camel.StaticService;
import org.jspecify.annotations.Nullable;

/**
 * Stores background runs until their end was routed. Several nodes may share a repository; each run is leased to one node at
 * a time.
 *
 * <p>Any thread may call any method, which may block; it is called on a thread that no route waits for. When a write
 * returns, it is stored. Failures are {@link RuntimeException}s; a write that fails is stored completely or not at all. As
 * the caller cannot know which, it writes again.
 *
 * <p>A lease has one holder: {@code renew}, {@code release} and {@code remove} change nothing about a run that another owner
 * has leased.
 */
public interface RunRepository extends StaticService {

    /**
     * A run whose end was not routed yet.
     *
     * @param id the interaction's id
     * @param key the idempotency key of the message that created it; null when it had none. For operators.
     * @param correlationId id of the exchange that created it
     * @param headers headers of the exchange that is emitted at its end, as opaque text
     * @param created when the run was created
     * @param misses number of consecutive polls that did not find it
     * @param failures number of times that its end could not be routed
     */
    record OpenRun(
            String id,
            @Nullable String key,
            String correlationId,
            String headers,
            Instant created,
            int misses,
            int failures) {

        /** A copy with other counts. */
        public OpenRun counting(int misses, int failures) {
            return new OpenRun(id, key, correlationId, headers, created, misses, failures);
        }
    }

    /**
     * A run that is stored, and cannot be read.
     *
     * @param id its id as it is stored, for operators: on one line, and shortened if it is very long
     * @param reason what cannot be read; quotes nothing that is stored
     */
    record UnreadableRun(String id, String reason) {}

    /**
     * The runs that are stored, for operators.
     *
     * @param runs number of runs, with those that are set aside
     * @param setAside number of runs that cannot be read
     * @param oldest those that can be read, oldest first, up to a limit
     */
    record Overview(long runs, long setAside, List<OpenRun> oldest) {
        public Overview {
            oldest = List.copyOf(oldest);
        }
    }

    /** Stores a run, due immediately; does nothing if it is stored already. */
    void add(OpenRun run);

    /**
     * Leases runs that are due and not leased, those that are due longest first. If several nodes compete for a run, exactly
     * one gets it. A run that cannot be read is left out, and does not prevent the others from being leased;
     * {@link #unreadable} reports it.
     *
     * @param owner id of the node, unique among nodes
     * @param most the maximum number of runs
     */
    List<OpenRun> lease(String owner, int most);

    /**
     * The runs that {@link #lease} has left out since the last call of this method because they cannot be read. They stay
     * stored, and are read again with a later lease, at the earliest after a {@link #leaseTime}. The default reports none.
     */
    default List<UnreadableRun> unreadable() {
        return List.of();
    }

    /**
     * Sets a run aside whose headers cannot be used: releases it, and marks it for operators if the repository can. Does
     * nothing if the owner does not hold the run. The default releases it.
     */
    default void setAside(String owner, OpenRun run, Duration after) {
        release(owner, run, after);
    }

    /** Renews leases; returns the ids of the runs that the owner still holds. The others were taken over or removed. */
    Set<String> renew(String owner, Collection<String> ids);

    /**
     * Releases a run and stores its counts; it is due again after the given time. Does nothing if the owner does not hold
     * the run, for example because an earlier call has released it.
     */
    void release(String owner, OpenRun run, Duration after);

    /** Removes runs, also those that another node has leased. */
    void remove(Collection<String> ids);

    /**
     * Removes runs whose end was routed, those among them that the owner still holds. The default removes all of them:
     * override it, or a node that was silent for longer than a lease removes runs that another node is about to route.
     *
     * @param owner id of the node
     */
    default void remove(String owner, Collection<String> ids) {
        remove(ids);
    }

    /**
     * The runs that are stored, for operators; changes nothing. The default is null: the repository does not say.
     *
     * @param most the maximum number of runs in {@link Overview#oldest}
     */
    default @Nullable Overview overview(int most) {
        return null;
    }

    /** Duration of a lease; its owner renews it in less than half that time, so that one renewal may fail. */
    Duration leaseTime();
}
