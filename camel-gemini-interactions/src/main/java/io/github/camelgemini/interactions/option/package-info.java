// SPDX-License-Identifier: Apache-2.0
/**
 * Enums for the values of options, one per option. Constants are spelled as in a URI, so that Camel converts them. Knows
 * no other package.
 */
@NullMarked
package io.github.camelgemini.interactions.option;

import org.jspecify.annotations.NullMarked;
