// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.script;

/**
 * A fault of a run itself, so that later requests see it, too. Only for rules of creates. Lost when the emulator restarts.
 */
public sealed interface RunFault extends Fault {

    /**
     * The service knows the run no more: get, cancel and delete answer 404. A stream that is open goes on.
     *
     * @param at counted in the events of the run; before the headers: from its beginning
     */
    record Lost(Moment at) implements RunFault {}

    /**
     * The run stands still, {@code in_progress} for ever unless it is cancelled; its streams stay open and silent.
     *
     * @param at counted in the events of the run; before the headers: before the first
     */
    record Zombie(Moment at) implements RunFault {}

    /**
     * Kept no longer: answered 404 from then on.
     *
     * @param reads how many gets are still answered
     */
    record Expired(int reads) implements RunFault {}

    /**
     * The final event does not say what was used, as Deep Research streams were seen to end; the stored interaction does.
     *
     * @param reads how many gets of the ended interaction do not say it either; those of a stream are not counted
     */
    record LateUsage(int reads) implements RunFault {}
}
