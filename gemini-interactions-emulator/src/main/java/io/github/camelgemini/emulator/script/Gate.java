// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.script;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Holds answers until a test releases them, so that a test needs no sleep. Once released it stays open.
 * Safe for use from any thread.
 */
public final class Gate {
    private final String name;
    private final CompletableFuture<Void> reached = new CompletableFuture<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    Gate(String name) {
        this.name = name;
    }

    /** The name by which rules refer to it. */
    public String name() {
        return name;
    }

    /** Releases all answers held here, and those that come later. */
    public void release() {
        released.complete(null);
    }

    /** Whether answers are held here. */
    boolean isHolding() {
        return reached.isDone() && !isReleased();
    }

    /** Whether it is open. */
    public boolean isReleased() {
        return released.isDone();
    }

    /**
     * Waits until an answer is held here.
     *
     * @throws AssertionError if that does not happen in time
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

    /** For the emulator: runs the action once the gate is released; at once if it is, else on the releasing thread. */
    public void pass(Runnable action) {
        reached.complete(null);
        var unused = released.thenRun(action);
    }
}
