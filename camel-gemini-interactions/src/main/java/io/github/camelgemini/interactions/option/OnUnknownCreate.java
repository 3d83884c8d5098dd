// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.option;

/** What to do if an earlier create with the same key may have succeeded but its interaction id was lost. */
public enum OnUnknownCreate {
    /** The message fails with {@code InteractionInDoubtException}. */
    fail,
    /** The message is sent again, and may be paid twice. */
    resend
}
