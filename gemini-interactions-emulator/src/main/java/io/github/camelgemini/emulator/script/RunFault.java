// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.script;

/**
 * A fault of a run itself, so that later requests see it, too. Only for rules of creates. Lost when the emulator restarts.
 */
public sealed interface RunFault extends Fault {

    /**
     * The run is lost: get, cancel and delete answer 404. An open stream continues.
     *
     * @param at counted in the events of the run; before the headers: from its beginning
     */
    record Lost(Moment at) implements RunFault {}

    /**
     * The run stalls, {@code in_progress} for ever unless it is cancelled; its streams stay open and silent.
     *
     * @param at counted in the events of the run; before the headers: before the first
     */
    record Zombie(Moment at) implements RunFault {}

    /**
     * The interaction expires: later requests are answered 404.
     *
     * @param reads number of gets that are still answered
     */
    record Expired(int reads) implements RunFault {}

    /**
     * The final event has no usage, as Deep Research streams were seen to end; the stored interaction has it.
     *
     * @param reads number of gets of the ended interaction without usage, too; gets of its stream are not counted
     */
    record LateUsage(int reads) implements RunFault {}
}
