// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.live;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.http.reply.ReplyListener;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.script.RunFault;
import org.jspecify.annotations.Nullable;

/** A request and how it is answered: status, rule, faults, times. Used on the emulator's thread only. */
final class ShownRequest extends Entry implements ReplyListener {
    private static final int LONGEST_RULE = 200;
    private static final int MOST_FAULTS = 20;

    private final Board board;
    /** What came in, without credentials. */
    private final ObjectNode head;

    private final List<ShownFault> faults = new ArrayList<>();
    private @Nullable Integer interaction;
    private @Nullable String rule;
    private boolean again;
    private int status;
    private int events;
    private @Nullable Double began;
    private @Nullable Double firstEvent;
    private @Nullable Double lastEvent;
    private @Nullable Double ended;
    private boolean whole;

    private static final class ShownFault {
        private final Fault fault;
        private @Nullable Double at;
        private int events;

        ShownFault(Fault fault) {
            this.fault = fault;
        }

        ObjectNode json() {
            ObjectNode json = Json.object().put("text", FaultText.of(fault)).put("run", fault instanceof RunFault);
            return at == null ? json : json.put("at", at).put("events", events);
        }
    }

    /** @param interaction number of the one that it names; null if it names none on the board */
    ShownRequest(Board board, int number, ObjectNode head, @Nullable Integer interaction) {
        super(number);
        this.board = board;
        this.head = head;
        this.interaction = interaction;
    }

    @Override
    public void scripted(Rule answering) {
        rule = Shortened.text(answering.toString(), LONGEST_RULE);
        answering.faults().stream().limit(MOST_FAULTS).forEach(fault -> faults.add(new ShownFault(fault)));
        board.changed(this);
    }

    @Override
    public void created(@Nullable String interactionId, boolean equalInput) {
        again = equalInput;
        interaction = interactionId == null ? null : board.numberOf(interactionId);
        board.changed(this);
    }

    @Override
    public void began(int httpStatus) {
        status = httpStatus;
        began = elapsed();
        board.changed(this);
    }

    @Override
    public void wroteEvent() {
        events++;
        lastEvent = elapsed();
        firstEvent = firstEvent == null ? lastEvent : firstEvent;
        board.changed(this);
    }

    @Override
    public void broke(Fault fault) {
        for (ShownFault shown : faults) {
            if (shown.fault == fault && shown.at == null) {
                shown.at = elapsed();
                shown.events = events;
                board.changed(this);
            }
        }
    }

    @Override
    public void ended(boolean complete) {
        if (ended == null) {
            ended = elapsed();
            whole = complete;
            board.changed(this);
        }
    }

    @Override
    ObjectNode json() {
        ObjectNode json = Json.object().put("number", number);
        json.setAll(head);
        json.put("interaction", interaction)
                .put("again", again)
                .put("rule", rule)
                .put("status", status)
                .put("events", events)
                .put("began", began)
                .put("first_event", firstEvent)
                .put("last_event", lastEvent)
                .put("ended", ended)
                .put("whole", whole);
        ArrayNode played = json.putArray("faults");
        faults.forEach(fault -> played.add(fault.json()));
        return json;
    }
}
