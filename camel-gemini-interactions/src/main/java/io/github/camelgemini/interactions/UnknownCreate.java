// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

/** What happens to a message whose key was started, but nobody knows whether the service has made an interaction of it. */
public enum UnknownCreate {
    /** It fails with {@link InteractionInDoubtException}. */
    fail,
    /** It is sent again, and may be paid twice. */
    resend
}
