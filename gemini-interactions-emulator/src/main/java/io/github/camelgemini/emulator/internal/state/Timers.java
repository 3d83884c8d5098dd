// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.time.Duration;

/** Time, and the one thread on which all state lives. */
public interface Timers {
    /** Runs the action after a while, on that thread. The returned action calls it off. */
    Runnable after(Duration time, Runnable action);

    /** Runs the action soon, on that thread. May be called from any other. */
    void soon(Runnable action);
}
