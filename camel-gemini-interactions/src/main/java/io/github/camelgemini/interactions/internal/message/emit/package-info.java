// SPDX-License-Identifier: Apache-2.0
/**
 * Emits the events and steps of a stream as exchanges of a consumer, or as parts of an iterator, and tracks with a cursor
 * which of them the route has finished. Does not read the network.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.message.emit;

import org.jspecify.annotations.NullMarked;
