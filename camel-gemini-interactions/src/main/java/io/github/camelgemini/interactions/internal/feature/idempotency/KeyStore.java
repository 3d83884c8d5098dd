// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.idempotency;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.support.store.RepositoryKey;
import io.github.camelgemini.interactions.internal.support.store.StateStore;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/** Persisted states of idempotency keys. Every method may block. */
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

    /** Writes the next state if the present one is as expected; returns whether it was. */
    boolean replace(String key, KeyState expected, KeyState next) {
        String present = states.update(PREFIX + key, text -> state(key, text).equals(expected) ? next.text() : null);
        return state(key, present).equals(expected);
    }

    /** Frees a key that a create of this process still holds. */
    void free(String key, KeyState.Started mine) {
        // The heartbeat ensures that no other process takes the key over before it is removed.
        if (replace(key, mine, mine.next())) states.remove(PREFIX + key, KeyState.ABSENT.text());
    }

    private static KeyState state(String key, @Nullable String text) {
        KeyState state = KeyState.parse(text);
        if (state != null) return state;
        throw new InteractionRequestException(
                "idempotencyRepository",
                "The state of " + stored(key)
                        + " is not readable: remove it, or use a repository that nothing else writes to");
    }

    /** The key in the repository. */
    public static String stored(String key) {
        return RepositoryKey.encoded(PREFIX + key);
    }
}
