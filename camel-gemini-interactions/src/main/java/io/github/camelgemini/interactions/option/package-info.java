// SPDX-License-Identifier: Apache-2.0
/**
 * Enums for the values of options, one per option. Constants are spelled as in a URI, so that Camel converts them. Knows
 * only {@code exception}, which its Javadoc links to.
 */
@NullMarked
package io.github.camelgemini.interactions.option;

import org.jspecify.annotations.NullMarked;
