// SPDX-License-Identifier: Apache-2.0
/**
 * Access to a user's {@code StateRepository}. A key and a change come in; the repository's abilities (conditional update,
 * removal, sharing between processes) decide how the change is written. Never knows the meaning of values.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.support.store;

import org.jspecify.annotations.NullMarked;
