// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of a component's producers that are in flight, by route. They are not the producers' own, because Camel stops a
 * producer that falls out of a cache while calls through it are in flight. Any thread.
 */
public final class OpenCalls {

    private static final Logger LOG = LoggerFactory.getLogger(OpenCalls.class);

    /** Of calls outside of routes, such as those of a ProducerTemplate. */
    private static final String NO_ROUTE = "";

    private final Map<String, Set<StartedOperation>> byRoute = new ConcurrentHashMap<>();
    // Calls start under the lock to read, so that a stop either finds a call in flight or keeps it from starting.
    private final ReadWriteLock starts = new ReentrantReadWriteLock();

    /**
     * Starts a call, and holds it until it is over.
     *
     * @param routeId the route that ends the call when it stops; null for none
     * @param start starts the call, or throws if something has stopped that it needs
     */
    public StartedOperation start(@Nullable String routeId, Supplier<StartedOperation> start) {
        String route = routeId == null ? NO_ROUTE : routeId;
        StartedOperation call;
        starts.readLock().lock();
        try {
            call = start.get();
            byRoute.compute(route, (id, known) -> {
                Set<StartedOperation> calls = known == null ? ConcurrentHashMap.newKeySet() : known;
                calls.add(call);
                return calls;
            });
        } finally {
            starts.readLock().unlock();
        }
        call.over().whenComplete((nothing, ended) -> remove(route, call));
        return call;
    }

    private void remove(String route, StartedOperation call) {
        byRoute.computeIfPresent(route, (id, calls) -> {
            calls.remove(call);
            return calls.isEmpty() ? null : calls;
        });
    }

    /** Ends all calls. One that starts meanwhile either is one of them or finds the reason, and is not sent. */
    public void endAll(Function<StartedOperation, Runnable> end) {
        awaitStarts();
        byRoute.values().forEach(calls -> end(calls, end));
    }

    /** Ends the calls of a route that has stopped. */
    public void endRoute(String routeId) {
        awaitStarts();
        end(byRoute.getOrDefault(routeId, Set.of()), StartedOperation::stop);
    }

    /** Ends the calls of each route that does not run; not those that start meanwhile. */
    public void endRoutes(Predicate<String> isStopped) {
        for (String route : List.copyOf(byRoute.keySet())) {
            if (!route.equals(NO_ROUTE) && isStopped.test(route)) endRoute(route);
        }
    }

    /** Number of calls in flight. */
    public int size() {
        return byRoute.values().stream().mapToInt(Set::size).sum();
    }

    private void awaitStarts() {
        starts.writeLock().lock();
        starts.writeLock().unlock();
    }

    private static void end(Collection<StartedOperation> calls, Function<StartedOperation, Runnable> end) {
        for (StartedOperation call : calls) end(call, end);
    }

    /** Ends a call. What that throws does not keep the others from their end. */
    public static void end(StartedOperation call, Function<StartedOperation, Runnable> end) {
        try {
            end.apply(call).run();
        } catch (Throwable e) {
            LOG.error("A call could not be ended", e);
        }
    }
}
