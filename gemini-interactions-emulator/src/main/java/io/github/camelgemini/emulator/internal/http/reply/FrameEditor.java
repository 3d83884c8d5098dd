// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.answer.FrameText;
import io.github.camelgemini.emulator.internal.answer.StreamEvent;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.script.EventFault;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.ResponseFault;
import io.vertx.core.buffer.Buffer;

/** Turns the events of one response into bytes, and spoils those that faults are after. Knows no moment between events. */
final class FrameEditor {
    private static final String UNKNOWN = "hologram";

    private static final String COMMENT = ": keep-alive\n\n";
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final List<EventFault> edits = new ArrayList<>();
    private final Consumer<Fault> applied;
    private ResponseFault.Framing framing = ResponseFault.Framing.USUAL;

    /** @param applied gets each fault that changes an event */
    FrameEditor(List<Fault> faults, Consumer<Fault> applied) {
        this.applied = applied;
        for (Fault fault : faults) {
            if (fault instanceof EventFault edit) {
                edits.add(edit);
            } else if (fault instanceof ResponseFault.Framing other) {
                framing = other;
            }
        }
    }

    /** What comes before all events. */
    Buffer start() {
        return Buffer.buffer(framing.byteOrderMark() ? BYTE_ORDER_MARK : "");
    }

    Buffer comment() {
        return text(COMMENT);
    }

    Buffer text(String lines) {
        String end = framing.lineEnd().characters();
        return Buffer.buffer(end.equals("\n") ? lines : lines.replace("\n", end));
    }

    /** @param number which event of this response it is, from 1 */
    Buffer bytes(StreamEvent event, int number) {
        String frame = event.frame();
        EventFault.Torn tear = null;
        for (EventFault edit : edits) {
            if (edit.at() != null && !edit.at().isReached(number, event.eventId())) {
                continue;
            }
            String before = frame;
            if (edit instanceof EventFault.Change change) {
                frame = change(frame, change.what());
            } else if (edit instanceof EventFault.Patch patch) {
                frame = patch.type() == null || patch.type().equals(event.type()) ? patch(frame, patch.json()) : frame;
            } else if (edit instanceof EventFault.Malformed malformed) {
                frame = FrameText.withData(frame, malformed.data());
            } else if (edit instanceof EventFault.Torn torn) {
                tear = torn;
            }
            if (tear == edit || !frame.equals(before)) {
                applied.accept(edit);
            }
        }
        Buffer bytes = text(framing.comments() ? COMMENT + frame : frame);
        return tear == null ? bytes : tear(bytes, tear);
    }

    private Buffer tear(Buffer frame, EventFault.Torn torn) {
        Buffer left = frame.getBuffer(0, Math.min(torn.bytes(), frame.length()));
        return torn.closed() ? left.appendBuffer(text("\n\n")) : left;
    }

    private static String change(String frame, EventFault.Change.What what) {
        return switch (what) {
            case UNKNOWN_STEP -> FrameText.edit(frame, event -> type(event.path("step"), UNKNOWN));
            case UNKNOWN_DELTA -> FrameText.edit(frame, event -> type(event.path("delta"), UNKNOWN));
            case DELTA_WITHOUT_TYPE -> FrameText.edit(frame, event -> type(event.path("delta"), ""));
            case LEGACY_COMPLETE ->
                frame.startsWith("event: interaction.completed")
                        ? frame.replace("interaction.completed", "interaction.complete")
                        : frame;
            case NO_EVENT_LINE -> frame.replaceFirst("(?m)^event:.*\\R", "");
            case NO_END_MARKER -> frame.equals(StreamEvent.DONE.frame()) ? "" : frame;
            case NO_BLANK_LINE -> lastWithout(frame, "\n");
            case NO_LINE_END -> lastWithout(frame, "\n\n");
        };
    }

    /** The final event without these characters at its end; the end marker is dropped. */
    private static String lastWithout(String frame, String end) {
        if (frame.equals(StreamEvent.DONE.frame())) {
            return "";
        }
        return frame.startsWith("event: interaction.complete") && frame.endsWith(end)
                ? frame.substring(0, frame.length() - end.length())
                : frame;
    }

    private static String patch(String frame, String json) {
        JsonNode changes = Json.parseTrusted(json);
        return FrameText.edit(frame, event -> merge(event, changes));
    }

    /** RFC 7396. */
    private static void merge(ObjectNode target, JsonNode changes) {
        changes.properties().forEach(change -> {
            JsonNode value = change.getValue();
            if (value.isNull()) {
                target.remove(change.getKey());
            } else if (value.isObject()) {
                merge(
                        target.get(change.getKey()) instanceof ObjectNode inner
                                ? inner
                                : target.putObject(change.getKey()),
                        value);
            } else {
                target.set(change.getKey(), value);
            }
        });
    }

    /** Gives the object another type, or, where that is empty, none. */
    private static void type(JsonNode typed, String type) {
        if (typed instanceof ObjectNode object) {
            if (type.isEmpty()) {
                object.remove("type");
            } else {
                object.put("type", type);
            }
        }
    }
}
