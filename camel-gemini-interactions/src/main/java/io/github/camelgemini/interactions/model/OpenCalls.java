// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Finds the function calls that have no result. Ids need not be unique: a result answers the first open call before it
 * that has its id, and a result without an id the first one without.
 *
 * <p>Observed: gateways send an empty id with every call, or the same id twice (docs/api.adoc 5.1).
 */
final class OpenCalls {

    private final Set<String> sent = new HashSet<>();
    private final Set<String> seen = new HashSet<>();
    private final Map<String, Step.Call> open = new LinkedHashMap<>();
    private int place;

    private OpenCalls(List<Step> steps) {
        for (Step step : steps) if (step instanceof Step.Call call && call.id() != null) sent.add(call.id());
    }

    /** The calls without a result by a unique id, in order. */
    static Map<String, Step.Call> of(List<Step> steps) {
        OpenCalls calls = new OpenCalls(steps);
        for (Step step : steps) {
            if (step instanceof Step.Call call && call.isFunction()) calls.add(call);
            else if (step instanceof Step.Result result) calls.answer(result);
        }
        return Collections.unmodifiableMap(calls.open);
    }

    private void add(Step.Call call) {
        place++;
        String id = call.id();
        if (id == null || id.isBlank() || !seen.add(id)) {
            id = "#" + place;
            while (sent.contains(id)) id = "#" + id;
        }
        open.put(id, call);
    }

    private void answer(Step.Result result) {
        String id = result.callId();
        if (id != null && open.remove(id) != null) return;
        for (Map.Entry<String, Step.Call> entry : open.entrySet()) {
            if (!answers(result, entry.getValue())) continue;
            open.remove(entry.getKey());
            return;
        }
    }

    private static boolean answers(Step.Result result, Step.Call call) {
        String id = blankToEmpty(result.callId());
        if (!id.equals(blankToEmpty(call.id()))) return false;
        return !id.isEmpty()
                || result.type().equals(Step.Result.FUNCTION_RESULT)
                        && (result.name() == null || result.name().equals(call.name()));
    }

    private static String blankToEmpty(@Nullable String id) {
        return id == null || id.isBlank() ? "" : id;
    }
}
