// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.option;

/** What to do with a message if an earlier create with its key may have succeeded but its id was lost. */
public enum OnUnknownCreate {
    /** The message fails with {@code InteractionInDoubtException}. */
    fail,
    /** The message is sent again, and may be paid twice. */
    resend
}
