// SPDX-License-Identifier: Apache-2.0
/**
 * The steps of a stream as exchanges: which parts are emitted, by whom, after which cursor. An event and the step it finished come
 * in; exchanges on a channel or a consumer, or the parts of an iterator, go out. Never reads the network.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.message.emit;

import org.jspecify.annotations.NullMarked;
