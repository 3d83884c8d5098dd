// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Finds the function calls that have no result. Ids need not be unique: a result answers the first open call before it
 * that has its id, and a result without an id the first one without, or else the first one of its function.
 *
 * <p>Observed: gateways send an empty id with every call, or the same id twice (docs/api.adoc 5.1).
 */
final class OpenCalls {

    private final Set<String> sent = new HashSet<>();
    private final Set<String> seen = new HashSet<>();
    private final Map<String, Step.Call> open = new LinkedHashMap<>();
    // The open calls in order, and some that are no longer open: all, by the id that the service sent, and by their
    // names.
    private final Map<String, Deque<String>> bySentId = new HashMap<>();
    private final Map<String, Deque<String>> byName = new HashMap<>();
    private final Map<String, Deque<String>> withoutIdByName = new HashMap<>();
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

    /**
     * The steps, with an id in each function call and its result. A call without one, or whose id is no text, gets the id
     * that {@link #of} gives it, so that a history can be sent.
     */
    static List<Step> identified(List<Step> steps) {
        OpenCalls calls = new OpenCalls(steps);
        List<Step> identified = new ArrayList<>(steps.size());
        for (Step step : steps) {
            if (step instanceof Step.Call call && call.isFunction()) {
                String id = calls.add(call);
                identified.add(blankToEmpty(call.id()).isEmpty() ? withId(call, id) : call);
            } else if (step instanceof Step.Result result) {
                String id = calls.answer(result);
                identified.add(id == null || !blankToEmpty(result.callId()).isEmpty() ? result : withId(result, id));
            } else identified.add(step);
        }
        return identified;
    }

    private static Step withId(Step.Call call, String id) {
        return new Step.Call(
                call.type(), id, call.name(), call.arguments(), call.signature(), without("id", call.more()));
    }

    private static Step withId(Step.Result result, String id) {
        return new Step.Result(
                result.type(),
                id,
                result.name(),
                result.result(),
                result.isError(),
                result.signature(),
                without("call_id", result.more()));
    }

    private static Map<String, String> without(String member, Map<String, String> more) {
        Map<String, String> others = new LinkedHashMap<>(more);
        others.remove(member);
        return others;
    }

    private String add(Step.Call call) {
        place++;
        String id = call.id();
        if (id == null || id.isBlank() || !seen.add(id)) {
            id = "#" + place;
            while (sent.contains(id)) id = "#" + id;
        }
        open.put(id, call);
        String sentId = blankToEmpty(call.id());
        append(bySentId, sentId, id);
        if (call.name() != null) append(byName, call.name(), id);
        if (call.name() != null && sentId.isEmpty()) append(withoutIdByName, call.name(), id);
        return id;
    }

    private static void append(Map<String, Deque<String>> index, String key, String id) {
        index.computeIfAbsent(key, any -> new ArrayDeque<>(2)).add(id);
    }

    /** The unique id of the call that is no longer open; null if the result answers none. */
    private @Nullable String answer(Step.Result result) {
        String id = result.callId();
        if (id != null && open.remove(id) != null) return id;
        String sentId = blankToEmpty(id);
        if (!sentId.isEmpty()) return answered(first(bySentId, sentId));
        if (!result.type().equals(Step.Result.FUNCTION_RESULT)) return null;
        String name = result.name();
        String answered = name == null ? first(bySentId, "") : first(withoutIdByName, name);
        if (answered != null) return answered(answered);
        // A result without an id whose call has one.
        if (name != null) return answered(first(byName, name));
        return open.size() == 1 ? answered(open.keySet().iterator().next()) : null;
    }

    /** The first of these calls that is open; each call is passed over once only. */
    private @Nullable String first(Map<String, Deque<String>> index, String key) {
        Deque<String> ids = index.get(key);
        if (ids == null) return null;
        while (!ids.isEmpty() && !open.containsKey(ids.element())) ids.remove();
        return ids.peek();
    }

    private @Nullable String answered(@Nullable String id) {
        if (id != null) open.remove(id);
        return id;
    }

    private static String blankToEmpty(@Nullable String id) {
        return id == null || id.isBlank() ? "" : id;
    }
}
