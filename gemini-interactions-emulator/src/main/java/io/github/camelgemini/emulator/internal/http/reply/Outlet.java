// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http.reply;

import java.util.List;

import io.github.camelgemini.emulator.internal.state.Timers;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.ResponseFault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** The way out for the bytes of one response, in order and all on one thread. */
interface Outlet {
    /** Takes bytes; they leave at the latest when flushed. */
    void write(Buffer bytes);

    /** Sends what is there. */
    void flush();

    /** Whether no more can be taken for now. */
    boolean isFull();

    /** Calls the action once there is room again. */
    void whenDrained(Runnable action);

    /** Ends the response behind all that was written. */
    void end();

    /** Breaks the connection behind all that was written. */
    void breakOff();

    static Outlet of(HttpServerRequest request, List<Fault> faults, Timers timers) {
        for (Fault fault : faults) {
            if (fault instanceof ResponseFault.SlowBytes slow) {
                return new SlowOutlet(request, slow.bytes(), slow.pause(), timers);
            }
        }
        return new PromptOutlet(request);
    }
}
