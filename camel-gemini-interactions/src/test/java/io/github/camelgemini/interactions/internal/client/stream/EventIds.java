// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.util.List;
import java.util.Random;

import io.github.camelgemini.interactions.internal.client.stream.ServedRun.Event;

/** Which events of a run the service gives an id. */
enum EventIds {
    /** Observed: every recorded stream. */
    NONE,
    /** Documented: streams of background runs. */
    ALL,
    /** Documented: enterprise samples, documented/omni-video.post-stream.sse. */
    OF_DELTAS_AND_END,
    /** Observed: pasted/143098.deep-research.json-array-503-inside-stream.legacy.sse. */
    OF_SOME;

    boolean[] of(ServedRun run, Random random) {
        List<Event> events = run.events();
        boolean[] named = new boolean[events.size()];
        for (int n = 0; n < named.length; n++)
            named[n] = switch (this) {
                case NONE -> false;
                case ALL -> true;
                case OF_DELTAS_AND_END -> !events.get(n).isKnownWhenItComesAgain() || n == named.length - 1;
                case OF_SOME -> random.nextBoolean();
            };
        return named;
    }

    static EventIds any(Random random) {
        return values()[random.nextInt(values().length)];
    }
}
