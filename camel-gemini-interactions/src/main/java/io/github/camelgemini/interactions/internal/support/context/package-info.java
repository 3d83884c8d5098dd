// SPDX-License-Identifier: Apache-2.0
/** Objects that all component instances of a Camel context share. */
@NullMarked
package io.github.camelgemini.interactions.internal.support.context;

import org.jspecify.annotations.NullMarked;
