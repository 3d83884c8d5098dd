// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.request;

/** The service would not take this request. Carries what the answer says; how it is written is not decided here. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    public Refused(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    public static Refused invalid(String message) {
        return new Refused(400, "invalid_request", message);
    }

    public static Refused failedPrecondition(String message) {
        return new Refused(400, "failed_precondition", message);
    }

    public static Refused interactionNotFound(String id) {
        return new Refused(404, "not_found", "Interaction '" + id + "' was not found.");
    }

    /** What the emulator cannot do: says what is missing, and what to do instead. */
    public static Refused unimplemented(String missing) {
        return new Refused(501, "unimplemented", "The emulator has no " + missing);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
