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
import io.github.camelgemini.emulator.internal.answer.Ids;
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
    /** Those that have ended, in that order; empty without a retention. */
    private final Deque<Ended> ended = new ArrayDeque<>();

    private record Ended(StoredInteraction interaction, Instant when) {}

    /** @param files where interactions survive a restart; null: they do not */
    public Interactions(Timers timers, LedgerBook ledger, @Nullable InteractionFiles files, Retention retention) {
        this.timers = timers;
        this.ledger = ledger;
        this.files = files;
        this.retention = retention;
        if (files != null) {
            files.load(this::restore).stream()
                    .sorted(Comparator.comparing(StoredInteraction::updated))
                    .forEach(interaction -> {
                        stored.put(interaction.id(), interaction);
                        hasEnded(interaction, interaction.updated());
                    });
        }
    }

    private void hasEnded(StoredInteraction interaction, Instant when) {
        if (retention.isLimited()) {
            ended.addLast(new Ended(interaction, when));
        }
    }

    private void dropWhatIsOver() {
        while (!ended.isEmpty() && retention.isOver(ended.getFirst().when())) {
            StoredInteraction old = ended.removeFirst().interaction();
            old.forgetPrevious();
            if (stored.remove(old.id(), old) && files != null) {
                files.delete(old.id());
            }
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
        Run run = new Run(interaction, result, pace, timers);
        if (interaction.facts().stored()) {
            stored.put(interaction.id(), interaction);
            running.put(interaction.id(), run);
            save(interaction, result);
        } else {
            unstored.add(run);
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
            throw Refused.interactionNotFound(id);
        }
        return interaction;
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
        get(id);
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
    }

    /** Stops all runs where they are. */
    public void stop() {
        running.values().forEach(Run::stop);
        unstored.forEach(Run::stop);
        running.clear();
        unstored.clear();
    }
}
