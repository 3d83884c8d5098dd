// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.micro;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.github.camelgemini.interactions.internal.client.codec.EventJson;
import io.github.camelgemini.interactions.internal.client.sse.SseDecoder;
import io.github.camelgemini.interactions.internal.client.sse.SseFrame;
import io.github.camelgemini.interactions.model.InteractionEvent;

/** An event stream of one text, in the form that the service sends. Observed: traffic/steps-untouched/basic. */
final class Sample {

    static final String CREATED = frame(
            "interaction.created",
            "{\"interaction\":{\"id\":\"v1_sample\",\"status\":\"in_progress\",\"object\":\"interaction\","
                    + "\"model\":\"gemini-3.5-flash\"},\"event_type\":\"interaction.created\"}");
    static final String START =
            frame("step.start", "{\"index\":0,\"step\":{\"type\":\"model_output\"},\"event_type\":\"step.start\"}");
    static final String STOP = frame("step.stop", "{\"index\":0,\"event_type\":\"step.stop\"}");
    static final String COMPLETED = frame(
            "interaction.completed",
            "{\"interaction\":{\"id\":\"v1_sample\",\"status\":\"completed\",\"usage\":{\"total_tokens\":346,"
                    + "\"total_input_tokens\":11,\"input_tokens_by_modality\":[{\"modality\":\"text\",\"tokens\":11}],"
                    + "\"total_cached_tokens\":0,\"total_output_tokens\":90,\"total_tool_use_tokens\":0,"
                    + "\"total_thought_tokens\":245},\"created\":\"2026-05-12T18:44:51Z\","
                    + "\"updated\":\"2026-05-12T18:44:51Z\",\"service_tier\":\"standard\",\"object\":\"interaction\","
                    + "\"model\":\"gemini-3.5-flash\"},\"event_type\":\"interaction.completed\"}");

    private static final String WORDS = "The quick brown fox jumps over the lazy dog. ";

    private Sample() {}

    /** The frame of a delta of text: all of it has {@code bytes} bytes, 110 or more. */
    static String delta(int bytes) {
        int text = bytes - delta("").length();
        return delta(WORDS.repeat(text / WORDS.length() + 1).substring(0, text));
    }

    private static String delta(String text) {
        return frame(
                "step.delta",
                "{\"index\":0,\"delta\":{\"text\":\"" + text + "\",\"type\":\"text\"},\"event_type\":\"step.delta\"}");
    }

    static String frame(String event, String data) {
        return "event: " + event + "\ndata: " + data + "\n\n";
    }

    /** The frames of a text, decoded. */
    static List<SseFrame> frames(String stream) {
        SseDecoder decoder = new SseDecoder(Integer.MAX_VALUE);
        decoder.feed(ByteBuffer.wrap(stream.getBytes(StandardCharsets.UTF_8)));
        List<SseFrame> frames = new ArrayList<>();
        for (SseFrame frame = decoder.next(); frame != null; frame = decoder.next()) frames.add(frame);
        return frames;
    }

    /** The events of a text, decoded. */
    static List<InteractionEvent> events(String stream) {
        List<InteractionEvent> events = new ArrayList<>();
        for (SseFrame frame : frames(stream)) {
            InteractionEvent event = EventJson.read(frame);
            if (event != null) events.add(event);
        }
        return events;
    }
}
