// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.camelgemini.benchmarks.measure.Answer;
import io.netty.buffer.ByteBuf;

/** What the server answers in one scenario. */
final class CannedAnswers {

    /** How a client asks in its input for a stream of another length. */
    private static final Pattern STEPS = Pattern.compile("steps: (\\d+)");

    private final Answer answer;
    private final StreamBytes interactions;
    private final StreamBytes contents;
    private final ByteBuf whole;

    CannedAnswers(Answer answer) {
        this.answer = answer;
        InteractionEncoding encoding = new InteractionEncoding(answer);
        interactions = new StreamBytes(encoding);
        contents = new StreamBytes(new ContentEncoding(answer));
        whole = encoding.whole(StreamBytes.newId());
    }

    /** True if the answer is a stream. */
    static boolean isStream(String path, String body) {
        return path.contains(":streamGenerateContent") || body.contains("\"stream\":true");
    }

    StreamBytes.Reader stream(String path, String body) {
        Matcher steps = STEPS.matcher(body);
        int stepCount = steps.find() ? Integer.parseInt(steps.group(1)) : answer.steps();
        return (path.contains(":streamGenerateContent") ? contents : interactions).read(stepCount);
    }

    /** One answer without a stream; it belongs to the caller. */
    ByteBuf whole() {
        return whole.retainedDuplicate();
    }
}
