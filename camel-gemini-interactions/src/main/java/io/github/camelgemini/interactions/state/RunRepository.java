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
 * Runs that go on in the background, whoever created them: kept until what came of them was routed. Several nodes may share
 * a repository; each run is held by one of them at a time, for as long as its lease lasts.
 *
 * <p>Any thread may call any method, and may have to wait. When a write returns, it is kept. Failures are
 * {@link RuntimeException}s; then nothing or all of it was written.
 */
public interface RunRepository extends StaticService {

    /**
     * A run.
     *
     * @param id the interaction
     * @param key the idempotency key of the message that created it; null when it had none. For whoever looks in here.
     * @param correlationId id of the exchange that created it
     * @param headers what is to be told with its end, in the words of whoever wrote it
     * @param created when the run was created
     * @param misses how many looks in a row have not found it
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

        /** The same run after another look. */
        public OpenRun counting(int misses, int failures) {
            return new OpenRun(id, key, correlationId, headers, created, misses, failures);
        }
    }

    /** Keeps a run that is due at once; one that is kept already stays as it is. */
    void add(OpenRun run);

    /**
     * Takes runs that are due and that nobody holds, the longest due first. Of several nodes that want the same run, exactly
     * one gets it.
     *
     * @param owner who takes them; no two nodes are the same
     * @param most how many at most
     */
    List<OpenRun> lease(String owner, int most);

    /** Begins the lease of runs anew; gives back the ids of those that the owner holds: others have been taken over. */
    Set<String> renew(String owner, Collection<String> ids);

    /** Gives a run that the owner holds back, with its counts; it is due again after a while. */
    void release(String owner, OpenRun run, Duration after);

    /** Forgets runs: what came of them was routed. */
    void remove(Collection<String> ids);

    /** How long a lease lasts; whoever holds runs renews it in less than half that time. */
    Duration leaseTime();
}
