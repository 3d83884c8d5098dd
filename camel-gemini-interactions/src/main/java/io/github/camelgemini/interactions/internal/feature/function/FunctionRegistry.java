// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.feature.toolcall.CallDeduplicator;
import io.github.camelgemini.interactions.internal.feature.toolcall.CallJournal;
import io.github.camelgemini.interactions.internal.support.context.ContextPlugin;
import org.apache.camel.CamelContext;

/**
 * The functions of one Camel context, and the state of their calls. A producer looks functions up per message, so routes may
 * start in any order. Any thread.
 */
public final class FunctionRegistry {

    private final CallDeduplicator calls = new CallDeduplicator();
    private final MemoryCallJournal memoryJournal = new MemoryCallJournal();
    // Guarded by this.
    private final List<FunctionRoute> started = new ArrayList<>();
    private final List<FunctionRoute> suspended = new ArrayList<>();

    private FunctionRegistry() {}

    public static FunctionRegistry of(CamelContext context) {
        return ContextPlugin.of(context, FunctionRegistry.class, FunctionRegistry::new);
    }

    /** Shared by all endpoints, which may receive the same call. */
    CallDeduplicator calls() {
        return calls;
    }

    /** For endpoints without a repository. */
    public CallJournal memoryJournal() {
        return memoryJournal;
    }

    /** @throws InteractionRequestException when another function has the same name and a common tag; names both routes */
    public synchronized void add(FunctionRoute function) {
        for (FunctionRoute other : started) {
            boolean sharesTag = !Collections.disjoint(other.tags(), function.tags());
            if (other != function && sharesTag && other.name().equals(function.name()))
                throw duplicate(other, function);
        }
        suspended.remove(function);
        if (!started.contains(function)) started.add(function);
    }

    /** Removes a function until its route is resumed: new messages do not declare it. Calls of earlier ones still reach it. */
    public synchronized void suspend(FunctionRoute function) {
        if (started.remove(function)) suspended.add(function);
    }

    public synchronized void remove(FunctionRoute function) {
        started.remove(function);
        suspended.remove(function);
    }

    /**
     * The functions with at least one of the tags, by name.
     *
     * @throws InteractionRequestException when no function has one, or when two have the same name
     */
    synchronized Map<String, FunctionRoute> tagged(Collection<String> tags) {
        Map<String, FunctionRoute> tagged = new TreeMap<>();
        for (FunctionRoute function : started) {
            if (Collections.disjoint(function.tags(), tags)) continue;
            FunctionRoute other = tagged.put(function.name(), function);
            if (other != null) throw duplicate(other, function);
        }
        if (tagged.isEmpty())
            throw new InteractionRequestException(
                    "tags",
                    "No function has one of the tags " + String.join(",", tags) + ". Started functions: "
                            + describe(started)
                            + (suspended.isEmpty() ? "" : ". Suspended ones, to be resumed: " + describe(suspended))
                            + ". Start a route from gemini-interactions-tool with one of them, or correct the option tags");
        return tagged;
    }

    private static String describe(List<FunctionRoute> functions) {
        if (functions.isEmpty()) return "none";
        return functions.stream()
                .map(function -> function.name() + " (tags " + String.join(",", function.tags()) + ")")
                .collect(Collectors.joining(", "));
    }

    private static InteractionRequestException duplicate(FunctionRoute one, FunctionRoute other) {
        return new InteractionRequestException(
                "name",
                "Two routes declare the function " + one.name() + ": route " + one.routeId() + " and route "
                        + other.routeId() + " need different names, or different tags");
    }
}
