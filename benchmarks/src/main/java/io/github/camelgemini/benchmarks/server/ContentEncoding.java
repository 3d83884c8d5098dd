// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.server;

import io.github.camelgemini.benchmarks.measure.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The same text as {@link InteractionEncoding}, as a stream of the API's older method {@code streamGenerateContent}: for
 * clients that know no interactions. A step is as many chunks as it has deltas.
 */
final class ContentEncoding implements Encoding {

    private static final String USAGE =
            "\"usageMetadata\":{\"promptTokenCount\":7,\"candidatesTokenCount\":26,\"totalTokenCount\":33},"
                    + "\"modelVersion\":\"gemini-3.5-flash\"";

    private final Answer answer;

    ContentEncoding(Answer answer) {
        this.answer = answer;
    }

    @Override
    public ByteBuf begin(String id) {
        return Unpooled.EMPTY_BUFFER;
    }

    @Override
    public ByteBuf step(int index) {
        Words words = new Words();
        StringBuilder step = new StringBuilder();
        for (int i = 0; i < answer.deltas(); i++) step.append(chunk(words.next(answer.text()), ""));
        return InteractionEncoding.bytes(step.toString());
    }

    @Override
    public ByteBuf end(String id) {
        return InteractionEncoding.bytes(chunk("", "\"finishReason\":\"STOP\","));
    }

    private static String chunk(String text, String finish) {
        return "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"" + text + "\"}],\"role\":\"model\"},"
                + finish + "\"index\":0}]," + USAGE + "}\r\n\r\n";
    }
}
