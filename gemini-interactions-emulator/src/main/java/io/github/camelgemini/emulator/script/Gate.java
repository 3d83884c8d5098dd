// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.script;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Holds answers until a test lets them go: a test that waits for a gate needs no sleep. Once released it stays open.
 * Safe for use from any thread.
 */
public final class Gate {
    private final String name;
    private final CompletableFuture<Void> reached = new CompletableFuture<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    Gate(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Lets go whatever is held here, now and later. */
    public void release() {
        released.complete(null);
    }

    public boolean isReleased() {
        return released.isDone();
    }

    /**
     * Waits until an answer is held here.
     *
     * @throws AssertionError if none is in that time
     */
    public void awaitReached(Duration timeout) throws InterruptedException {
        try {
            reached.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("No answer came to the gate '" + name + "' within " + timeout, e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** For the emulator: an answer is here. The action runs once released, on the releasing thread or at once. */
    public void pass(Runnable action) {
        reached.complete(null);
        var unused = released.thenRun(action);
    }
}
