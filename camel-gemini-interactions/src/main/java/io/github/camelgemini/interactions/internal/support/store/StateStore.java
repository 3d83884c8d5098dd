// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.store;

import java.util.Objects;

import io.github.camelgemini.interactions.state.ConditionalStateRepository;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/**
 * A user's repository. A value is changed on condition where the repository can do that, else under a lock on the
 * repository, which holds within this process. Keys are {@linkplain RepositoryKey encoded} here. Any thread; every method
 * may block and fails as the repository does.
 */
public record StateStore(StateRepository<String, String> repository) {

    /** Computes a new value from the present one. May be called several times. */
    @FunctionalInterface
    public interface Change {

        /**
         * @param present null when there is no value
         * @return null to leave the present value
         */
        @Nullable
        String of(@Nullable String present);
    }

    /** True when other processes may use the same values, so that exclusive rights in them need leases. */
    public boolean isShared() {
        return repository instanceof ConditionalStateRepository conditional && conditional.isShared();
    }

    /** Null when there is no value. */
    public @Nullable String get(String key) {
        return repository.getState(RepositoryKey.encoded(key));
    }

    /** Writes the value over any present one. */
    public void set(String key, String value) {
        repository.setState(RepositoryKey.encoded(key), value);
    }

    /**
     * Writes the value if the present one is as expected.
     *
     * @param expected null for no value
     * @return false when another value was present; then nothing has changed
     */
    public boolean replace(String key, @Nullable String expected, String value) {
        if (repository instanceof ConditionalStateRepository conditional)
            return conditional.replace(RepositoryKey.encoded(key), expected, value);
        synchronized (repository) {
            if (!Objects.equals(get(key), expected)) return false;
            set(key, value);
            return true;
        }
    }

    /**
     * Changes a value without overwriting what another has written meanwhile.
     *
     * @return the value before the change; null when there was none
     */
    public @Nullable String update(String key, Change change) {
        while (true) {
            String present = get(key);
            String next = change.of(present);
            if (next == null || replace(key, present, next)) return present;
        }
    }

    /**
     * Removes a value.
     *
     * @param standIn written by a repository that cannot remove
     */
    public void remove(String key, String standIn) {
        if (repository instanceof ConditionalStateRepository removing) removing.removeState(RepositoryKey.encoded(key));
        else set(key, standIn);
    }
}
