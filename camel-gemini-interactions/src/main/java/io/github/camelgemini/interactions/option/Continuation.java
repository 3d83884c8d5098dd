// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.option;

/** What to do with an answer that is longer than one interaction ({@code requires_continuation}). */
public enum Continuation {
    /** Its parts are created one after the other, each charged for itself, and joined. */
    auto,
    /** The message fails with {@code InteractionEndedException}, which has the token of the next part. */
    fail
}
