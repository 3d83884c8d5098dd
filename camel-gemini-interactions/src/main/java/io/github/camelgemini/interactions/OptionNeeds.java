// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Set;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.message.emit.EmitKind;
import io.github.camelgemini.interactions.option.GeminiInteractionsOperation;
import io.github.camelgemini.interactions.option.OutputType;

/** Which options of a URI change something only together with another, and which contradict each other. */
final class OptionNeeds {

    private final Set<String> given;
    private final GeminiInteractionsConfiguration form;

    private OptionNeeds(Set<String> given, GeminiInteractionsConfiguration form) {
        this.given = given;
        this.form = form;
    }

    /**
     * @param given names of the options in the URI
     * @param form the URI's options over the component's
     * @param role what the endpoint is used as
     * @throws InteractionRequestException naming the first option that lacks another, or contradicts it
     */
    static void check(Set<String> given, GeminiInteractionsConfiguration form, OptionRules.Role role) {
        OptionNeeds needs = new OptionNeeds(given, form);
        if (form.getOperation() == GeminiInteractionsOperation.create) needs.ofCreate();
        if (form.getOperation() == GeminiInteractionsOperation.create && role == OptionRules.Role.ANSWERING)
            needs.ofAnAnswer();
        needs.ofStreams(role);
        needs.ofCancelling();
    }

    private void ofCreate() {
        boolean payingOnce = form.getIdempotencyRepository() != null;
        if (given.contains("runRepository") && form.isAwaitCompletion())
            throw new InteractionRequestException(
                    "runRepository",
                    "awaitCompletion=true waits for the run here, and runRepository somewhere else: leave out one of them");
        if (given.contains("runRepository") && Boolean.FALSE.equals(form.getBackground()))
            throw new InteractionRequestException(
                    "runRepository", "runRepository keeps runs in the background: set background=true");
        needs("idempotencyKey", payingOnce, "idempotencyRepository");
        needs("onUnknownCreate", payingOnce, "idempotencyRepository");
        if (Boolean.FALSE.equals(form.getStore())
                && (form.getIdempotencyKey() != null || given.contains("idempotencyRepository")))
            throw new InteractionRequestException(
                    "store",
                    "store=false leaves nothing to be found again by an idempotencyKey: leave out store=false");
    }

    /** Without a stream, only what is waited for can be waited for too long, or be left alone. */
    private void ofAnAnswer() {
        boolean waits = form.isAwaitCompletion() || form.getIdempotencyRepository() != null;
        for (String option : new String[] {
            "pollInterval", "maxPollInterval", "awaitTimeout", "cancelOnTimeout", "cancelOnStop", "cancelOnFailure"
        }) needs(option, waits, "awaitCompletion=true or idempotencyRepository");
    }

    private void ofStreams(OptionRules.Role role) {
        Set<EmitKind> emitted = EmitKind.parse(form.getEmit());
        needs(
                "stepTypes",
                emitted.contains(EmitKind.STEPS) || emitted.contains(EmitKind.DELTAS),
                "steps or deltas in the option emit");
        needs("cursorInterval", form.getCursorRepository() != null, "cursorRepository");
        needs("runKey", form.getCursorRepository() != null, "cursorRepository");
        needs("headerFilterStrategy", form.isCopyHeaders(), "copyHeaders=true");
        if (form.getOperation() == GeminiInteractionsOperation.create) return; // there it is a schema, too
        needs("outputClass", form.getOutputType() == OutputType.object, "outputType=object");
        if (role == OptionRules.Role.CONSUMER && form.getOperation() != GeminiInteractionsOperation.await)
            needs("outputClass", emitted.contains(EmitKind.COMPLETED), "completed in the option emit");
    }

    private void ofCancelling() {
        if (form.isCancelOnFailure() && form.getCursorRepository() != null)
            throw new InteractionRequestException(
                    "cancelOnFailure",
                    "cancelOnFailure=true ends the run that cursorRepository would go on with: leave out one of them");
    }

    private void needs(String option, boolean met, String what) {
        if (!given.contains(option) || met) return;
        throw new InteractionRequestException(
                option, "The option " + option + " changes nothing without " + what + ": set it, or remove " + option);
    }
}
