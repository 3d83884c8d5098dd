// SPDX-License-Identifier: Apache-2.0
/**
 * The words that an option of an endpoint may have, one enum per option. They are written as in a URI, so that Camel converts
 * them. Knows no other package of the component.
 */
@NullMarked
package io.github.camelgemini.interactions.option;

import org.jspecify.annotations.NullMarked;
