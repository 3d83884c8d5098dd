// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import org.apache.camel.support.service.ServiceSupport;

/** A repository as one node sees it: it may fail before a call is performed, or lose the answer afterwards. */
public final class ScriptedRuns extends ServiceSupport implements RunRepository {

    /** What a call meets. */
    private record Trouble(boolean performed, Supplier<? extends Throwable> failure) {}

    private final RunRepository runs;
    private final Map<String, Queue<Trouble>> troubles = new ConcurrentHashMap<>();
    private final List<String> performed = new CopyOnWriteArrayList<>();
    private final List<String> leased = new CopyOnWriteArrayList<>();

    public ScriptedRuns(RunRepository runs) {
        this.runs = runs;
    }

    /** The next call of this method fails, and does nothing. */
    public ScriptedRuns failing(String method, Supplier<? extends Throwable> failure) {
        return meets(method, new Trouble(false, failure));
    }

    /** The next call of this method is performed, and fails nevertheless. */
    public ScriptedRuns losingTheAnswerOf(String method) {
        return meets(method, new Trouble(true, () -> new IllegalStateException("the connection is lost")));
    }

    private ScriptedRuns meets(String method, Trouble trouble) {
        troubles.computeIfAbsent(method, any -> new ConcurrentLinkedQueue<>()).add(trouble);
        return this;
    }

    /** How often this method was called and has returned. */
    public int calls(String method) {
        return (int) performed.stream().filter(method::equals).count();
    }

    /** The ids of the runs that this node has leased, in order. */
    public List<String> leased() {
        return List.copyOf(leased);
    }

    public boolean isTroubleAhead() {
        return troubles.values().stream().anyMatch(ahead -> !ahead.isEmpty());
    }

    private <T> T call(String method, Supplier<T> call) {
        Queue<Trouble> ahead = troubles.get(method);
        Trouble trouble = ahead == null ? null : ahead.poll();
        if (trouble != null && !trouble.performed())
            throw thrown(trouble.failure().get());
        T result = call.get();
        performed.add(method);
        if (trouble != null) throw thrown(trouble.failure().get());
        return result;
    }

    private static RuntimeException thrown(Throwable failure) {
        if (failure instanceof Error error) throw error;
        return (RuntimeException) failure;
    }

    private void run(String method, Runnable call) {
        call(method, () -> {
            call.run();
            return method;
        });
    }

    @Override
    public void add(OpenRun run) {
        run("add", () -> runs.add(run));
    }

    @Override
    public List<OpenRun> lease(String owner, int most) {
        return call("lease", () -> {
            List<OpenRun> found = new ArrayList<>(runs.lease(owner, most));
            found.forEach(run -> leased.add(run.id()));
            return found;
        });
    }

    @Override
    public Set<String> renew(String owner, Collection<String> ids) {
        return call("renew", () -> runs.renew(owner, ids));
    }

    @Override
    public void release(String owner, OpenRun run, Duration after) {
        run("release", () -> runs.release(owner, run, after));
    }

    @Override
    public void remove(Collection<String> ids) {
        run("remove", () -> runs.remove(ids));
    }

    @Override
    public void remove(String owner, Collection<String> ids) {
        run("remove", () -> runs.remove(owner, ids));
    }

    @Override
    public Duration leaseTime() {
        return runs.leaseTime();
    }

    @Override
    protected void doStart() {
        runs.start();
    }
}
