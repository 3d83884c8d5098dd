// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import io.github.camelgemini.interactions.internal.feature.toolcall.CallJournal;
import io.github.camelgemini.interactions.internal.feature.toolcall.FunctionResult;
import org.jspecify.annotations.Nullable;

/**
 * Journal of the latest calls, in memory. What is too much is forgotten in two stages, the oldest first: a result, so that the
 * call would run again and be marked as redelivered; and much later the call itself.
 */
final class MemoryCallJournal implements CallJournal {

    /** Calls whose results are stored. */
    static final int MAX_RESULTS = 1000;

    /** Characters of all stored results. */
    static final long MAX_CHARS = 32L * 1024 * 1024;

    /** Calls that are known to have begun. */
    static final int MAX_CALLS = 50_000;

    static final Duration MAX_AGE = Duration.ofDays(1);

    private record Call(@Nullable FunctionResult result, long since) {
        int chars() {
            return result == null ? 0 : result.json().length();
        }
    }

    private final LongSupplier nanos;
    // Guarded by this, the oldest first; a call with a result is in the first as well.
    private final Map<String, Call> results = new LinkedHashMap<>();
    private final Map<String, Call> begun = new LinkedHashMap<>();
    private long chars;

    MemoryCallJournal() {
        this(System::nanoTime);
    }

    /** @param nanos the clock, as {@link System#nanoTime()} */
    MemoryCallJournal(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public synchronized Entry begin(String key) {
        forget();
        Call known = results.get(key);
        boolean isNew = begun.putIfAbsent(key, new Call(null, nanos.getAsLong())) == null && known == null;
        return new Entry(!isNew, known == null ? null : known.result());
    }

    @Override
    public synchronized @Nullable FunctionResult result(String key) {
        Call known = results.get(key);
        return known == null ? null : known.result();
    }

    @Override
    public synchronized FunctionResult store(String key, FunctionResult result) {
        Call known = results.get(key);
        if (known != null && known.result() != null) return known.result();
        Call call = new Call(result, nanos.getAsLong());
        begun.putIfAbsent(key, new Call(null, call.since()));
        results.put(key, call);
        chars += call.chars();
        forget();
        return result;
    }

    private void forget() {
        Iterator<Call> oldest = results.values().iterator();
        while (oldest.hasNext()) {
            Call call = oldest.next();
            if (results.size() <= MAX_RESULTS && chars <= MAX_CHARS && !isOld(call)) break;
            chars -= call.chars();
            oldest.remove();
        }
        Iterator<Call> first = begun.values().iterator();
        while (first.hasNext()) {
            Call call = first.next();
            if (begun.size() <= MAX_CALLS && !isOld(call)) break;
            first.remove();
        }
    }

    private boolean isOld(Call call) {
        return nanos.getAsLong() - call.since() > MAX_AGE.toNanos();
    }
}
