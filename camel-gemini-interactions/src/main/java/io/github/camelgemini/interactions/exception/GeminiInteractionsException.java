// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Base class of all exceptions of this component. Subclasses are named by what a route author can do about them.
 *
 * <p>No message contains a prompt, an answer, arguments or a secret; they are available through getters only. A text of the
 * API is in a message at most 300 characters long, and without what it quotes of the request.
 */
public class GeminiInteractionsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A number, or words of at most 14 letters: anything else may quote the request. */
    private static final Pattern CODE = Pattern.compile("\\d{1,3}|[A-Za-z]{1,14}(_[A-Za-z]{1,14}){0,4}");

    private static final int LONGEST_ID = 256;

    public GeminiInteractionsException(String message) {
        super(message);
    }

    public GeminiInteractionsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** An id of an event for a message; not if it has other characters than visible ASCII, since it may be any text. */
    static @Nullable String shownId(@Nullable String id) {
        boolean isId = id == null || id.length() <= LONGEST_ID && id.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return isId ? id : "with an id that cannot be shown";
    }

    /** A code of the API for a message; empty if it is none by its form. */
    static String shownCode(@Nullable String code) {
        return code != null && CODE.matcher(code).matches() ? code : "";
    }
}
