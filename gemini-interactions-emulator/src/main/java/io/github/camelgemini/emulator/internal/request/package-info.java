// SPDX-License-Identifier: Apache-2.0
/**
 * The body of a create, in any shape the API ever took, becomes one {@code CreateRequest} in today's shape, or is refused.
 * Never knows HTTP, nor what will be answered.
 */
@NullMarked
package io.github.camelgemini.emulator.internal.request;

import org.jspecify.annotations.NullMarked;
