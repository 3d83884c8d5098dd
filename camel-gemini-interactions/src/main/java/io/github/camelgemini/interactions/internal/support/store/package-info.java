// SPDX-License-Identifier: Apache-2.0
/**
 * A user's {@code StateRepository} as the component uses it. A key of any text and a change come in; what the repository
 * offers (conditional updates, removal, sharing between processes) decides how the change is written. Never knows what the
 * values mean.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.support.store;

import org.jspecify.annotations.NullMarked;
