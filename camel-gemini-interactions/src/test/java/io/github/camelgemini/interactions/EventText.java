// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

/** The text of event streams, for scripts of the emulator. */
final class EventText {

    private EventText() {}

    /** One event. */
    static String event(String type, String members) {
        return "event: " + type + "\ndata: {\"event_type\":\"" + type + "\"," + members + "}\n\n";
    }

    /**
     * The stream of the interaction {@code v1_a}, without an end marker.
     *
     * @param last the interaction of the final event, as JSON
     * @param steps each as JSON, complete when it starts
     */
    static String stream(String last, String... steps) {
        StringBuilder text = new StringBuilder(event("interaction.created", "\"interaction\":{\"id\":\"v1_a\"}"));
        for (int i = 0; i < steps.length; i++) {
            text.append(event("step.start", "\"index\":" + i + ",\"step\":" + steps[i]));
            text.append(event("step.stop", "\"index\":" + i));
        }
        return text + event("interaction.completed", "\"interaction\":" + last);
    }
}
