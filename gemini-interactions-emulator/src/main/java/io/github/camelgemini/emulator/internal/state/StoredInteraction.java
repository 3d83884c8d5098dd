// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.answer.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * One interaction and how far it has come. Lives on the emulator's thread alone. The one it continues is held by
 * reference: deleting that one takes nothing from this.
 */
public final class StoredInteraction {
    // Set once.
    private final String id;
    private final boolean stored;
    private final String targetMember;
    private final String target;
    private final List<ObjectNode> input;
    private final boolean background;
    private final String serviceTier;
    private final @Nullable String environmentId;
    private final @Nullable StoredInteraction previous;
    private final Instant created;
    private final @Nullable Instant knownEnd;
    private final Fate fate;
    private final EventLog log = new EventLog();
    // Written by the run.
    private Instant updated;
    private String status = "in_progress";
    private List<ObjectNode> steps = List.of();
    private @Nullable Outcome outcome;
    /** An answer somebody wrote down; stands for the whole resource. */
    private @Nullable JsonNode verbatim;

    StoredInteraction(Facts facts, @Nullable StoredInteraction previous, Fate fate) {
        this(facts, previous, fate, null);
    }

    /** @param knownEnd when it ended, for one that is brought back; null: it ends when it ends */
    StoredInteraction(Facts facts, @Nullable StoredInteraction previous, Fate fate, @Nullable Instant knownEnd) {
        this.fate = fate;
        this.knownEnd = knownEnd;
        this.id = facts.id();
        this.stored = facts.stored();
        this.targetMember = facts.targetMember();
        this.target = facts.target();
        this.input = facts.input();
        this.background = facts.background();
        this.serviceTier = facts.serviceTier();
        this.environmentId = facts.environmentId();
        this.created = facts.created();
        this.updated = created;
        this.previous = previous;
    }

    /**
     * What is known of an interaction from its beginning.
     *
     * @param targetMember {@code model} or {@code agent}
     * @param environmentId null without an environment
     */
    public record Facts(
            String id,
            boolean stored,
            String targetMember,
            String target,
            List<ObjectNode> input,
            boolean background,
            String serviceTier,
            @Nullable String environmentId,
            Instant created) {
        public Facts {
            input = List.copyOf(input);
        }
    }

    Facts facts() {
        return new Facts(id, stored, targetMember, target, input, background, serviceTier, environmentId, created);
    }

    void stepsFinished(List<ObjectNode> finished) {
        steps = finished;
    }

    void end(Outcome how) {
        outcome = how;
        status = how.status();
        steps = how.steps();
        updated = knownEnd == null ? now() : knownEnd;
    }

    void end(JsonNode resource) {
        verbatim = resource;
        status = resource.path("status").asText("completed");
        List<ObjectNode> given = new ArrayList<>();
        resource.path("steps").forEach(step -> {
            if (step instanceof ObjectNode object) {
                given.add(object);
            }
        });
        steps = given;
        updated = knownEnd == null ? now() : knownEnd;
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Not empty; without storage known to nobody outside. */
    public String id() {
        return id;
    }

    public boolean isStored() {
        return stored;
    }

    String targetMember() {
        return targetMember;
    }

    String target() {
        return target;
    }

    public List<ObjectNode> input() {
        return input;
    }

    public boolean isBackground() {
        return background;
    }

    String serviceTier() {
        return serviceTier;
    }

    @Nullable
    String environmentId() {
        return environmentId;
    }

    @Nullable
    StoredInteraction previous() {
        return previous;
    }

    Instant created() {
        return created;
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

    /** All steps of the conversation up to and with this one, oldest first. */
    public List<ObjectNode> history() {
        List<StoredInteraction> chain = new ArrayList<>();
        for (StoredInteraction turn = this; turn != null; turn = turn.previous) {
            chain.add(turn);
        }
        Collections.reverse(chain);
        List<ObjectNode> history = new ArrayList<>();
        for (StoredInteraction turn : chain) {
            history.addAll(turn.input);
            history.addAll(turn.steps);
        }
        return history;
    }
}
