// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.support.async.GaplessSet;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import org.jspecify.annotations.Nullable;

/**
 * Duplicate filter over the connections of one run. Recognises received events by id if the service sends ids, otherwise by
 * step and length. Of a run replayed from its beginning it passes only new content, with the indexes of the first stream.
 *
 * <p>One thread at a time. Stores the received length of each unfinished step, not its text.
 */
final class ReplayFilter {

    /** Number of remembered event ids: a service that repeats events repeats recent ones. */
    private static final int REMEMBERED_IDS = 1024;

    /** Number of remembered starts: a service that uses an index twice does so soon. */
    private static final int REMEMBERED_STARTS = 1024;

    /** The hash code of a step as it started, and the number of the connection that it came with. */
    private record Start(int hash, int connection) {}

    /** The received length of one step. */
    private static final class Amount {
        private boolean started;
        private long chars;
        private int others;

        void add(int more) {
            started = true;
            if (more == 0) others++;
            else chars += more;
        }
    }

    /** Position in one pass over the run from its beginning: the first stream and its resumes, or one replay. */
    private static final class ReplayPosition {
        // Unfinished steps, by position.
        private final Map<Integer, Amount> steps = new HashMap<>();
        // What came behind the stop of a step, by position.
        private final Map<Integer, Amount> late = new HashMap<>();
        private final GaplessSet stopped = new GaplessSet();
        private final Set<String> ids = new HashSet<>();
        private final Queue<String> idsInOrder = new ArrayDeque<>();
        private boolean generated;
        private int inputs;
        private int statuses;
        private int unknowns;
        // The step that grew last: mostly it is the one that grows next.
        private int latest = -1;
        private @Nullable Amount ofLatest;

        /** Index among the generated steps; negative for an input. */
        int position(int index) {
            return index - inputs;
        }

        Amount step(int position) {
            Amount known = ofLatest;
            if (position == latest && known != null) return known;
            latest = position;
            ofLatest = known = steps.computeIfAbsent(position, fresh -> new Amount());
            return known;
        }

        /** Forgets the length of a step that has stopped. */
        void remove(int position) {
            steps.remove(position);
            if (position == latest) ofLatest = null;
        }

        /** False if an event with this id was already received. */
        boolean isFirst(String id) {
            if (!ids.add(id)) return false;
            idsInOrder.add(id);
            if (idsInOrder.size() > REMEMBERED_IDS) ids.remove(idsInOrder.poll());
            return true;
        }
    }

    private final ReplayPosition received = new ReplayPosition();
    private ReplayPosition current = received;
    // Positions of the finished steps.
    private final GaplessSet finished = new GaplessSet();
    // The steps as they started, by position: the latest ones.
    private final Map<Integer, Start> starts = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Start> eldest) {
            return size() > REMEMBERED_STARTS;
        }
    };
    // Positions of the steps that have started again behind their stop.
    private final Set<Integer> startedAgain = new HashSet<>();
    private int connection;
    private boolean created;
    private boolean connectionBegins = true;
    private boolean inDoubt;
    private InteractionStatus status = InteractionStatus.IN_PROGRESS;
    private @Nullable String lastEventId;
    private @Nullable String resumeAfter;
    private @Nullable String interactionId;
    private long progress;

    /**
     * The new content of an event; null if there is none.
     *
     * @throws InteractionProtocolException for the start of another step at an index that is taken, and for content behind
     *     the repeated start of a step that has stopped
     */
    @Nullable
    InteractionEvent fresh(InteractionEvent event) {
        String id = event.eventId();
        if (event instanceof InteractionEvent.Created) createdAgain(id);
        connectionBegins = false;
        if (inDoubt) decide(event);
        if (id != null && !current.isFirst(id)) return null;
        if (id != null && isReplay()) received.isFirst(id);
        InteractionEvent fresh = filter(event);
        if (fresh != null) passed(fresh);
        return fresh;
    }

    /** Called before the next connection, which starts after {@link #resumeAfter()} or from the beginning. */
    void reconnect() {
        connectionBegins = true;
        connection++;
        startedAgain.clear();
        inDoubt = false;
        current = resumeAfter == null ? new ReplayPosition() : received;
    }

    /** Id of the last passed event that had one; null if the service sent none. */
    @Nullable
    String lastEventId() {
        return lastEventId;
    }

    /**
     * Token to resume after; null to replay the run from its beginning. Observed: some events of a run have an id and others
     * have none (traffic/README.md, 1). Events after the last id could not be distinguished from new ones.
     */
    @Nullable
    String resumeAfter() {
        return resumeAfter;
    }

    /** Interaction id; null until the service has sent it, and always null if the interaction is not stored. */
    @Nullable
    String interactionId() {
        return interactionId;
    }

    /** Number of passed events, without errors. */
    long progress() {
        return progress;
    }

    /** Number of finished steps up to the first unfinished one. */
    int finishedSteps() {
        return finished.below();
    }

    /** True if nothing of the run was received. */
    boolean isEmpty() {
        return !created && progress == 0;
    }

    /** True if the step has started or finished. */
    boolean isStarted(int position) {
        Amount step = received.steps.get(position);
        return isStopped(position) || step != null && step.started;
    }

    /** True if the step has finished. */
    boolean isStopped(int position) {
        return finished.contains(position);
    }

    /** Number of received characters of text or arguments of an unfinished step. */
    long chars(int position) {
        Amount step = received.steps.get(position);
        return step == null ? 0 : step.chars;
    }

    /** Index of a generated step in the first stream. */
    int index(int position) {
        return position + received.inputs;
    }

    /** True if the current connection replays the run from its beginning. */
    private boolean isReplay() {
        return current != received;
    }

    /** Handles a repeated first event: the service replays the run instead of resuming it, or repeats this event only. */
    private void createdAgain(@Nullable String id) {
        if (!created || isReplay() || !connectionBegins && id != null) return;
        current = new ReplayPosition();
        inDoubt = true;
    }

    /** The next step event decides: a replay continues with the start of step 0. */
    private void decide(InteractionEvent event) {
        if (!isOfStep(event)) return;
        inDoubt = false;
        if (!(event instanceof InteractionEvent.StepStarted first && first.index() == 0)) current = received;
    }

    private static boolean isOfStep(InteractionEvent event) {
        return event instanceof InteractionEvent.StepStarted
                || event instanceof InteractionEvent.StepGrew
                || event instanceof InteractionEvent.StepStopped;
    }

    private void passed(InteractionEvent event) {
        if (event instanceof InteractionEvent.Failed) return;
        progress++;
        String id = event.eventId();
        if (id != null) lastEventId = id;
        if (id != null && current.inputs == received.inputs) resumeAfter = id;
        else if (id != null || !isRecognisedWithoutId(event)) resumeAfter = null;
    }

    private static boolean isRecognisedWithoutId(InteractionEvent event) {
        return event instanceof InteractionEvent.StepStarted started
                        && !started.step().isInput()
                || event instanceof InteractionEvent.StepStopped;
    }

    private @Nullable InteractionEvent filter(InteractionEvent event) {
        if (event instanceof InteractionEvent.Created first) return created(first);
        if (event instanceof InteractionEvent.StatusChanged changed) return changed(changed);
        if (event instanceof InteractionEvent.StepStarted started) return started(started);
        if (event instanceof InteractionEvent.StepGrew grew) return grew(grew);
        if (event instanceof InteractionEvent.StepStopped stopped) return stopped(stopped);
        if (event instanceof InteractionEvent.Unknown) {
            current.unknowns++;
            if (current.unknowns <= received.unknowns && isReplay()) return null;
            received.unknowns = Math.max(received.unknowns, current.unknowns);
        }
        return event;
    }

    private @Nullable InteractionEvent created(InteractionEvent.Created event) {
        String id = event.interaction().id();
        if (id != null && !id.isEmpty()) interactionId = id;
        if (created) return null;
        created = true;
        return event;
    }

    private @Nullable InteractionEvent changed(InteractionEvent.StatusChanged event) {
        current.statuses++;
        if (isReplay()
                && (current.statuses <= received.statuses || event.status().equals(status))) return null;
        received.statuses = Math.max(received.statuses, current.statuses);
        status = event.status();
        return event;
    }

    private @Nullable InteractionEvent started(InteractionEvent.StepStarted event) {
        if (event.index() < current.inputs) return null; // a repeated input
        if (event.step().isInput() && !current.generated) {
            current.inputs++;
            return isReplay() ? null : event;
        }
        current.generated = true;
        int position = current.position(event.index());
        if (!isReplay()) checkIndex(event, position);
        if (isStopped(position)) return null;
        long chars = event.step().text().length();
        Amount before = received.step(position);
        if (isReplay()) {
            Amount now = current.step(position);
            if (now.started) return null;
            now.started = true;
            now.chars = chars;
        }
        if (!before.started) {
            before.started = true;
            before.chars = chars;
            String json = json(event.json(), event.index(), position);
            return new InteractionEvent.StepStarted(event.eventId(), event.type(), index(position), event.step(), json);
        }
        if (!isReplay() || chars <= before.chars) return null;
        Delta rest = StepTail.of(event.step(), before.chars);
        before.chars = chars;
        return rest == null ? null : StepTail.event(event.eventId(), "step.delta", index(position), rest);
    }

    /** Another step at an index that is taken would be lost, or be taken for a part of the first one. */
    private void checkIndex(InteractionEvent.StepStarted event, int position) {
        int hash = Objects.hash(event.step().type(), event.step());
        Start known = starts.putIfAbsent(position, new Start(hash, connection));
        if (known == null) return;
        if (known.hash() != hash)
            throw new InteractionProtocolException(
                    "Two steps of the stream have the index " + event.index(), event.json(), null);
        if (known.connection() == connection && isStopped(position)) startedAgain.add(position);
    }

    /**
     * The same start again is a repeated event, and changes nothing. If the step has stopped, content behind it is the same
     * again or that of another step, which the events do not say.
     */
    private void checkStart(InteractionEvent.StepGrew event, int position) {
        if (!startedAgain.isEmpty() && !isReplay() && startedAgain.contains(position))
            throw new InteractionProtocolException(
                    "The step " + event.index() + " of the stream starts again", event.json(), null);
    }

    private @Nullable InteractionEvent grew(InteractionEvent.StepGrew event) {
        int position = current.position(event.index());
        if (position < 0) return isReplay() ? null : event;
        checkStart(event, position);
        current.generated = true;
        if (isStopped(position)) return grewLate(event, position);
        Amount before = received.step(position);
        Amount now = current.step(position);
        now.add(event.delta().chars());
        return isReplay() ? fresh(event, position, before, now) : indexed(event, position);
    }

    /** A delta of a stopped step: in a replay a repeated one, unless it is behind the stop there, too. */
    private @Nullable InteractionEvent grewLate(InteractionEvent.StepGrew event, int position) {
        int chars = event.delta().chars();
        Amount before = received.late.computeIfAbsent(position, fresh -> new Amount());
        if (!isReplay()) {
            before.add(chars);
            return indexed(event, position);
        }
        if (!current.stopped.contains(position)) return null;
        Amount now = current.late.computeIfAbsent(position, fresh -> new Amount());
        now.add(chars);
        return fresh(event, position, before, now);
    }

    /** The part of a delta that an earlier connection has not delivered; null for none. */
    private @Nullable InteractionEvent fresh(InteractionEvent.StepGrew event, int position, Amount before, Amount now) {
        int chars = event.delta().chars();
        long fresh = chars == 0 ? now.others - before.others : now.chars - before.chars;
        if (fresh <= 0) return null;
        before.started = true;
        if (chars == 0) before.others = now.others;
        else before.chars = now.chars;
        if (fresh >= chars) return indexed(event, position);
        Delta rest = StepTail.of(event.delta(), (int) fresh);
        return StepTail.event(event.eventId(), event.type(), index(position), rest);
    }

    private @Nullable InteractionEvent stopped(InteractionEvent.StepStopped event) {
        int position = current.position(event.index());
        if (position < 0) return isReplay() ? null : event;
        current.stopped.add(position);
        if (isStopped(position)) return null;
        if (finished.size() >= InteractionJson.MAX_STEPS) throw InteractionJson.tooManySteps(event.json());
        finished.add(position);
        received.remove(position);
        current.remove(position);
        String json = json(event.json(), event.index(), position);
        return new InteractionEvent.StepStopped(event.eventId(), event.type(), index(position), json);
    }

    private InteractionEvent indexed(InteractionEvent.StepGrew event, int position) {
        if (index(position) == event.index()) return event;
        String json = json(event.json(), event.index(), position);
        return new InteractionEvent.StepGrew(event.eventId(), event.type(), index(position), event.delta(), json);
    }

    /** The JSON of the event with the index of the first stream: a replay may start with the inputs. */
    private String json(String json, int index, int position) {
        int known = index(position);
        return index == known ? json : InteractionJson.with(json, "index", Integer.toString(known));
    }
}
