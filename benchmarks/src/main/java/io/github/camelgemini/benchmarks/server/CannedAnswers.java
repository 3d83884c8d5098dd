// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.camelgemini.benchmarks.measure.Answer;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.measure.Scenario.Work;
import io.netty.buffer.ByteBuf;

/** What the server answers in one scenario. */
final class CannedAnswers {

    /** How a client asks in its input for a stream of another length. */
    private static final Pattern STEPS = Pattern.compile("steps: (\\d+)");

    private final Answer answer;
    private final StreamBytes interactions;
    private final StreamBytes contents;
    private final Wholes wholes;

    CannedAnswers(Scenario scenario) {
        this.answer = scenario.answer();
        InteractionEncoding encoding = new InteractionEncoding(answer);
        interactions = new StreamBytes(encoding);
        contents = new StreamBytes(new ContentEncoding(answer));
        wholes = wholes(scenario.work(), encoding);
    }

    private static Wholes wholes(Work work, InteractionEncoding encoding) {
        if (work == Work.LOOP) return new LoopAnswers(encoding);
        if (work == Work.AWAIT) return new RunAnswers();
        ByteBuf whole = encoding.whole(StreamBytes.newId());
        return (path, body) -> whole.retainedDuplicate();
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
    ByteBuf whole(String path, String body) {
        return wholes.whole(path, body);
    }
}
