// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.script;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The gates of one emulator, by name. Safe for use from any thread. */
public final class Gates {
    private final Map<String, Gate> gates = new ConcurrentHashMap<>();

    /** The gate of this name; made when first asked for. */
    public Gate get(String name) {
        return gates.computeIfAbsent(name, Gate::new);
    }

    /** The names of the gates at which answers are held. */
    public List<String> holding() {
        return gates.values().stream()
                .filter(Gate::isHolding)
                .map(Gate::name)
                .sorted()
                .toList();
    }

    /** How many were asked for. */
    public int count() {
        return gates.size();
    }

    /** Forgets all gates; what they hold stays held. */
    public void clear() {
        gates.clear();
    }
}
