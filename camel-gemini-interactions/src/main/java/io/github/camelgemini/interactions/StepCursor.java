// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.HashSet;
import java.util.Set;

import io.github.camelgemini.interactions.state.ConditionalStateRepository;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/**
 * How far a route is through one run: the generated steps it is done with, from the first on without a gap. With a
 * repository it survives a crash; without, it holds within this process. Any thread.
 *
 * <p>What is kept is the run's id and the number of steps done, so that the run can be played again from its beginning, by
 * whatever way the service offers, and the steps that are done are left out.
 */
final class StepCursor {

    private static final char BETWEEN = ' ';
    private static final String ENDED = "ended";

    private final @Nullable StateRepository<String, String> repository;
    // Guarded by this. The key is the run's id where nobody named another.
    private @Nullable String key;
    private final Set<Integer> ahead = new HashSet<>();
    private int steps;
    private boolean ended;
    private @Nullable String interactionId;

    private StepCursor(@Nullable StateRepository<String, String> repository, @Nullable String key) {
        this.repository = repository;
        this.key = key;
    }

    /**
     * The cursor that was kept under a key; at the beginning when there is none. Reads the repository: not for a thread
     * that must not block.
     *
     * @param repository null to keep it in memory only
     */
    static StepCursor read(@Nullable StateRepository<String, String> repository, String key) {
        StepCursor cursor = new StepCursor(repository, encoded(key));
        String kept = repository == null ? null : repository.getState(encoded(key));
        if (kept != null) cursor.parse(kept, encoded(key));
        return cursor;
    }

    /** The cursor of a run that is about to be created; kept under the run's id. */
    static StepCursor ofNewRun(@Nullable StateRepository<String, String> repository) {
        return new StepCursor(repository, null);
    }

    /** The run that the cursor is about; null until it is known. */
    synchronized @Nullable String interactionId() {
        return interactionId;
    }

    /** True when the run has ended and the route is done with all of it. */
    synchronized boolean isEnded() {
        return ended;
    }

    /** How many steps the route is done with, from the first on without a gap. */
    synchronized int steps() {
        return steps;
    }

    /** True when the route is done with that step. */
    synchronized boolean isDone(int position) {
        return position < steps || ahead.contains(position);
    }

    /** The run has this id from now on. */
    synchronized void started(String id) {
        if (id.equals(interactionId)) return;
        interactionId = id;
        if (key == null) key = encoded(id);
        write();
    }

    /** The route is done with a step; what it is not done with before that step holds the cursor back. */
    synchronized void done(int position) {
        if (position < steps || !ahead.add(position)) return;
        int before = steps;
        while (ahead.remove(steps)) steps++;
        if (steps > before) write();
    }

    /** The run has ended, and the route is done with it. */
    synchronized void ended() {
        if (ended || !ahead.isEmpty()) return;
        ended = true;
        write();
    }

    private void write() {
        if (repository == null || key == null || interactionId == null) return;
        String mine = (ended ? ENDED : Integer.toString(steps)) + BETWEEN + interactionId;
        if (repository instanceof ConditionalStateRepository conditional) writeUnlessAhead(conditional, key, mine);
        else repository.setState(key, mine);
    }

    /** Another node may be further through the same run: a cursor never goes back. */
    private void writeUnlessAhead(ConditionalStateRepository conditional, String at, String mine) {
        while (true) {
            String theirs = conditional.getState(at);
            if (theirs != null && theirs.endsWith(BETWEEN + interactionId) && steps(theirs, at) >= mySteps()) return;
            if (conditional.replace(at, theirs, mine)) return;
        }
    }

    private int mySteps() {
        return ended ? Integer.MAX_VALUE : steps;
    }

    private void parse(String kept, String at) {
        steps = steps(kept, at);
        ended = steps == Integer.MAX_VALUE;
        interactionId = kept.substring(kept.indexOf(BETWEEN) + 1);
    }

    private static int steps(String kept, String at) {
        int between = kept.indexOf(BETWEEN);
        String count = between < 0 ? "" : kept.substring(0, between);
        if (count.equals(ENDED)) return Integer.MAX_VALUE;
        if (!count.isEmpty() && count.length() < 10 && count.chars().allMatch(Character::isDigit))
            return Integer.parseInt(count);
        throw new InteractionRequestException(
                "cursorRepository",
                "The cursor under " + at
                        + " cannot be read: remove it, or use a repository that nobody else writes to");
    }

    /** Letters, digits, dash, dot and underscore: a key that every repository takes. */
    static String encoded(String key) {
        StringBuilder encoded = new StringBuilder();
        for (char c : key.toCharArray()) {
            if (c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_')) encoded.append(c);
            else encoded.append('~').append(Integer.toHexString(c)).append('~');
        }
        return encoded.toString();
    }
}
