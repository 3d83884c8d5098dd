// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;

/** Which kinds of fault are in force, and which were: what goes wrong outside of them has no excuse. */
final class SoakWeather {

    /** A kind of fault. Each is switched on and off by itself, so that a failure can be told apart. */
    enum Storm {
        /** The service refuses, cuts, stalls and garbles. */
        SERVICE,
        /** Connections between a node and the service are reset. */
        NETWORK,
        /** The database answers late. */
        SLOW,
        /** A statement fails and has changed nothing. */
        FAILING,
        /** A statement has taken effect, and fails. */
        LOST_ANSWER,
        /** The driver throws an Error. */
        ERROR,
        /** Routes are suspended and resumed. */
        SUSPEND,
        /** Routes are stopped and started. */
        STOP,
        /** A node is stopped in order, and another takes its place. */
        RESTART,
        /** A node loses its database and its network, and is abandoned. */
        KILL;

        /** After these it is not known whether a request has had its effect. */
        static final Set<Storm> OF_ANSWERS = EnumSet.of(SERVICE, NETWORK, STOP, RESTART, KILL);
        /** These end what is under way. */
        static final Set<Storm> OF_NODES = EnumSet.of(STOP, RESTART, KILL);
        /** These keep something from being stored, or from being known as stored. */
        static final Set<Storm> OF_WRITES = EnumSet.of(FAILING, LOST_ANSWER, ERROR, KILL);

        static boolean any(Set<Storm> touched, Set<Storm> of) {
            return !Collections.disjoint(touched, of);
        }
    }

    /** A fault shows up this long after it: a dead node is noticed after 8 s, a lease is over after 10 s. */
    private static final Duration AFTERMATH = Duration.ofSeconds(20);

    private record Window(long start, long end, Set<Storm> storms) {}

    // Guarded by this.
    private final Deque<Window> windows = new ArrayDeque<>();
    private Set<Storm> storms = Set.of();
    private long since = System.nanoTime();

    synchronized void change(Set<Storm> next) {
        long now = System.nanoTime();
        windows.addLast(new Window(since, now, storms));
        if (windows.size() > 200) windows.removeFirst();
        since = now;
        storms = next.isEmpty() ? Set.of() : EnumSet.copyOf(next);
    }

    synchronized boolean has(Storm storm) {
        return storms.contains(storm);
    }

    /** The kinds of fault that may have touched what began at this time and ends now. */
    synchronized Set<Storm> since(long start) {
        long from = start - AFTERMATH.toNanos();
        Set<Storm> all = EnumSet.noneOf(Storm.class);
        all.addAll(storms);
        for (Window window : windows) if (window.end() - from > 0) all.addAll(window.storms());
        return all;
    }
}
