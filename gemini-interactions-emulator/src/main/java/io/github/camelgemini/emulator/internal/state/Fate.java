// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.util.ArrayList;
import java.util.List;

import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Moment;
import io.github.camelgemini.emulator.script.RunFault;

/** The faults of one run and how far they have applied. Used on the emulator's thread only. */
public final class Fate {
    private final List<RunFault> faults = new ArrayList<>();
    private int reads;
    private int readsOfResult;

    /** Takes the faults of runs among those given. */
    public Fate(List<Fault> given) {
        for (Fault fault : given) {
            if (fault instanceof RunFault ofRun) {
                faults.add(ofRun);
            }
        }
    }

    static Fate kind() {
        return new Fate(List.of());
    }

    /** Whether the run is lost or expired. */
    boolean isGone(EventLog log) {
        return faults.stream()
                .anyMatch(fault -> (fault instanceof RunFault.Lost lost && hasCome(lost.at(), log))
                        || (fault instanceof RunFault.Expired expired && reads >= expired.reads()));
    }

    boolean standsStill(EventLog log) {
        return faults.stream().anyMatch(fault -> fault instanceof RunFault.Zombie zombie && hasCome(zombie.at(), log));
    }

    private static boolean hasCome(Moment at, EventLog log) {
        return at.eventId() == null ? log.size() >= at.events() : log.positionAfter(at.eventId()) > 0;
    }

    /** Counts a read of the interaction. */
    void read(boolean result) {
        reads++;
        readsOfResult += result ? 1 : 0;
    }

    boolean finalEventHasUsage() {
        return faults.stream().noneMatch(RunFault.LateUsage.class::isInstance);
    }

    boolean resultHasUsage() {
        return faults.stream()
                .noneMatch(fault -> fault instanceof RunFault.LateUsage late && readsOfResult <= late.reads());
    }
}
