// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.answer.ManySteps;
import io.github.camelgemini.emulator.internal.answer.Outcome;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.request.Refused;
import org.jspecify.annotations.Nullable;

/**
 * One interaction and how far it has come. Used on the emulator's thread only. The one it continues is held by reference:
 * deleting that one takes nothing from this. One whose retention is over forgets what it continued; one that is dropped as
 * there are too many is forgotten by those that continue it, too.
 */
public final class StoredInteraction {
    // Set once.
    private final Facts facts;
    private final @Nullable Instant knownEnd;
    private final Fate fate;
    private final EventLog log = new EventLog();
    /** What those that continue this one hold of it. */
    private final Link self = new Link(this);
    // Dropped with this interaction's retention.
    private @Nullable Link previous;
    // Written by the run.
    private Instant updated;
    private String status = "in_progress";
    private List<ObjectNode> steps = List.of();
    private @Nullable Outcome planned;
    private @Nullable Outcome outcome;
    /** A scripted body; stands for the whole resource. */
    private @Nullable JsonNode verbatim;

    /** @param knownEnd when it ended, for one that is restored; null: when its run ends */
    StoredInteraction(Facts facts, @Nullable StoredInteraction previous, Fate fate, @Nullable Instant knownEnd) {
        this.facts = facts;
        this.previous = previous == null ? null : previous.self;
        this.fate = fate;
        this.knownEnd = knownEnd;
        this.updated = facts.created();
    }

    /**
     * What is known of an interaction from its beginning.
     *
     * @param id not empty; if not stored, clients never see it
     * @param targetMember {@code model} or {@code agent}
     * @param environmentId null without an environment
     */
    public record Facts(
            String id,
            boolean stored,
            String targetMember,
            String target,
            List<ObjectNode> input,
            String serviceTier,
            @Nullable String environmentId,
            Instant created) {
        public Facts {
            input = List.copyOf(input);
        }
    }

    public Facts facts() {
        return facts;
    }

    public String id() {
        return facts.id();
    }

    void plan(Outcome how) {
        planned = how;
    }

    /** How its run was to end, also while it is running. */
    @Nullable
    Outcome plannedOutcome() {
        return planned;
    }

    void stepsFinished(List<ObjectNode> finished) {
        steps = finished;
    }

    void end(Outcome how) {
        outcome = how;
        end(how.status(), how.steps());
    }

    void end(JsonNode resource) {
        verbatim = resource;
        end(resource.path("status").asText("completed"), Json.objects(resource.path("steps")));
    }

    private void end(String finalStatus, List<ObjectNode> finalSteps) {
        status = finalStatus;
        steps = finalSteps;
        updated = Objects.requireNonNullElseGet(knownEnd, StoredInteraction::now);
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    /** The one it continues, while that is held; null for none. */
    public @Nullable StoredInteraction previous() {
        return previous == null ? null : previous.to;
    }

    /** Those that continue it do without it from now on, so that its memory is free. */
    void leaveConversation() {
        self.to = null;
        previous = null;
    }

    /** To an interaction, as long as it is held. */
    private static final class Link {
        private @Nullable StoredInteraction to;

        Link(StoredInteraction to) {
            this.to = to;
        }
    }

    void forgetPrevious() {
        previous = null;
    }

    Instant updated() {
        return updated;
    }

    public String status() {
        return status;
    }

    /** Those finished so far. */
    public List<ObjectNode> steps() {
        return steps;
    }

    /** Null while running. */
    public @Nullable Outcome outcome() {
        return outcome;
    }

    public @Nullable JsonNode verbatim() {
        return verbatim;
    }

    public boolean isRunning() {
        return outcome == null && verbatim == null;
    }

    Fate fate() {
        return fate;
    }

    public EventLog log() {
        return log;
    }

    /**
     * All steps of the conversation up to and with this one, oldest first.
     *
     * @throws Refused if they are too many to be in memory all at once
     */
    public List<ObjectNode> history() {
        Deque<StoredInteraction> chain = new ArrayDeque<>();
        for (StoredInteraction turn = this; turn != null; turn = turn.previous()) {
            chain.push(turn);
        }
        List<ObjectNode> history = new ArrayList<>();
        for (StoredInteraction turn : chain) {
            if (turn.steps instanceof ManySteps many) {
                many.checkFitsInMemory();
            }
            history.addAll(turn.facts.input());
            history.addAll(turn.steps);
        }
        return history;
    }
}
