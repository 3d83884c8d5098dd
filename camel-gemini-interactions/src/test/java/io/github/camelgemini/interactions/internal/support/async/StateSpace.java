// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Runs the real classes of a protocol in all interleavings of their steps on several nodes, with a virtual clock. A step is an
 * access to what the nodes share. Between two steps, one of these may happen as well, as often as the budget allows: the
 * answer of a write is lost, a write fails, a node is killed, a node is suspended for as long as it takes the others.
 *
 * <p>A state that was reached before is not explored again. A state is what the nodes share, and what each node has seen so
 * far, which determines the memory of that node.
 */
public final class StateSpace {

    /** What is explored; a new one for each execution. */
    public interface World {

        /** What the nodes share, as text. */
        String shared();

        /** Checked after each step. */
        default void check() {}

        /** Checked when nothing is left to be done. Trace: what has happened. */
        void checkEnd();
    }

    /**
     * Number of faults in one execution.
     *
     * @param lostAnswers writes that are made, and fail all the same
     * @param failures accesses that fail, and have no effect
     * @param kills nodes that end for good
     * @param pauses nodes that do nothing for a while
     * @param total limit of all faults together
     */
    public record Faults(int lostAnswers, int failures, int kills, int pauses, int total) {

        public static final Faults NONE = new Faults(0, 0, 0, 0, 0);

        Faults without(Fault fault) {
            return switch (fault) {
                case LOST_ANSWER -> new Faults(lostAnswers - 1, failures, kills, pauses, total - 1);
                case FAILURE -> new Faults(lostAnswers, failures - 1, kills, pauses, total - 1);
                case KILL -> new Faults(lostAnswers, failures, kills - 1, pauses, total - 1);
                case PAUSE -> new Faults(lostAnswers, failures, kills, pauses - 1, total - 1);
            };
        }

        boolean allows(Fault fault) {
            int left =
                    switch (fault) {
                        case LOST_ANSWER -> lostAnswers;
                        case FAILURE -> failures;
                        case KILL -> kills;
                        case PAUSE -> pauses;
                    };
            return left > 0 && total > 0;
        }
    }

    enum Fault {
        LOST_ANSWER,
        FAILURE,
        KILL,
        PAUSE
    }

    /**
     * @param states number of different states
     * @param executions number of executions, most of which end at a known state
     * @param ends number of executions that ran to their end
     */
    public record Explored(int states, int executions, int ends) {}

    /** More steps than any execution has that comes to rest. */
    private static final int MAX_STEPS = 500;

    private final Faults faults;
    private final Function<Nodes, World> worlds;
    private final Set<String> visited = new HashSet<>();
    private final Deque<int[]> unexplored = new ArrayDeque<>();
    private int executions;
    private int ends;

    private StateSpace(Faults faults, Function<Nodes, World> worlds) {
        this.faults = faults;
        this.worlds = worlds;
    }

    /**
     * Explores all executions.
     *
     * @param worlds starts the nodes' work; on the thread of the test
     * @throws AssertionError when a check fails; the message lists the steps that led there
     */
    public static Explored explore(Faults faults, Function<Nodes, World> worlds) {
        StateSpace space = new StateSpace(faults, worlds);
        space.unexplored.push(new int[0]);
        while (!space.unexplored.isEmpty()) space.execute(space.unexplored.pop());
        return new Explored(space.visited.size(), space.executions, space.ends);
    }

    private void execute(int[] prefix) {
        executions++;
        List<String> trace = new ArrayList<>();
        try (Nodes nodes = new Nodes(faults)) {
            World world = worlds.apply(nodes);
            nodes.runStarted();
            for (int step = 0; ; step++) {
                if (step == MAX_STEPS) throw new AssertionError("The nodes do not come to rest");
                List<Nodes.Choice> choices = nodes.choices();
                if (choices.isEmpty()) {
                    ends++;
                    world.checkEnd();
                    return;
                }
                int chosen = 0;
                if (step < prefix.length) {
                    chosen = prefix[step];
                } else {
                    if (!visited.add(world.shared() + nodes.seen())) return;
                    for (int other = choices.size() - 1; other > 0; other--) {
                        int[] path = Arrays.copyOf(prefix, step + 1);
                        path[step] = other;
                        unexplored.push(path);
                    }
                    prefix = Arrays.copyOf(prefix, step + 1);
                }
                trace.add(choices.get(chosen).label());
                choices.get(chosen).action().run();
                world.check();
            }
        } catch (Throwable e) {
            throw new AssertionError(e.getMessage() + "\nafter\n  " + String.join("\n  ", trace), e);
        }
    }
}
