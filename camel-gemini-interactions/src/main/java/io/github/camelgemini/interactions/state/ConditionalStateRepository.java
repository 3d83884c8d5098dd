// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/**
 * A state repository with compare-and-set and removal. Values that several routes or nodes write (a cursor that never moves
 * back, a conversation's turn) are changed with {@link #replace}, so that no writer overwrites a value it has not read.
 *
 * <p>Any thread may call any method. When a write returns, the value is stored; each repository documents what that
 * survives. When it throws, the value is the old one or the new one, never a mixture. Keys and values are any text, never
 * null (else {@link NullPointerException}). Keys are compared character by character.
 */
public interface ConditionalStateRepository extends StateRepository<String, String> {

    /** Stores the value under the key unconditionally. */
    @Override
    void setState(String key, String value);

    /** The value stored under the key; null for none. */
    @Override
    @Nullable
    String getState(String key);

    /**
     * Stores the value atomically if the current one equals {@code expected}: of several concurrent calls that expect the
     * same value, exactly one returns true.
     *
     * @param expected the current value; null for none
     * @return false if another value was present; then nothing has changed
     */
    boolean replace(String key, @Nullable String expected, String value);

    /** Removes the key; does nothing if it is absent. */
    void removeState(String key);

    /**
     * Removes the key atomically if its value equals {@code expected}. Optional: without it, a value that others may change
     * at the same time is not removed but replaced by a short placeholder.
     *
     * @return false if another value was present, or none; then nothing has changed
     * @throws UnsupportedOperationException when the repository has no such removal; nothing has changed
     */
    default boolean removeState(String key, String expected) {
        throw new UnsupportedOperationException("No removal on condition");
    }

    /**
     * Whether other processes may use the same state. If so, exclusive access is leased, so that others can take over when
     * the owner dies.
     */
    default boolean isShared() {
        return true;
    }
}
