// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.model.PendingApproval;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * A round that was sent with a person's decisions, compared with the calls that wait: what is approved is what was shown.
 * Any difference refuses the round, before a function runs. What runs are the calls that wait, never those of the round.
 *
 * @param open the calls that wait, with unique ids, in order
 */
record DecidedRound(List<Step.Call> open, PendingApproval approval) {

    private static final String CURE =
            ". Nothing was run or sent: send the body as it was written, with a decision for each call in pending";

    /**
     * Checks ids, names, arguments and decisions.
     *
     * @throws InteractionRequestException naming the member that differs
     */
    void check() {
        Map<String, Step.Call> waiting = new LinkedHashMap<>();
        for (Step.Call call : open) waiting.put(String.valueOf(call.id()), call);
        Set<String> shown = new HashSet<>();
        for (Step.Call call : approval.pending()) {
            String id = String.valueOf(call.id());
            Step.Call actual = waiting.get(id);
            if (actual == null) throw differs("pending has a call that does not wait, or no longer");
            if (!shown.add(id)) throw differs("pending has a call twice");
            if (!isSame(call, actual))
                throw differs("pending shows a call with another function or other arguments than the model's");
        }
        if (!approval.decisions().keySet().equals(shown))
            throw differs("decisions are not about the calls in pending: there are " + shown.size() + " calls, and "
                    + approval.decisions().size() + " decisions, of which "
                    + approval.decisions().keySet().stream()
                            .filter(shown::contains)
                            .count()
                    + " are about one of them");
        Set<String> answered = new HashSet<>();
        for (Step step : approval.results()) {
            Step.Call call = step instanceof Step.Result result && isPlain(result)
                    ? waiting.get(String.valueOf(result.callId()))
                    : null;
            if (call == null) throw differs("results has an entry that is not the result of a call that waits");
            String id = String.valueOf(call.id());
            if (shown.contains(id)) throw differs("results has a call that is in pending");
            if (!answered.add(id)) throw differs("results has a call twice");
            if (!String.valueOf(call.name()).equals(((Step.Result) step).name()))
                throw differs("results names another function than the model's call");
        }
        if (shown.size() + answered.size() != waiting.size())
            throw differs((waiting.size() - shown.size() - answered.size())
                    + " calls that wait are neither in pending nor in results");
    }

    private static boolean isPlain(Step.Result result) {
        return result.type().equals(Step.Result.FUNCTION_RESULT)
                && result.result() != null
                && result.signature() == null
                && result.more().isEmpty();
    }

    private static boolean isSame(Step.Call shown, Step.Call actual) {
        return String.valueOf(actual.name()).equals(shown.name())
                && canonical(CallPlanner.arguments(shown)).equals(canonical(CallPlanner.arguments(actual)));
    }

    private static String canonical(String arguments) {
        try {
            return InteractionJson.canonical(arguments);
        } catch (IllegalArgumentException e) { // the model's were no JSON: they are shown as a string
            return InteractionJson.canonical(InteractionJson.text(arguments));
        }
    }

    /**
     * Checks the results of a round that is not signed. Blocks as the journal does.
     *
     * @param needsApproval whether only a person may decide about a call
     * @param scope makes the ids of the calls unique
     * @return the results as the journal has them
     * @throws InteractionRequestException if one of them is not the result of exactly that call in the journal
     */
    List<Step> storedResults(Predicate<Step.Call> needsApproval, String scope, CallJournal journal) {
        List<Step> stored = new ArrayList<>();
        for (Step step : approval.results()) {
            Step.Result result = (Step.Result) step;
            Step.Call call = open.stream()
                    .filter(each -> String.valueOf(each.id()).equals(result.callId()))
                    .findFirst()
                    .orElseThrow();
            if (needsApproval.test(call)) throw differs("results has a call that waits for a person");
            FunctionResult known = known(call, result, scope, journal);
            if (known == null)
                throw new InteractionRequestException(
                        "body",
                        "results has a result that this component did not store for that call. Nothing was run or sent: set"
                                + " an approvalKey at the component, so that rounds are signed, or one toolResultRepository"
                                + " wherever rounds are written and approved, and send the body as it was written");
            stored.add(ToolRounds.step(call, known));
        }
        return stored;
    }

    private static @Nullable FunctionResult known(
            Step.Call call, Step.Result given, String scope, CallJournal journal) {
        FunctionResult result =
                new FunctionResult(String.valueOf(given.result()), Boolean.TRUE.equals(given.isError()));
        String key;
        try {
            key = CallKey.of(scope, call);
        } catch (IllegalArgumentException e) { // the arguments are no JSON: the call did not run
            return null;
        }
        FunctionResult stored = journal.result(key);
        if (stored != null && isSame(stored, result)) return stored;
        FunctionResult error = result.isError() ? journal.result(CallKey.ofError(key, result)) : null;
        return error != null && isSame(error, result) ? error : null;
    }

    private static boolean isSame(FunctionResult one, FunctionResult other) {
        return one.isError() == other.isError()
                && InteractionJson.canonical(one.json()).equals(InteractionJson.canonical(other.json()));
    }

    private static InteractionRequestException differs(String difference) {
        return new InteractionRequestException("body", "The round is not the one that waits: " + difference + CURE);
    }
}
