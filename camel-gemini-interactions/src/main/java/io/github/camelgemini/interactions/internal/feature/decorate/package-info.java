// SPDX-License-Identifier: Apache-2.0
/**
 * Optional behaviour around a create. Each feature is a {@code CreateDecorator}, applied once per message;
 * {@code OperationAssembly} defines their order. Also contains the repair of structured output.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.feature.decorate;

import org.jspecify.annotations.NullMarked;
