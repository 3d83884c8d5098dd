// SPDX-License-Identifier: Apache-2.0
/**
 * Passes the id, the filtered headers and the enclosing conversation turns of one exchange to the exchanges that it starts.
 * Depends on Camel alone.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.message.exchange;

import org.jspecify.annotations.NullMarked;
