// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.answer.ManySteps;
import io.github.camelgemini.emulator.internal.answer.Outcome;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.request.Refused;

/** An interaction in the API's shape: as a resource, and as what its stream says of it. */
public final class ResourceJson {
    private ResourceJson() {}

    /** The answer of a create: generated steps only, none at all while it runs. */
    public static JsonNode created(StoredInteraction interaction) {
        JsonNode verbatim = interaction.verbatim();
        if (verbatim != null) {
            return verbatim;
        }
        ObjectNode resource = head(interaction);
        if (!interaction.isRunning()) {
            resource.set("steps", Json.array(whole(interaction)));
            tail(resource, interaction, true);
        }
        return resource;
    }

    /** The answer of a create that does not wait for the end of its run. */
    public static JsonNode begun(StoredInteraction interaction, String status) {
        return head(interaction).put("status", status);
    }

    /** The answer of a get: what was sent as input first, then what was generated so far. */
    public static JsonNode full(StoredInteraction interaction) {
        JsonNode verbatim = interaction.verbatim();
        if (verbatim != null) {
            return verbatim;
        }
        ObjectNode resource = head(interaction);
        List<ObjectNode> steps = new ArrayList<>(interaction.facts().input());
        steps.addAll(whole(interaction));
        resource.set("steps", Json.array(steps));
        tail(resource, interaction, interaction.fate().resultHasUsage());
        return resource;
    }

    static ObjectNode createdEvent(StoredInteraction interaction) {
        ObjectNode partial = Json.object()
                .put("id", shownId(interaction))
                .put("status", "in_progress")
                .put("object", "interaction")
                .put(interaction.facts().targetMember(), interaction.facts().target());
        ObjectNode event = Json.object();
        event.set("interaction", partial);
        return event.put("event_type", "interaction.created");
    }

    static ObjectNode statusEvent(StoredInteraction interaction) {
        return Json.object()
                .put("interaction_id", shownId(interaction))
                .put("status", "in_progress")
                .put("event_type", "interaction.status_update");
    }

    /** Documented: a status update may have a token and the usage so far. */
    static ObjectNode checkPointEvent(StoredInteraction interaction, Outcome.CheckPoint point) {
        ObjectNode event = statusEvent(interaction).put("continuation_token", point.token());
        event.set("usage", point.usage());
        return event;
    }

    static ObjectNode completedEvent(StoredInteraction interaction) {
        ObjectNode partial = head(interaction);
        partial.put("id", shownId(interaction));
        tail(partial, interaction, interaction.fate().finalEventHasUsage());
        ObjectNode event = Json.object();
        event.set("interaction", partial);
        return event.put("event_type", "interaction.completed");
    }

    /** @throws Refused if there are too many for one body */
    private static List<ObjectNode> whole(StoredInteraction interaction) {
        if (interaction.steps() instanceof ManySteps many) {
            many.checkFitsInMemory();
        }
        return interaction.steps();
    }

    private static ObjectNode head(StoredInteraction interaction) {
        ObjectNode head = Json.object();
        if (interaction.facts().stored()) {
            head.put("id", interaction.id());
        }
        if (!interaction.status().isEmpty()) {
            head.put("status", interaction.status());
        }
        head.put("created", interaction.facts().created().toString());
        head.put("updated", interaction.updated().toString());
        head.put("object", "interaction");
        head.put(interaction.facts().targetMember(), interaction.facts().target());
        if (interaction.facts().environmentId() != null) {
            head.put("environment_id", interaction.facts().environmentId());
        }
        return head;
    }

    private static void tail(ObjectNode resource, StoredInteraction interaction, boolean withUsage) {
        Outcome outcome = interaction.outcome();
        if (outcome == null) {
            return;
        }
        resource.put("service_tier", interaction.facts().serviceTier());
        if (outcome.usage() != null && withUsage) {
            resource.set("usage", outcome.usage());
        }
        if (outcome.continuationToken() != null) {
            resource.put("continuation_token", outcome.continuationToken());
        }
        if (!outcome.errors().isEmpty()) {
            resource.set("errors", Json.array(outcome.errors()));
        }
    }

    /** Observed: an interaction that is not stored has an empty id in its stream, and none in a resource. */
    private static String shownId(StoredInteraction interaction) {
        return interaction.facts().stored() ? interaction.id() : "";
    }
}
