// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelgemini.interactions.internal.feature.toolcall.CallJournal;
import io.github.camelgemini.interactions.internal.feature.toolcall.FunctionResult;
import org.jspecify.annotations.Nullable;

/** Journal of the last thousand calls, in memory. */
final class MemoryCallJournal implements CallJournal {

    private static final int CAPACITY = 1000;

    // Guarded by this.
    private final Map<String, Entry> calls = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
            return size() > CAPACITY;
        }
    };

    @Override
    public synchronized Entry begin(String key) {
        Entry earlier = calls.putIfAbsent(key, new Entry(true, null));
        return earlier == null ? new Entry(false, null) : earlier;
    }

    @Override
    public synchronized @Nullable FunctionResult result(String key) {
        Entry stored = calls.get(key);
        return stored == null ? null : stored.result();
    }

    @Override
    public synchronized FunctionResult store(String key, FunctionResult result) {
        Entry stored = calls.get(key);
        if (stored != null && stored.result() != null) return stored.result();
        calls.put(key, new Entry(true, result));
        return result;
    }
}
