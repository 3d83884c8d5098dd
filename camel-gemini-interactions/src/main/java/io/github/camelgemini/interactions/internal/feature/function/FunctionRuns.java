// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.util.function.Function;

import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.feature.toolcall.ToolRounds;
import io.github.camelgemini.interactions.internal.feature.toolcall.ToolSettings;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.PendingApproval;

/**
 * Runs in which the model may call functions: as many interactions as that takes, until one of them needs no more.
 *
 * @param runs each of the interactions, as the message follows it
 * @param stored reads what is stored, without following it
 */
record FunctionRuns(
        InteractionRunner runs,
        Function<String, RunHandle> stored,
        ToolRounds rounds,
        ToolSettings settings,
        ReadRequest read,
        ToolTrace trace)
        implements InteractionRunner {

    @Override
    public RunHandle create(InteractionRequest request) {
        FunctionLoop run = new FunctionLoop(this);
        PendingApproval decided = read.decided();
        if (decided == null) run.ask(request);
        else run.decide(request, decided);
        return run;
    }

    /** Of a decision, the interaction may be the one that it is about: it came again before its results were answered. */
    @Override
    public RunHandle attach(String id) {
        FunctionLoop run = new FunctionLoop(this);
        PendingApproval decided = read.decided();
        if (decided == null || !id.equals(decided.interactionId())) run.follow(id, read.request());
        else run.decide(read.request(), decided);
        return run;
    }
}
