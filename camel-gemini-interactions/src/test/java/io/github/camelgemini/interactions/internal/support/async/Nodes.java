// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.internal.support.async.StateSpace.Fault;
import io.github.camelgemini.interactions.internal.support.async.StateSpace.Faults;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one execution of a {@link StateSpace}. Their tasks run on threads of their own, one at a time: each runs until
 * it reaches a {@link Node#step} or its end, then the explorer chooses the next.
 */
public final class Nodes implements AutoCloseable {

    /** Threads of all executions. */
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "node");
        thread.setDaemon(true);
        return thread;
    });

    /** A thread that neither takes a step nor ends holds, or waits for, a lock across a step. */
    private static final Duration STUCK = Duration.ofMinutes(1);

    /** An access to what the nodes share has failed. */
    public static final class SharedAccessException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SharedAccessException(String message) {
            super(message);
        }
    }

    /** Ends the threads of an execution that is over. */
    private static final class Abandoned extends Error {
        private static final long serialVersionUID = 1L;

        Abandoned() {
            super("the execution is over", null, false, false);
        }
    }

    /** Whether an access has an effect, and whether it is answered. */
    private enum Course {
        DONE,
        FAILED,
        ANSWER_LOST
    }

    record Choice(String label, Runnable action) {}

    private record Event(String name, Runnable task) {}

    private final List<Node> nodes = new ArrayList<>();
    private final Semaphore idle = new Semaphore(0);
    private Faults faults;
    private long now;
    /** Zero when faults of nodes happen at any time. */
    private long grain;

    private boolean wakeable;
    private volatile boolean over;

    Nodes(Faults faults) {
        this.faults = faults;
    }

    /** Adds a node. */
    public Node add(String name) {
        Node node = new Node(this, name);
        nodes.add(node);
        return node;
    }

    /** Virtual time in nanoseconds. */
    public long nanos() {
        return now;
    }

    /** Virtual time. */
    public Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return Instant.EPOCH.plusNanos(now);
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        };
    }

    /** True after a node was killed. */
    public boolean hasKilled() {
        return nodes.stream().anyMatch(node -> node.dead);
    }

    /** Number of faults that may still happen. */
    public Faults faultsLeft() {
        return faults;
    }

    /**
     * Leaves out faults that others can hardly tell from those that remain, for nodes that poll: a node is killed or suspended
     * only when it is about to take a step, and wakes only around a write of another, at multiples of a time, or when all
     * others rest.
     */
    public void disturbAtStepsOnly(Duration wakes) {
        grain = wakes.toNanos();
    }

    String seen() {
        StringBuilder seen =
                new StringBuilder().append('|').append(now).append(faults).append(grain > 0 && wakeable);
        for (Node node : nodes)
            seen.append('|').append(node.dead).append(node.paused).append(node.digest());
        return seen.toString();
    }

    List<Choice> choices() {
        List<Choice> choices = new ArrayList<>();
        for (Node node : nodes) {
            if (node.dead || node.paused) continue;
            for (Task task : List.copyOf(node.atStep)) {
                choices.add(choice(node, task, Course.DONE));
                if (task.canFail && faults.allows(Fault.FAILURE)) choices.add(choice(node, task, Course.FAILED));
                if (task.canFail && task.writes && faults.allows(Fault.LOST_ANSWER))
                    choices.add(choice(node, task, Course.ANSWER_LOST));
            }
        }
        if (choices.isEmpty()) addPassingOfTime(choices);
        addEvents(choices);
        addFaultsOfNodes(choices);
        return choices;
    }

    private void addEvents(List<Choice> choices) {
        if (choices.isEmpty()) return;
        for (Node node : nodes) {
            if (node.dead || node.paused || node.events.isEmpty() || !node.isBusy()) continue;
            Event next = node.events.get(0);
            choices.add(new Choice(now / 1_000_000 + " ms " + node.name + ": " + next.name, () -> {
                node.events.remove(0);
                node.seen.add(next.name + now);
                node.start(next.task);
                runStarted();
            }));
        }
    }

    private Choice choice(Node node, Task task, Course course) {
        return new Choice(now / 1_000_000 + " ms " + node.name + ": " + task.step + " " + course, () -> {
            if (course == Course.FAILED) faults = faults.without(Fault.FAILURE);
            if (course == Course.ANSWER_LOST) faults = faults.without(Fault.LOST_ANSWER);
            wakeable = task.writes && course != Course.FAILED;
            node.atStep.remove(task);
            node.seen.add(task.number + task.step + course + now);
            task.course = course;
            run(task);
            runStarted();
        });
    }

    /** Time passes when no node that is awake has anything to do; a paused node wakes at the latest when all others rest. */
    private void addPassingOfTime(List<Choice> choices) {
        Long next = nodes.stream()
                .filter(node -> !node.dead && !node.paused)
                .map(node -> node.timer.nextDue())
                .filter(due -> due != null)
                .min(Long::compare)
                .orElse(null);
        if (next == null) return;
        long due = Math.max(next, now);
        choices.add(new Choice("time passes until " + due / 1_000_000 + " ms", () -> {
            wakeable = grain > 0 && now / grain < due / grain;
            now = due;
            runStarted();
        }));
    }

    private void addFaultsOfNodes(List<Choice> choices) {
        boolean busy = !choices.isEmpty();
        boolean wakes = grain == 0 || !busy || wakeable || isWriteDue();
        for (Node node : nodes) {
            if (node.dead) continue;
            if (node.paused) {
                if (wakes)
                    choices.add(new Choice(node.name + " wakes", () -> {
                        node.paused = false;
                        runStarted();
                    }));
            } else if (busy && (grain > 0 ? !node.atStep.isEmpty() : node.isBusy())) {
                if (faults.allows(Fault.KILL))
                    choices.add(new Choice(node.name + " is killed", () -> {
                        faults = faults.without(Fault.KILL);
                        node.kill();
                    }));
                if (faults.allows(Fault.PAUSE))
                    choices.add(new Choice(node.name + " is suspended", () -> {
                        faults = faults.without(Fault.PAUSE);
                        node.paused = true;
                    }));
            }
        }
    }

    private boolean isWriteDue() {
        return nodes.stream().filter(node -> !node.dead && !node.paused).anyMatch(node -> node.atStep.stream()
                .anyMatch(task -> task.writes));
    }

    /** Runs what was started and what is due, each up to its first step. */
    void runStarted() {
        for (boolean ran = true; ran; ) {
            ran = false;
            for (Node node : nodes) {
                if (node.dead || node.paused) continue;
                Runnable next = node.nextStarted(now);
                if (next == null) continue;
                ran = true;
                node.seen.add("starts " + now);
                run(new Task(node, next));
            }
        }
    }

    private void run(Task task) {
        if (task.begun) task.turn.release();
        else {
            task.begun = true;
            THREADS.execute(task);
        }
        try {
            if (!idle.tryAcquire(STUCK.toSeconds(), TimeUnit.SECONDS))
                throw new AssertionError("A task is stuck after the step " + task.step);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        over = true;
        for (Node node : nodes) {
            node.started.clear();
            node.timer.clear();
            while (!node.atStep.isEmpty()) run(node.atStep.remove(0));
        }
    }

    /** One task, on a thread of its own. */
    private final class Task implements Runnable {

        private static final ThreadLocal<Task> CURRENT = new ThreadLocal<>();

        private final Node node;
        private final Runnable body;
        private final int number;
        private final Semaphore turn = new Semaphore(0);
        private boolean begun;
        private String step = "start";
        private boolean writes;
        private boolean canFail;
        private Course course = Course.DONE;

        Task(Node node, Runnable body) {
            this.node = node;
            this.body = body;
            this.number = node.tasks++;
        }

        @Override
        public void run() {
            CURRENT.set(this);
            try {
                body.run();
            } catch (Abandoned e) {
                // the execution is over
            } catch (Throwable e) {
                node.uncaught.add(e);
            } finally {
                CURRENT.remove();
                idle.release();
            }
        }

        Course await(String name, boolean isWrite, boolean mayFail) {
            if (over) throw new Abandoned();
            step = name;
            writes = isWrite;
            canFail = mayFail;
            node.atStep.add(this);
            idle.release();
            turn.acquireUninterruptibly();
            if (over) throw new Abandoned();
            return course;
        }
    }

    /** A node: its executors, its timer, and its accesses to what it shares with others. */
    public static final class Node {

        private final Nodes all;
        private final String name;
        private final VirtualTimer timer;
        private final List<Runnable> started = new ArrayList<>();
        private final List<Task> atStep = new ArrayList<>();
        private final List<Event> events = new ArrayList<>();
        private final List<String> seen = new ArrayList<>();
        private final List<Throwable> uncaught = new ArrayList<>();
        private int tasks;
        private boolean dead;
        private boolean paused;
        private int digested;
        private long first;
        private long second;

        private Node(Nodes all, String name) {
            this.all = all;
            this.name = name;
            this.timer = new VirtualTimer(all::nanos, this::start);
        }

        private void start(Runnable task) {
            if (!dead && !all.over) started.add(task);
        }

        /** The executors of this node. */
        public ComponentThreads threads() {
            return new ComponentThreads(
                    timer,
                    this::start,
                    this::start,
                    this::start,
                    this::start,
                    this::start,
                    this::start,
                    this::start,
                    timer);
        }

        public String name() {
            return name;
        }

        public boolean isDead() {
            return dead;
        }

        public boolean isPaused() {
            return paused;
        }

        /**
         * Adds an event that happens to this node between any two steps, or not at all; after the events that were added
         * before it.
         *
         * @param task what the event does, on a thread of this node
         */
        public void mayHappen(String event, Runnable task) {
            events.add(new Event(event, task));
        }

        /** What this node's tasks have thrown. */
        public List<Throwable> uncaught() {
            return uncaught;
        }

        /**
         * Takes a step: an access to what the nodes share. Blocks until the explorer lets it happen.
         *
         * @throws SharedAccessException when the access fails, or its answer is lost
         */
        public <T> T step(String name, boolean writes, Supplier<T> access) {
            Course course = current().await(name, writes, true);
            if (course == Course.FAILED) throw new SharedAccessException(name + " has failed");
            T result = access.get();
            seen.add(String.valueOf(result));
            if (course == Course.ANSWER_LOST) throw new SharedAccessException("the answer of " + name + " is lost");
            return result;
        }

        /** Takes a step that cannot fail. */
        public void step(String name, Runnable access) {
            current().await(name, true, false);
            access.run();
        }

        private static Task current() {
            Task task = Task.CURRENT.get();
            if (task == null) throw new IllegalStateException("A step is taken outside of a node's task");
            return task;
        }

        private boolean isBusy() {
            return !atStep.isEmpty() || timer.nextDue() != null;
        }

        private @Nullable Runnable nextStarted(long now) {
            Runnable due = timer.takeDue(now);
            if (due != null) return due;
            return started.isEmpty() ? null : started.remove(0);
        }

        private void kill() {
            dead = true;
            started.clear();
            timer.clear();
        }

        /** Digest of what this node has seen. */
        private String digest() {
            for (; digested < seen.size(); digested++) {
                for (char c : (seen.get(digested) + ';').toCharArray()) {
                    first = (first ^ c) * 1_099_511_628_211L;
                    second = second * 1_000_003 + c;
                }
            }
            return Long.toHexString(first) + Long.toHexString(second);
        }
    }
}
