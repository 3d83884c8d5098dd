// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.idempotency;

import java.util.function.Function;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.support.store.RepositoryKey;
import io.github.camelgemini.interactions.internal.support.store.StateStore;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/**
 * Persisted states of idempotency keys. Every method may block. Every write is conditional: none can overwrite what another
 * process has written meanwhile. A write that fails may have been made all the same.
 */
public final class KeyStore {

    private static final String PREFIX = "idempotency-";

    private final StateStore states;

    public KeyStore(StateRepository<String, String> repository) {
        this.states = new StateStore(repository);
    }

    /** True when other processes may use the keys of this store. */
    boolean isShared() {
        return states.isShared();
    }

    /** @throws InteractionRequestException when the stored text is not one that this component has written */
    KeyState read(String key) {
        return state(key, states.get(PREFIX + key));
    }

    /**
     * Changes the state of a key.
     *
     * @param next computes the next state from the present one, possibly several times; null to leave it
     * @return the state before the change
     */
    KeyState update(String key, Function<KeyState, @Nullable KeyState> next) {
        String before = states.update(PREFIX + key, text -> {
            KeyState changed = next.apply(state(key, text));
            return changed == null ? null : changed.text();
        });
        return state(key, before);
    }

    /** Removes a key that is free. Does nothing if it was taken in the meantime. */
    void removeFree(String key) {
        states.remove(PREFIX + key, KeyState.FREE.text(), KeyState.FREE.text());
    }

    private static KeyState state(String key, @Nullable String text) {
        try {
            KeyState state = KeyState.parse(text);
            if (state != null) return state;
        } catch (IllegalArgumentException e) {
            // An id is not encoded as one. Not the cause: its message may quote the text.
        }
        throw new InteractionRequestException(
                "idempotencyRepository",
                "The state of " + stored(key)
                        + " in the idempotencyRepository is not readable: remove it, or use a repository that nothing else writes to");
    }

    /** The key in the repository. */
    public static String stored(String key) {
        return RepositoryKey.encoded(PREFIX + key);
    }
}
