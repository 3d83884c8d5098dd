// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.camelgemini.interactions.internal.client.stream.ServedRun.Event;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Writes the events of a run as one connection has them: in order and plainly, or with all that the format allows, events
 * that are repeated and errors that mean nothing.
 */
final class StreamText {

    private static final List<Event> INPUT = List.of(
            input("step.start", ",\"step\":{\"type\":\"user_input\"}"),
            input("step.delta", ",\"delta\":{\"type\":\"text\",\"text\":\"What was asked.\"}"),
            input("step.stop", ""));

    private static final String END = "event: done\ndata: [DONE]\n\n";

    private final StringBuilder text = new StringBuilder();
    private final List<Frame> frames = new ArrayList<>();
    private final @Nullable Random mess;
    private final String lineEnd;
    private final boolean comments;
    private final boolean nameless;

    /** @param isKnown whether a client can tell that it comes again */
    private record Frame(String text, boolean isKnown) {}

    private StreamText(@Nullable Random mess) {
        this.mess = mess;
        this.lineEnd = mess == null ? "\n" : List.of("\n", "\n", "\r\n", "\r").get(mess.nextInt(4));
        this.comments = chance(4);
        this.nameless = chance(4);
        if (chance(8)) text.append('\uFEFF');
    }

    /**
     * The events of one connection.
     *
     * @param named which of them have an event id
     * @param after how many are left out
     * @param withInput the input comes before the first step, and the indexes move up
     * @param mess makes a mess of it within what a client has to bear; null for none
     */
    static byte[] of(List<Event> events, boolean[] named, int after, boolean withInput, @Nullable Random mess) {
        StreamText stream = new StreamText(mess);
        int firstStep = 0;
        while (firstStep < events.size() && !events.get(firstStep).isOfStep()) firstStep++;
        for (int n = after; n < events.size(); n++) {
            if (withInput && n == firstStep) INPUT.forEach(event -> stream.event(event, event.payload(), null));
            Event event = events.get(n);
            stream.event(event, withInput ? event.shifted() : event.payload(), named[n] ? "e" + (n + 1) : null);
        }
        if (!stream.chance(8)) stream.text.append(END);
        return stream.text.toString().getBytes(UTF_8);
    }

    /** How many bytes these events are, written plainly. */
    static int lengthOf(List<Event> events, boolean[] named) {
        return of(events, named, 0, false, null).length - END.length();
    }

    private static Event input(String name, String members) {
        return Event.of(name, "{\"event_type\":\"" + name + "\",\"index\":0" + members + "}");
    }

    private void event(Event event, String payload, @Nullable String id) {
        String data =
                id == null ? payload : payload.substring(0, payload.lastIndexOf('}')) + ",\"event_id\":\"" + id + "\"}";
        String name = nameless && event.saysItsType() ? "" : event.name();
        Frame frame = new Frame(frame(name, data), id != null || event.isKnownWhenItComesAgain());
        text.append(frame.text());
        frames.add(frame);
        if (chance(4)) trouble();
    }

    private void trouble() {
        int last = frames.size();
        int older = mess.nextInt(last);
        switch (mess.nextInt(4)) {
            case 0 -> again(last - 1 - mess.nextInt(3), last);
            case 1 -> again(older, older + 1);
            case 2 -> again(0, 1);
            default -> text.append(frame("error", "{\"event_type\":\"error\",\"error\":{}}"));
        }
    }

    private void again(int from, int to) {
        if (from < 0 || !frames.subList(from, to).stream().allMatch(Frame::isKnown)) return;
        frames.subList(from, to).forEach(frame -> text.append(frame.text()));
    }

    private String frame(String name, String data) {
        return (comments ? ": " + name + lineEnd : "")
                + (name.isEmpty() ? "" : "event: " + name + lineEnd)
                + "data: "
                + data
                + lineEnd
                + lineEnd;
    }

    private boolean chance(int in) {
        return mess != null && mess.nextInt(in) == 0;
    }
}
