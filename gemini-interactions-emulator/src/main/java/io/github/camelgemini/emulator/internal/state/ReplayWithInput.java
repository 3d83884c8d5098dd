// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.answer.FrameText;
import io.github.camelgemini.emulator.internal.answer.StepEvents;
import io.github.camelgemini.emulator.internal.answer.StreamEvent;

/**
 * The events of a run with the steps of its input before those it generated, whose indexes move up. Assumed: a full replay
 * may contain them, as a get does. A replay behind an event does not: the log's own indexes count there.
 */
public final class ReplayWithInput implements EventSource {
    /** The interaction's creation and its status come first. */
    private static final int HEAD = 2;

    private final EventSource log;
    private final int steps;
    private final List<StreamEvent> input;

    public ReplayWithInput(StoredInteraction interaction) {
        this.log = interaction.log();
        this.steps = interaction.facts().input().size();
        this.input = StepEvents.of(interaction.facts().input(), List.of()).stream()
                .map(event -> StreamEvent.of(event, null))
                .toList();
    }

    @Override
    public int size() {
        return log.size() < HEAD ? log.size() : log.size() + input.size();
    }

    @Override
    public StreamEvent get(int position) {
        if (position < HEAD) {
            return log.get(position);
        }
        int generated = position - input.size();
        return generated < HEAD ? input.get(position - HEAD) : movedUp(log.get(generated));
    }

    private StreamEvent movedUp(StreamEvent event) {
        return new StreamEvent(event.type(), event.eventId(), FrameText.edit(event.frame(), this::moveUp));
    }

    private void moveUp(ObjectNode event) {
        if (event.has("index")) {
            event.put("index", event.path("index").asInt() + steps);
        }
    }

    @Override
    public boolean isClosed() {
        return log.isClosed();
    }

    @Override
    public void follow(Runnable reader) {
        log.follow(reader);
    }

    @Override
    public void unfollow(Runnable reader) {
        log.unfollow(reader);
    }
}
