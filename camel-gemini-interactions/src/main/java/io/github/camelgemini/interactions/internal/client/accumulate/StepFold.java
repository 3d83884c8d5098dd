// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Accumulates one step: the content of {@code step.start} and any deltas. Data for which the step type has no field goes to
 * its {@code more}.
 *
 * <p>Documented: Interactions API reference, step.delta, September 2026.
 */
final class StepFold {

    // From step.start.
    private final String type;
    private final @Nullable String unknownJson;

    // Received so far.
    private final ContentFold content = new ContentFold();
    private final ContentFold summary = new ContentFold();
    private final Map<String, String> more = new LinkedHashMap<>();
    private @Nullable String id;
    private @Nullable String callId;
    private @Nullable String name;
    private @Nullable String arguments;
    private @Nullable StringBuilder fragments;
    private @Nullable String result;
    private @Nullable Boolean isError;
    private @Nullable String signature;

    private StepFold(String type, @Nullable String unknownJson) {
        this.type = type;
        this.unknownJson = unknownJson;
    }

    String type() {
        return type;
    }

    static StepFold of(Step start) {
        StepFold fold = new StepFold(start.type(), start instanceof Step.Unknown unknown ? unknown.json() : null);
        if (start instanceof Step.UserInput input) fold.begin(fold.content, input.content(), input.more());
        else if (start instanceof Step.ModelOutput output) fold.begin(fold.content, output.content(), output.more());
        else if (start instanceof Step.Thought thought) {
            fold.begin(fold.summary, thought.summary(), thought.more());
            fold.sign(thought.signature());
        } else if (start instanceof Step.Call call) fold.call(call);
        else if (start instanceof Step.Result result) fold.result(result);
        return fold;
    }

    /** A stopped call whose arguments may still grow; null for a step that has complete arguments or none at all. */
    static @Nullable StepFold reopened(Step stopped) {
        if (!(stopped instanceof Step.Call call)) return null;
        String known = call.arguments();
        StepFold fold = of(stopped);
        if (known == null || known.equals("{}")) return fold;
        if (InteractionJson.isObject(known)) return null;
        fold.fragments = new StringBuilder(known);
        return fold;
    }

    /** A step whose start was not received: its first delta implies its type. */
    static StepFold implied(Delta first) {
        if (first instanceof Delta.WholeCall call) return new StepFold(call.type(), null);
        if (first instanceof Delta.WholeResult result) return new StepFold(result.type(), null);
        if (first instanceof Delta.Arguments) return new StepFold(Step.Call.FUNCTION_CALL, null);
        if (first instanceof Delta.ThoughtSummary || first instanceof Delta.ThoughtSignature)
            return new StepFold("thought", null);
        if (first instanceof Delta.Unknown unknown)
            return new StepFold(
                    unknown.type(), InteractionJson.object(Map.of("type", InteractionJson.text(unknown.type()))));
        return new StepFold("model_output", null);
    }

    private void begin(ContentFold list, List<Content> contents, Map<String, String> members) {
        contents.forEach(list::add);
        more.putAll(members);
        String rest = more.remove(list == summary ? "summary" : "content");
        // The start may have an empty list, which deltas fill. Anything else is a content.
        if (rest != null && !rest.equals("[]") && !rest.equals("null"))
            InteractionJson.readContents("[" + rest + "]").forEach(list::add);
    }

    void grow(Delta delta) {
        if (delta instanceof Delta.Text text) target().text(text.text());
        else if (delta instanceof Delta.Annotations annotations) target().annotations(annotations.annotations());
        else if (delta instanceof Delta.Media media) target().media(media.content());
        else if (delta instanceof Delta.ThoughtSummary thought) summary.add(thought.content());
        else if (delta instanceof Delta.ThoughtSignature signed) sign(signed.signature());
        else if (delta instanceof Delta.Arguments grown) fragment(grown.fragment());
        else if (delta instanceof Delta.WholeCall whole) call(whole.call());
        else if (delta instanceof Delta.WholeResult whole) result(whole.result());
        else if (delta instanceof Delta.Unknown unknown) unknown(unknown);
    }

    /** A text that is not a string is a content, as it is in an answer that is not streamed. */
    private void unknown(Delta.Unknown delta) {
        boolean isText = delta.type().equals("text")
                || delta.type().isEmpty() && delta.members().containsKey("text");
        if (isText) target().add(new Content.Unknown(delta.type(), InteractionJson.object(delta.members())));
        else more.putAll(delta.members());
    }

    /** Text of a thought belongs to its summary. */
    private ContentFold target() {
        return type.equals("thought") ? summary : content;
    }

    private void call(Step.Call call) {
        if (call.id() != null) id = call.id();
        if (call.name() != null) name = call.name();
        if (call.arguments() != null) {
            arguments = call.arguments();
            fragments = null;
        }
        sign(call.signature());
        more.putAll(call.more());
    }

    private void result(Step.Result whole) {
        if (whole.callId() != null) callId = whole.callId();
        if (whole.name() != null) name = whole.name();
        if (whole.result() != null) result = whole.result();
        if (whole.isError() != null) isError = whole.isError();
        sign(whole.signature());
        more.putAll(whole.more());
    }

    /** Ignores empty signatures, which the service sends first; the last other one counts. */
    private void sign(@Nullable String given) {
        if (given != null && !given.isEmpty()) signature = given;
    }

    private void fragment(String fragment) {
        if (fragments == null) fragments = new StringBuilder();
        fragments.append(fragment);
    }

    /** The step with all data received so far. */
    Step step() {
        return InteractionJson.withoutHalves(received());
    }

    private Step received() {
        if (unknownJson != null) return new Step.Unknown(type, InteractionJson.with(unknownJson, allBut()));
        if (type.equals("user_input")) return new Step.UserInput(content.contents(), allBut("content"));
        if (type.equals("model_output")) return new Step.ModelOutput(content.contents(), allBut("content"));
        if (type.equals("thought"))
            return new Step.Thought(signature, summary.contents(), allBut("summary", "signature"));
        if (type.endsWith("_result"))
            return new Step.Result(
                    type,
                    callId,
                    name,
                    result,
                    isError,
                    signature,
                    allBut("call_id", "name", "result", "is_error", "signature"));
        return new Step.Call(type, id, name, arguments(), signature, allBut("id", "name", "arguments", "signature"));
    }

    /** The joined fragments, or the arguments of the start if there are none; an empty object if a function has neither. */
    private @Nullable String arguments() {
        if (fragments != null && !fragments.toString().isBlank()) return fragments.toString();
        return arguments == null && type.equals(Step.Call.FUNCTION_CALL) ? "{}" : arguments;
    }

    /** All received members as JSON text, except those that the step has fields for. */
    private Map<String, String> allBut(String... fields) {
        Map<String, String> arrived = new LinkedHashMap<>();
        List<String> known = List.of(fields);
        // The text of a step is written only where it has no field: it may have megabytes.
        if (!content.isEmpty())
            arrived.put("content", known.contains("content") ? "" : InteractionJson.text(content.contents()));
        if (!summary.isEmpty())
            arrived.put("summary", known.contains("summary") ? "" : InteractionJson.text(summary.contents()));
        if (id != null) arrived.put("id", InteractionJson.text(id));
        if (callId != null) arrived.put("call_id", InteractionJson.text(callId));
        if (name != null) arrived.put("name", InteractionJson.text(name));
        String text = fragments != null ? arguments() : arguments;
        if (text != null) arrived.put("arguments", text);
        if (result != null) arrived.put("result", result);
        if (isError != null) arrived.put("is_error", isError.toString());
        if (signature != null) arrived.put("signature", InteractionJson.text(signature));
        Map<String, String> members = new LinkedHashMap<>(more);
        members.putAll(arrived);
        for (String field : fields) {
            if (arrived.containsKey(field)) members.remove(field);
        }
        return members;
    }
}
