// SPDX-License-Identifier: Apache-2.0
/**
 * One interaction per idempotency key: a message whose key is known follows the interaction that was created for it, and pays for
 * no other. Nothing here sends a request; the repository is the user's.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.feature.idempotency;

import org.jspecify.annotations.NullMarked;
