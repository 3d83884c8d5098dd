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
import io.github.camelgemini.interactions.internal.support.context.ContextPlugin;
import org.apache.camel.CamelContext;

/**
 * The functions of one Camel context, which a producer looks up when a message needs them: whichever starts first. What is
 * shared about their calls is here, too. Any thread.
 */
public final class FunctionRegistry {

    private final CallDeduplicator once = new CallDeduplicator();
    private final MemoryCallJournal recent = new MemoryCallJournal();
    // Guarded by this.
    private final List<FunctionRoute> started = new ArrayList<>();

    private FunctionRegistry() {}

    public static FunctionRegistry of(CamelContext context) {
        return ContextPlugin.of(context, FunctionRegistry.class, FunctionRegistry::new);
    }

    /** Runs each call once, whichever endpoint asks for it. */
    CallDeduplicator once() {
        return once;
    }

    /** The last calls, for endpoints without a repository. */
    public MemoryCallJournal recent() {
        return recent;
    }

    /** @throws InteractionRequestException when another function has the name under one of its tags, naming both routes */
    public synchronized void add(FunctionRoute function) {
        for (FunctionRoute other : started) {
            boolean sharesTag = !Collections.disjoint(other.tags(), function.tags());
            if (other != function && sharesTag && other.name().equals(function.name())) throw twice(other, function);
        }
        if (!started.contains(function)) started.add(function);
    }

    public synchronized void remove(FunctionRoute function) {
        started.remove(function);
    }

    /**
     * The functions that have one of the tags, by name.
     *
     * @throws InteractionRequestException when there is none, naming what there is, or when two have the same name
     */
    synchronized Map<String, FunctionRoute> tagged(Collection<String> tags) {
        Map<String, FunctionRoute> tagged = new TreeMap<>();
        for (FunctionRoute function : started) {
            if (Collections.disjoint(function.tags(), tags)) continue;
            FunctionRoute other = tagged.put(function.name(), function);
            if (other != null) throw twice(other, function);
        }
        if (tagged.isEmpty())
            throw new InteractionRequestException(
                    "tags",
                    "No function has the tags " + String.join(",", tags) + ". There " + there()
                            + ": start a route from gemini-interactions-tool with one of the tags, or mend the option tags");
        return tagged;
    }

    private String there() {
        if (started.isEmpty()) return "are none at all";
        return started.stream()
                .map(function -> function.name() + " (tags " + String.join(",", function.tags()) + ")")
                .collect(Collectors.joining(", ", "are ", ""));
    }

    private static InteractionRequestException twice(FunctionRoute one, FunctionRoute other) {
        return new InteractionRequestException(
                "name",
                "The function " + one.name() + " is there twice: route " + one.routeId() + " and route "
                        + other.routeId() + " need other names, or other tags");
    }
}
