// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.store;

import java.util.Objects;

import io.github.camelgemini.interactions.state.ConditionalStateRepository;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/**
 * Compare-and-set over a user's repository: with its own conditional update if it has one, else under a lock that holds
 * within this process only. Keys are {@linkplain RepositoryKey encoded} here. Any thread; every method may block, and fails
 * as the repository does.
 */
public record StateStore(StateRepository<String, String> repository) {

    /** Computes a new value from the current one. May be called several times. */
    @FunctionalInterface
    public interface Change {

        /**
         * @param present the current value; null for none
         * @return null to leave the value unchanged
         */
        @Nullable
        String of(@Nullable String present);
    }

    /** True if other processes may use the same values, so that exclusive access needs leases. */
    public boolean isShared() {
        return repository instanceof ConditionalStateRepository conditional && conditional.isShared();
    }

    /** The value; null for none. */
    public @Nullable String get(String key) {
        return repository.getState(RepositoryKey.encoded(key));
    }

    /** Writes the value unconditionally. */
    public void set(String key, String value) {
        repository.setState(RepositoryKey.encoded(key), value);
    }

    /**
     * Writes the value if the current one is as expected.
     *
     * @param expected null for no value
     * @return false if another value was present; then nothing has changed
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
     * Changes a value without overwriting a concurrent change.
     *
     * @return the value before the change; null for none
     */
    public @Nullable String update(String key, Change change) {
        while (true) {
            String present = get(key);
            String next = change.of(present);
            if (next == null || replace(key, present, next)) return present;
        }
    }

    /**
     * Removes the value if the current one is as expected.
     *
     * @param placeholder written instead, on the same condition, if the repository cannot remove on condition; its readers
     *     take it for no value
     * @return false if another value was present, or none; then nothing has changed
     */
    public boolean remove(String key, String expected, String placeholder) {
        if (repository instanceof ConditionalStateRepository removing) {
            try {
                return removing.removeState(RepositoryKey.encoded(key), expected);
            } catch (UnsupportedOperationException e) { // before it has changed anything
                return replace(key, expected, placeholder);
            }
        }
        return replace(key, expected, placeholder);
    }
}
