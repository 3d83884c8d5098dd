// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.option;

import io.github.camelgemini.interactions.exception.InteractionInDoubtException;

/** What happens to a message whose key was started, but nobody knows whether the service has made an interaction of it. */
public enum OnUnknownCreate {
    /** It fails with {@link InteractionInDoubtException}. */
    fail,
    /** It is sent again, and may be paid twice. */
    resend
}
