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
 * Background runs, stored until their end was routed. Several nodes may share a repository; each run is leased to one of them
 * at a time.
 *
 * <p>Any thread may call any method, and may have to wait. When a write returns, it is stored. Failures are
 * {@link RuntimeException}s; then nothing or all of it was written.
 */
public interface RunRepository extends StaticService {

    /**
     * A run.
     *
     * @param id the interaction
     * @param key the idempotency key of the message that created it; null when it had none. For operators.
     * @param correlationId id of the exchange that created it
     * @param headers headers of the exchange that is emitted at its end, as opaque text
     * @param created when the run was created
     * @param misses how many polls in a row have not found it
     * @param failures how often its end could not be routed
     */
    record OpenRun(
            String id,
            @Nullable String key,
            String correlationId,
            String headers,
            Instant created,
            int misses,
            int failures) {

        /** The same run after another poll. */
        public OpenRun counting(int misses, int failures) {
            return new OpenRun(id, key, correlationId, headers, created, misses, failures);
        }
    }

    /** Stores a run that is due at once; a stored one stays as it is. */
    void add(OpenRun run);

    /**
     * Leases runs that are due and not leased, the longest due first. Of several nodes that want the same run, exactly one
     * gets it.
     *
     * @param owner id of the node, unique among nodes
     * @param most the maximum number of runs
     */
    List<OpenRun> lease(String owner, int most);

    /** Renews the lease of runs; returns the ids of those that the owner holds still: others have been taken over. */
    Set<String> renew(String owner, Collection<String> ids);

    /** Releases a run that the owner holds, with its counts; it is due again after that time. */
    void release(String owner, OpenRun run, Duration after);

    /** Removes runs whose end was routed. */
    void remove(Collection<String> ids);

    /** How long a lease lasts; its owner renews it in less than half that time. */
    Duration leaseTime();
}
