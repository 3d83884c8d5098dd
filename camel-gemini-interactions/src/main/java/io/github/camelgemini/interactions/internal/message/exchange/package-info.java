// SPDX-License-Identifier: Apache-2.0
/**
 * What one exchange hands to another that it starts: its id, the headers that a filter lets through, and the turns of
 * conversations that it is inside of. Knows Camel, and no other package of the component.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.message.exchange;

import org.jspecify.annotations.NullMarked;
