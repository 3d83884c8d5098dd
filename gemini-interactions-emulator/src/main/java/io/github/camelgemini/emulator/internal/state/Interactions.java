// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.answer.Ids;
import io.github.camelgemini.emulator.internal.answer.ManySteps;
import io.github.camelgemini.emulator.internal.answer.Outcome;
import io.github.camelgemini.emulator.internal.answer.StreamEvent;
import io.github.camelgemini.emulator.internal.answer.StreamFold;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.request.CreateRequest;
import io.github.camelgemini.emulator.internal.request.Refused;
import org.jspecify.annotations.Nullable;

/** All stored and running interactions. Used on the emulator's thread only. */
public final class Interactions {
    private final Timers timers;
    private final LedgerBook ledger;
    private final @Nullable InteractionFiles files;
    private final Retention retention;
    private final Map<String, StoredInteraction> stored = new LinkedHashMap<>();
    private final Map<String, Run> running = new HashMap<>();
    private final Set<Run> unstored = new LinkedHashSet<>();
    /** Those that have ended, in that order; also deleted ones, which later turns may continue. */
    private final Deque<Ended> ended = new ArrayDeque<>();

    private final long mostBytes;
    private final Map<StoredInteraction, Long> weights = new IdentityHashMap<>();
    private long bytes;
    private long dropped;

    private static final int BYTES_OF_AN_INTERACTION = 3000;
    /** Steps are there as steps, as planned events and as frames of the log. */
    private static final int COPIES = 6;

    private @Nullable Listener listener;

    private record Ended(StoredInteraction interaction, Instant when) {}

    /** Hears which interactions are held. Called on the emulator's thread. */
    public interface Listener {
        /** It begins, or has ended in an earlier run of the emulator. */
        void began(StoredInteraction interaction);

        /** It is not held any more. */
        void left(StoredInteraction interaction, Leaving how);
    }

    /** Why an interaction is not held any more. */
    public enum Leaving {
        DELETED("deleted"),
        /** To make room for others. */
        DROPPED("dropped to make room"),
        EXPIRED("past its retention"),
        /** A scripted answer has its id. */
        REPLACED("replaced by another of its id"),
        NOT_STORED("not stored");

        private final String words;

        Leaving(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** Has this one hear of all interactions, from those that are stored on. */
    public void listen(Listener hearing) {
        listener = hearing;
        stored.values().forEach(hearing::began);
    }

    private void leaves(StoredInteraction interaction, Leaving how) {
        if (listener != null) {
            listener.left(interaction, how);
        }
    }

    /** @param files where interactions survive a restart; null: they do not */
    public Interactions(Timers timers, LedgerBook ledger, @Nullable InteractionFiles files, Retention retention) {
        this(
                timers,
                ledger,
                files,
                retention,
                Math.max(32L << 20, Runtime.getRuntime().maxMemory() / 4));
    }

    /** @param mostBytes of memory that all may take, about; beyond that the ones that ended first are dropped */
    Interactions(
            Timers timers, LedgerBook ledger, @Nullable InteractionFiles files, Retention retention, long mostBytes) {
        this.mostBytes = mostBytes;
        this.timers = timers;
        this.ledger = ledger;
        this.files = files;
        this.retention = retention;
        if (files != null) {
            files.load(this::restore).stream()
                    .sorted(Comparator.comparing(StoredInteraction::updated))
                    .forEach(interaction -> {
                        makeRoom(interaction, null);
                        stored.put(interaction.id(), interaction);
                        hasEnded(interaction, interaction.updated());
                    });
        }
    }

    private void hasEnded(StoredInteraction interaction, Instant when) {
        ended.addLast(new Ended(interaction, when));
    }

    /**
     * Counts what an interaction will take, and drops others for it.
     *
     * @throws Refused if those that are running take all there is
     */
    private void makeRoom(StoredInteraction interaction, Run.@Nullable Result result) {
        long weight = BYTES_OF_AN_INTERACTION + weight(interaction.facts().input());
        weight += COPIES
                * weight(result == null ? interaction.steps() : result.outcome().steps());
        if (result != null && result.eventStream() != null) {
            weight += COPIES * (long) result.eventStream().length();
        }
        weight += result == null || result.resource() == null ? 0 : Json.weight(result.resource());
        while (bytes + weight > mostBytes && !ended.isEmpty()) {
            StoredInteraction old = ended.removeFirst().interaction();
            old.leaveConversation();
            forget(old, Leaving.DROPPED);
            dropped++;
        }
        if (bytes > 0 && bytes + weight > mostBytes) {
            throw new Refused(
                    503,
                    "service_unavailable",
                    running.size() + unstored.size() + " running interactions take the emulator's memory for them, "
                            + mostBytes + " bytes: cancel some, reset it, or give it more (-Xmx).");
        }
        bytes += weight;
        weights.put(interaction, weight);
    }

    private static long weight(List<ObjectNode> steps) {
        long weight = 0;
        if (!(steps instanceof ManySteps)) { // those are made as they are read
            for (ObjectNode step : steps) {
                weight += Json.weight(step);
            }
        }
        return weight;
    }

    private void forget(StoredInteraction old, Leaving how) {
        release(old);
        if (stored.remove(old.id(), old)) {
            leaves(old, how);
            if (files != null) {
                files.delete(old.id());
            }
        }
    }

    private void release(StoredInteraction old) {
        Long weight = weights.remove(old);
        bytes -= weight == null ? 0 : weight;
    }

    /** How many were dropped to make room for others. */
    public long dropped() {
        return dropped;
    }

    private void dropWhatIsOver() {
        while (!ended.isEmpty() && retention.isOver(ended.getFirst().when())) {
            StoredInteraction old = ended.removeFirst().interaction();
            old.forgetPrevious();
            forget(old, Leaving.EXPIRED);
        }
    }

    /** How many interactions it holds on to, by whatever map or queue. */
    int held() {
        Set<StoredInteraction> held = Collections.newSetFromMap(new IdentityHashMap<>());
        held.addAll(stored.values());
        ended.forEach(one -> held.add(one.interaction()));
        running.values().forEach(run -> held.add(run.interaction()));
        unstored.forEach(run -> held.add(run.interaction()));
        for (StoredInteraction one : List.copyOf(held)) {
            for (StoredInteraction turn = one.previous(); turn != null; turn = turn.previous()) {
                held.add(turn);
            }
        }
        return held.size();
    }

    /**
     * The interaction a create continues.
     *
     * @return null if it continues no interaction
     * @throws Refused if it is unknown or still running
     */
    public @Nullable StoredInteraction previousOf(CreateRequest request) {
        String id = request.previousInteractionId();
        if (id == null || id.isEmpty()) {
            return null;
        }
        StoredInteraction previous = get(id);
        if (previous.isRunning() && request.continuationToken() == null) {
            throw Refused.failedPrecondition("Interaction '" + id + "' is still in progress.");
        }
        return previous;
    }

    /** Starts an interaction with the given outcome. */
    public Run start(
            CreateRequest request,
            @Nullable StoredInteraction previous,
            Outcome outcome,
            Pace pace,
            Fate fate,
            boolean eventIds) {
        StoredInteraction.Facts facts = facts(request, Ids.interactionId(), request.store());
        return start(
                new StoredInteraction(facts, previous, fate, null),
                new Run.Result(outcome, null, null, eventIds),
                pace);
    }

    /** Starts a run whose resource is scripted; it is stored under the id it has. */
    public Run startVerbatim(
            CreateRequest request, @Nullable StoredInteraction previous, JsonNode resource, Pace pace, Fate fate) {
        return startVerbatim(request, previous, resource, null, pace, fate);
    }

    /** Starts a run whose event stream is scripted; it is stored under the id in its events. */
    public Run startStream(
            CreateRequest request, @Nullable StoredInteraction previous, String eventStream, Pace pace, Fate fate) {
        List<String> frames = Plan.Verbatim.of(eventStream).frames().stream()
                .map(StreamEvent::frame)
                .toList();
        return startVerbatim(request, previous, StreamFold.of(frames), eventStream, pace, fate);
    }

    private Run startVerbatim(
            CreateRequest request,
            @Nullable StoredInteraction previous,
            JsonNode resource,
            @Nullable String eventStream,
            Pace pace,
            Fate fate) {
        String id = Json.text(resource, "id");
        StoredInteraction.Facts facts =
                facts(request, id == null ? Ids.interactionId() : id, id != null && request.store());
        String status = resource.path("status").asText("completed");
        Outcome outcome = new Outcome(List.of(), status, null, List.of(), List.of());
        return start(
                new StoredInteraction(facts, previous, fate, null),
                new Run.Result(outcome, resource, eventStream, false),
                pace);
    }

    private Run start(StoredInteraction interaction, Run.Result result, Pace pace) {
        dropWhatIsOver();
        makeRoom(interaction, result);
        Run run = new Run(interaction, result, pace, timers);
        if (interaction.facts().stored()) {
            StoredInteraction replaced = stored.put(interaction.id(), interaction);
            if (replaced != null) {
                leaves(replaced, Leaving.REPLACED);
            }
            running.put(interaction.id(), run);
            save(interaction, result);
        } else {
            unstored.add(run);
        }
        if (listener != null) {
            listener.began(interaction);
        }
        ledger.started();
        run.onEnd(() -> ended(run, result));
        run.start();
        return run;
    }

    private void ended(Run run, Run.Result result) {
        StoredInteraction interaction = run.interaction();
        Outcome outcome = interaction.outcome();
        ledger.ended(outcome == null ? interaction.verbatim() : Json.object().set("usage", outcome.usage()));
        unstored.remove(run);
        if (running.remove(interaction.id(), run) && stored.get(interaction.id()) == interaction) {
            save(interaction, outcome == null ? result : result.endedAs(outcome));
            hasEnded(interaction, retention.clock().instant());
        } else {
            release(interaction);
            leaves(interaction, Leaving.NOT_STORED);
        }
    }

    private void save(StoredInteraction interaction, Run.Result result) {
        if (files != null) {
            files.save(interaction, result);
        }
    }

    /** Restores a saved interaction; one that was running has ended meanwhile. */
    private StoredInteraction restore(InteractionFiles.Saved saved, @Nullable StoredInteraction previous) {
        StoredInteraction interaction = new StoredInteraction(saved.facts(), previous, Fate.kind(), saved.ended());
        new Run(interaction, saved.result(), Pace.IMMEDIATE, timers).start();
        return interaction;
    }

    private static StoredInteraction.Facts facts(CreateRequest request, String id, boolean stored) {
        return new StoredInteraction.Facts(
                id,
                stored,
                request.model() != null ? "model" : "agent",
                request.target(),
                request.steps(),
                request.serviceTier() != null ? request.serviceTier() : "standard",
                environmentId(request.environment()),
                StoredInteraction.now());
    }

    /** A new environment gets an id; a named one has its own. */
    private static @Nullable String environmentId(@Nullable JsonNode environment) {
        if (environment == null) {
            return null;
        }
        String named = environment.isTextual() ? environment.asText() : Json.text(environment, "environment_id");
        return named == null || named.equals("remote") ? Ids.environmentId() : named;
    }

    /**
     * The interaction with this id.
     *
     * @throws Refused if there is none
     */
    public StoredInteraction get(String id) {
        dropWhatIsOver();
        StoredInteraction interaction = stored.get(id);
        if (interaction == null || interaction.fate().isGone(interaction.log())) {
            throw dropped == 0 ? Refused.interactionNotFound(id) : mayBeDropped(id);
        }
        return interaction;
    }

    private Refused mayBeDropped(String id) {
        return new Refused(
                404,
                "not_found",
                "Interaction '" + id + "' was not found. The emulator has dropped the " + dropped
                        + " that ended first, as all together would take more than " + mostBytes
                        + " bytes: delete those that are done with, or give it more memory (-Xmx).");
    }

    /**
     * As {@link #get}, counted as a read.
     *
     * @param stream whether its events are read, not the resource
     */
    public StoredInteraction read(String id, boolean stream) {
        StoredInteraction interaction = get(id);
        interaction.fate().read(!stream && !interaction.isRunning());
        return interaction;
    }

    /** The ids of stored interactions, oldest first, lost and expired ones included, those past their retention not. */
    public List<String> ids() {
        dropWhatIsOver();
        return List.copyOf(stored.keySet());
    }

    /**
     * Ends a run with the steps it has finished.
     *
     * @throws Refused if there is none of that id, or it has ended
     */
    public StoredInteraction cancel(String id) {
        StoredInteraction interaction = get(id);
        Run run = running.get(id);
        if (run == null) {
            throw Refused.failedPrecondition(
                    "Interaction '" + id + "' cannot be cancelled: its status is '" + interaction.status() + "'.");
        }
        run.cancel();
        return interaction;
    }

    /**
     * Forgets an interaction. Its run continues for open streams.
     *
     * @throws Refused if there is none of that id
     */
    public void delete(String id) {
        leaves(get(id), Leaving.DELETED);
        stored.remove(id);
        if (files != null) {
            files.delete(id);
        }
    }

    /** Stops all runs where they are and forgets everything. */
    public void clear() {
        stop();
        stored.keySet().forEach(id -> {
            if (files != null) {
                files.delete(id);
            }
        });
        stored.clear();
        ended.clear();
        weights.clear();
        bytes = 0;
        dropped = 0;
    }

    /** Stops all runs where they are. */
    public void stop() {
        running.values().forEach(Run::stop);
        unstored.forEach(Run::stop);
        running.clear();
        unstored.clear();
    }
}
