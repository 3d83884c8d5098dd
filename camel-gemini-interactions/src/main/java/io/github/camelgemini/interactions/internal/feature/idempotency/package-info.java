// SPDX-License-Identifier: Apache-2.0
/**
 * One interaction per idempotency key: a message with a known key follows the interaction that was created for it, instead
 * of paying for another one. In: a runner. Out: a runner that creates once. Sends no request itself; the user supplies the
 * repository.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.feature.idempotency;

import org.jspecify.annotations.NullMarked;
