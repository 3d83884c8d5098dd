// SPDX-License-Identifier: Apache-2.0
/** What belongs to a Camel context as a whole, whatever number of component instances it has. */
@NullMarked
package io.github.camelgemini.interactions.internal.support.context;

import org.jspecify.annotations.NullMarked;
