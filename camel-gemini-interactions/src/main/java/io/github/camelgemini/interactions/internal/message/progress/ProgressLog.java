// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.progress;

import java.time.Duration;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines of the log about calls that last. They show ids, status and numbers, and no content. */
final class ProgressLog {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressLog.class);

    /** Lines per round: more tell an operator less. */
    static final int MAX_LINES = 20;

    private ProgressLog() {}

    /**
     * Writes a line for each of the calls that are older than the interval, up to a limit.
     *
     * @param open oldest first
     */
    static void write(List<OpenInteraction> open, Duration interval) {
        if (!LOG.isInfoEnabled()) return;
        List<OpenInteraction.Progress> lasting = open.stream()
                .map(OpenInteraction::progress)
                .filter(call -> call.ageMillis() >= interval.toMillis())
                .toList();
        for (OpenInteraction.Progress call : lasting.subList(0, Math.min(MAX_LINES, lasting.size()))) write(call);
        int more = lasting.size() - MAX_LINES;
        if (more > 0) LOG.info("{} more interactions are open for longer than {} s", more, interval.toSeconds());
    }

    private static void write(OpenInteraction.Progress call) {
        try (InteractionMdc mdc = InteractionMdc.of(call.id())) {
            LOG.info(
                    "Interaction {} of route {}, exchange {}: {} for {} s, {} steps, {} events, {} tokens,"
                            + " last response {} s ago",
                    call.id() == null ? "(no id yet)" : call.id(),
                    call.origin().routeId(),
                    call.origin().exchangeId(),
                    call.status() == null ? "requested" : call.status(),
                    call.ageMillis() / 1000,
                    call.steps(),
                    call.events(),
                    call.tokens(),
                    call.silentMillis() / 1000);
        }
    }

    static void skipped(Throwable reason) {
        LOG.debug("Open interactions are not logged this time", reason);
    }
}
