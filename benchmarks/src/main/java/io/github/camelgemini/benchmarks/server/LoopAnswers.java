// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.buffer.ByteBuf;

/** Ten calls of a function, one after the other, and then the answer. The id of an interaction has the number of its round. */
final class LoopAnswers implements Wholes {

    private static final int ROUNDS = 10;
    private static final Pattern PREVIOUS = Pattern.compile("\"previous_interaction_id\":\"v1_round_(\\d+)\"");

    private final InteractionEncoding encoding;

    LoopAnswers(InteractionEncoding encoding) {
        this.encoding = encoding;
    }

    @Override
    public ByteBuf whole(String path, String body) {
        Matcher previous = PREVIOUS.matcher(body);
        int round = previous.find() ? Integer.parseInt(previous.group(1)) + 1 : 1;
        String id = "v1_round_" + round;
        return round > ROUNDS
                ? encoding.whole(id)
                : InteractionEncoding.call(id, "call_" + round, "count", "{\"round\":" + round + "}");
    }
}
