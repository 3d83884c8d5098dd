// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/**
 * A state repository in which a value can also be changed on condition and removed. What several routes or nodes write
 * (a cursor that never moves back, a conversation's turn) goes through {@link #replace}, so that none overwrites what it
 * has not seen.
 *
 * <p>Any thread may call any method. When a write returns, it is kept; each store's own page says against what. When it
 * throws, the value is the old one or the new one, never a mixture. Keys and values are any text, never null (else
 * {@link NullPointerException}); two keys that differ in any character are two keys.
 */
public interface ConditionalStateRepository extends StateRepository<String, String> {

    /** Keeps the value under the key, whatever was there before. */
    @Override
    void setState(String key, String value);

    /** What is kept under the key; null when nothing is. */
    @Override
    @Nullable
    String getState(String key);

    /**
     * Keeps the value only if what is there now equals {@code expected}, in one step: of several that expect the same,
     * exactly one gets true.
     *
     * @param expected what must be there; null when nothing may be
     * @return false when something else was there; then nothing has changed
     */
    boolean replace(String key, @Nullable String expected, String value);

    /** Forgets the key; one that is not there is no failure. */
    void removeState(String key);

    /**
     * Whether other processes may use the same state. Then what one of them has taken for a while is leased, so that the
     * others get it back when that one dies.
     */
    default boolean isShared() {
        return true;
    }
}
