// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.server;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.github.camelgemini.benchmarks.measure.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Streams and answers of the Interactions API, with the members, the order of members and the framing of recorded traffic.
 * Recorded streams have no event ids, and neither have these.
 */
final class InteractionEncoding implements Encoding {

    private static final String MODEL = "\"object\":\"interaction\",\"model\":\"gemini-3.5-flash\"";
    private static final String ENDED =
            "\"usage\":{\"total_tokens\":148,\"total_input_tokens\":7,\"input_tokens_by_modality\":[{\"modality\":\"text\","
                    + "\"tokens\":7}],\"total_cached_tokens\":0,\"total_output_tokens\":26,\"total_tool_use_tokens\":0,"
                    + "\"total_thought_tokens\":115},\"created\":\"2026-05-15T18:51:57Z\",\"updated\":\"2026-05-15T18:51:57Z\","
                    + "\"service_tier\":\"standard\",";

    private final Answer answer;

    InteractionEncoding(Answer answer) {
        this.answer = answer;
    }

    @Override
    public ByteBuf begin(String id) {
        return bytes(event(
                        "interaction.created",
                        "\"interaction\":{\"id\":\"" + id + "\",\"status\":\"in_progress\"," + MODEL + "}")
                + statusEvent(id));
    }

    @Override
    public ByteBuf step(int index) {
        Words words = new Words();
        StringBuilder step = new StringBuilder();
        step.append(startEvent(index));
        for (int i = 0; i < answer.deltas(); i++) step.append(deltaEvent(index, words.next(answer.text())));
        step.append(event("step.stop", "\"index\":" + index));
        return bytes(step.toString());
    }

    /** The beginning of a step, alone. */
    static ByteBuf start(int index) {
        return bytes(startEvent(index));
    }

    /** One delta, alone. */
    static ByteBuf delta(int index, String text) {
        return bytes(deltaEvent(index, text));
    }

    /** The status of a run in progress, alone. */
    static ByteBuf status(String id) {
        return bytes(statusEvent(id));
    }

    private static String statusEvent(String id) {
        return event("interaction.status_update", "\"interaction_id\":\"" + id + "\",\"status\":\"in_progress\"");
    }

    private static String startEvent(int index) {
        return event("step.start", "\"index\":" + index + ",\"step\":{\"type\":\"model_output\"}");
    }

    private static String deltaEvent(int index, String text) {
        String delta = "{\"text\":\"" + text + "\",\"type\":\"text\"}";
        return event("step.delta", "\"index\":" + index + ",\"delta\":" + delta);
    }

    @Override
    public ByteBuf end(String id) {
        return bytes(event(
                        "interaction.completed",
                        "\"interaction\":{\"id\":\"" + id + "\",\"status\":\"completed\"," + ENDED + MODEL + "}")
                + "event: done\ndata: [DONE]\n\n");
    }

    /** The answer without a stream, in the layout of recorded traffic. */
    ByteBuf whole(String id) {
        return completed(id, new Words().next(answer.length()));
    }

    /** An answer with another text. */
    static ByteBuf completed(String id, String text) {
        return answer(
                id,
                "completed",
                "{\"content\":[{\"text\":\"" + text + "\",\"type\":\"text\"}],\"type\":\"model_output\"}");
    }

    /** An answer that is the call of a function. */
    static ByteBuf call(String id, String callId, String name, String arguments) {
        return answer(
                id,
                "requires_action",
                "{\"id\":\"" + callId + "\",\"type\":\"function_call\",\"name\":\"" + name + "\",\"arguments\":"
                        + arguments + "}");
    }

    private static ByteBuf answer(String id, String status, String step) {
        return bytes("{\"id\":\"" + id + "\",\"status\":\"" + status + "\"," + ENDED + "\"steps\":[" + step + "],"
                + MODEL + "}");
    }

    /** A run in the background that has not ended. */
    static ByteBuf inProgress(String id) {
        return bytes("{\"id\":\"" + id + "\",\"status\":\"in_progress\",\"created\":\"" + Instant.now() + "\"," + MODEL
                + "}");
    }

    private static String event(String type, String members) {
        return "event: " + type + "\ndata: {" + members + ",\"event_type\":\"" + type + "\"}\n\n";
    }

    static ByteBuf bytes(String text) {
        return Unpooled.directBuffer(text.length()).writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
