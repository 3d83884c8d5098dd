// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Set;

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
     * @throws InteractionRequestException naming the first option that lacks another, or contradicts it
     */
    static void check(Set<String> given, GeminiInteractionsConfiguration form) {
        OptionNeeds needs = new OptionNeeds(given, form);
        if (form.getOperation() == GeminiInteractionsOperation.create) needs.ofCreate();
        needs.ofCancelling();
    }

    private void ofCreate() {
        boolean payingOnce = form.getIdempotencyRepository() != null;
        for (String option : new String[] {"pollInterval", "maxPollInterval", "awaitTimeout", "cancelOnTimeout"})
            needs(option, form.isAwaitCompletion() || payingOnce, "awaitCompletion=true or idempotencyRepository");
        needs("copyHeaders", form.getRunRepository() != null, "runRepository");
        needs("headerFilterStrategy", form.getRunRepository() != null, "runRepository");
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
