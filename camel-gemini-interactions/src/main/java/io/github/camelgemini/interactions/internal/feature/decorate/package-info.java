// SPDX-License-Identifier: Apache-2.0
/**
 * Optional behaviour around a create. Each feature is a {@code CreateDecorator}, applied once per message; {@code OperationAssembly} defines
 * their order. Contains the decorator that needs no package of its own: repair of a structured output.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.feature.decorate;

import org.jspecify.annotations.NullMarked;
