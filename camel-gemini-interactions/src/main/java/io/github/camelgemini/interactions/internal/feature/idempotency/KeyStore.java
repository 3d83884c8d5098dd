// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.idempotency;

import java.util.Objects;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.message.emit.StepCursor;
import io.github.camelgemini.interactions.state.ConditionalStateRepository;
import io.github.camelgemini.interactions.state.FileCursorRepository;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of idempotency keys: nothing, {@code started} with whoever started it, or {@code made} with the interaction's
 * id. Every method may block.
 */
public final class KeyStore {

    private static final String PREFIX = "idempotency-";
    private static final String FREE = "free";
    private static final String STARTED = "started ";
    private static final String MADE = "made ";

    private final StateRepository<String, String> repository;

    KeyStore(StateRepository<String, String> repository) {
        this.repository = repository;
    }

    /** True when other processes may have creates under way whose keys are kept here. */
    boolean isShared() {
        return repository instanceof ConditionalStateRepository && !(repository instanceof FileCursorRepository);
    }

    /**
     * What is kept under a key; null when the key is free.
     *
     * @throws InteractionRequestException when somebody else has written there
     */
    @Nullable
    String read(String key) {
        String kept = repository.getState(stored(key));
        if (kept == null || kept.equals(FREE)) return null;
        if (kept.startsWith(STARTED) || kept.startsWith(MADE)) return kept;
        throw new InteractionRequestException(
                "idempotencyRepository",
                "What is kept under " + stored(key)
                        + " cannot be read: remove it, or use a repository that nobody else writes to");
    }

    /** Keeps something else, if what is kept now is what is expected. */
    boolean replace(String key, @Nullable String expected, String value) {
        if (repository instanceof ConditionalStateRepository conditional)
            return conditional.replace(stored(key), expected, value)
                    || expected == null && conditional.replace(stored(key), FREE, value);
        synchronized (repository) {
            if (!Objects.equals(read(key), expected)) return false;
            repository.setState(stored(key), value);
            return true;
        }
    }

    /** Frees a key, if what is kept now is what is expected. */
    void free(String key, String expected) {
        if (!replace(key, expected, FREE)) return;
        if (repository instanceof ConditionalStateRepository conditional) conditional.removeState(stored(key));
    }

    static String started(String token, int beats) {
        return STARTED + token + " " + beats;
    }

    static String made(String id) {
        return MADE + id;
    }

    /** The interaction that a key stands for; null while it is not known. */
    static @Nullable String id(String kept) {
        return kept.startsWith(MADE) ? kept.substring(MADE.length()) : null;
    }

    /** Who has started the create of a key. */
    static String token(String kept) {
        String behind = kept.substring(STARTED.length());
        int end = behind.indexOf(' ');
        return end < 0 ? behind : behind.substring(0, end);
    }

    /** The key as every repository takes it, apart from whatever else is in there. */
    public static String stored(String key) {
        return PREFIX + StepCursor.encoded(key);
    }
}
