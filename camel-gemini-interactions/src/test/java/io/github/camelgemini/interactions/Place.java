// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Each kind of endpoint that a route can have, with the options that it cannot do without. */
enum Place {
    CREATE("create", Map.of("model", RouteKit.MODEL)),
    CREATE_TO_CHANNEL("create", Map.of("model", RouteKit.MODEL, "streaming", "true", "channel", "answers")),
    CREATE_AS_BODY("create", Map.of("model", RouteKit.MODEL, "streaming", "true")),
    APPROVE("approve", Map.of("model", RouteKit.MODEL, "tags", "t")),
    APPROVE_TO_CHANNEL(
            "approve", Map.of("model", RouteKit.MODEL, "tags", "t", "streaming", "true", "channel", "answers")),
    APPROVE_AS_BODY("approve", Map.of("model", RouteKit.MODEL, "tags", "t", "streaming", "true")),
    GET("get", Map.of()),
    AWAIT("await", Map.of("pollInterval", "5", "maxPollInterval", "10")),
    RESUME_TO_CHANNEL("resume", Map.of("channel", "answers")),
    RESUME_AS_BODY("resume", Map.of()),
    CANCEL("cancel", Map.of()),
    DELETE("delete", Map.of()),
    FROM_CREATE("create", Map.of("model", RouteKit.MODEL, "input", "Hi", "bridgeErrorHandler", "true")),
    FROM_RESUME("resume", Map.of("interactionId", Scene.STORED, "bridgeErrorHandler", "true")),
    FROM_AWAIT("await", Map.of("runRepository", "#runs", "pollInterval", "5", "maxPollInterval", "10")),
    FROM_STREAM("stream", Map.of("channel", "answers"));

    static final Set<Place> TO_CREATE = EnumSet.of(CREATE, CREATE_TO_CHANNEL, CREATE_AS_BODY);
    static final Set<Place> TO_APPROVE = EnumSet.of(APPROVE, APPROVE_TO_CHANNEL, APPROVE_AS_BODY);
    static final Set<Place> ANY_CREATE = EnumSet.of(CREATE, CREATE_TO_CHANNEL, CREATE_AS_BODY, FROM_CREATE);
    static final Set<Place> TO_STREAM =
            EnumSet.of(CREATE_TO_CHANNEL, CREATE_AS_BODY, RESUME_TO_CHANNEL, RESUME_AS_BODY);
    static final Set<Place> AS_BODY = EnumSet.of(CREATE_AS_BODY, RESUME_AS_BODY);
    static final Set<Place> FROM_RUN = EnumSet.of(FROM_CREATE, FROM_RESUME);
    /** All that have a connection of their own. */
    static final Set<Place> CALLING = EnumSet.complementOf(EnumSet.of(FROM_STREAM));

    private final String operation;
    private final Map<String, String> needed;

    Place(String operation, Map<String, String> needed) {
        this.operation = operation;
        this.needed = needed;
    }

    String operation() {
        return operation;
    }

    Map<String, String> needed() {
        return new LinkedHashMap<>(needed);
    }

    boolean isConsumer() {
        return name().startsWith("FROM");
    }

    /** Whether its interaction is there before. */
    boolean isOfAStored() {
        return !ANY_CREATE.contains(this) && this != FROM_STREAM;
    }

    /** Whether it asks for the state of a run until that has ended. */
    boolean isLookedAt() {
        return this == CREATE || this == AWAIT || this == FROM_AWAIT;
    }

    boolean hasChannel() {
        return needed.containsKey("channel");
    }

    boolean isIterated() {
        return AS_BODY.contains(this) || this == APPROVE_AS_BODY;
    }
}
