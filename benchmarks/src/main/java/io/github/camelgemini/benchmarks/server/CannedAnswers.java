// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.server;

import io.github.camelgemini.benchmarks.measure.Answer;
import io.netty.buffer.ByteBuf;

/** What the server answers in one scenario. */
final class CannedAnswers {

    /** Text in the input of a client that wants a stream without an end. */
    private static final String ENDLESS = "endless";

    private final StreamBytes interactions;
    private final StreamBytes contents;
    private final ByteBuf whole;

    CannedAnswers(Answer answer) {
        InteractionEncoding encoding = new InteractionEncoding(answer);
        interactions = new StreamBytes(encoding, answer.steps());
        contents = new StreamBytes(new ContentEncoding(answer), answer.steps());
        whole = encoding.whole(StreamBytes.newId());
    }

    /** True if the answer is a stream. */
    static boolean isStream(String path, String body) {
        return path.contains(":streamGenerateContent") || body.contains("\"stream\":true");
    }

    StreamBytes.Reader stream(String path, String body) {
        return path.contains(":streamGenerateContent")
                ? contents.read(false)
                : interactions.read(body.contains(ENDLESS));
    }

    /** One answer without a stream; it belongs to the caller. */
    ByteBuf whole() {
        return whole.retainedDuplicate();
    }
}
