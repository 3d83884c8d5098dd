// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/**
 * A state repository in which a value can also be changed on condition and removed. What several routes or nodes write
 * (a cursor that never moves back, a conversation's turn) goes through {@link #replace}, so that none overwrites what it
 * has not seen.
 *
 * <p>Any thread may call any method. When a write returns, the value is stored; each repository says what that survives. When it
 * throws, the value is the old one or the new one, never a mixture. Keys and values are any text, never null (else
 * {@link NullPointerException}); two keys that differ in any character are two keys.
 */
public interface ConditionalStateRepository extends StateRepository<String, String> {

    /** Stores the value under the key, over any other. */
    @Override
    void setState(String key, String value);

    /** The value stored under the key; null when there is none. */
    @Override
    @Nullable
    String getState(String key);

    /**
     * Stores the value only if the present one equals {@code expected}, in one step: of several calls that expect the same,
     * exactly one gets true.
     *
     * @param expected the present value; null for none
     * @return false when another value was present; then nothing has changed
     */
    boolean replace(String key, @Nullable String expected, String value);

    /** Removes the key; does nothing when it is absent. */
    void removeState(String key);

    /**
     * Whether other processes may use the same state. If so, exclusive rights are leased, so that others can take them over when
     * their owner dies.
     */
    default boolean isShared() {
        return true;
    }
}
