// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelgemini.interactions.internal.feature.toolcall.CallJournal;
import io.github.camelgemini.interactions.internal.feature.toolcall.FunctionResult;

/** Remembers the last thousand calls of this process, for endpoints without a repository. Any thread. */
final class MemoryCallJournal implements CallJournal {

    private static final int MOST = 1000;

    // Guarded by this.
    private final Map<String, Known> calls = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST;
        }
    };

    @Override
    public synchronized Known begin(String key) {
        Known known = calls.putIfAbsent(key, new Known(true, null));
        return known == null ? new Known(false, null) : known;
    }

    @Override
    public synchronized void keep(String key, FunctionResult result) {
        calls.put(key, new Known(true, result));
    }
}
