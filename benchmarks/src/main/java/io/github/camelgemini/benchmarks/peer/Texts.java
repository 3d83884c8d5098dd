// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.peer;

import java.util.Map;

import io.github.camelgemini.benchmarks.measure.Probe;
import org.apache.camel.Message;

/** How a route's processor reads the text of what is emitted. */
@FunctionalInterface
interface Texts {
    void read(Message message, Probe probe);

    /** The body is the text. */
    static void text(Message message, Probe probe) {
        probe.text(message.getBody(String.class));
    }

    /** The body is a delta event as a map. */
    static void map(Message message, Probe probe) {
        Map<?, ?> event = message.getBody(Map.class);
        if (event.get("delta") instanceof Map<?, ?> delta && delta.get("text") instanceof String text) probe.text(text);
    }

    /** The body is the JSON of any event, which is counted. */
    static void event(Message message, Probe probe) {
        if (!message.getBody(String.class).isEmpty()) probe.events(1);
    }
}
