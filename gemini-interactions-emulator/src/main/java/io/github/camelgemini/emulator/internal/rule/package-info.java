// SPDX-License-Identifier: Apache-2.0
/**
 * Scripts in use: which rule answers which request, and what it makes of a create. Knows nothing of HTTP.
 */
@NullMarked
package io.github.camelgemini.emulator.internal.rule;

import org.jspecify.annotations.NullMarked;
