// SPDX-License-Identifier: Apache-2.0
/**
 * Queue and lease of the turns of conversations: the key of a conversation comes in, its
 * {@link io.github.camelgemini.interactions.internal.feature.conversation.Turn turn} goes out at once, or when the turns before
 * it have ended, on this node and on every node that shares the repository. Never knows what happens in a turn: no HTTP, JSON or
 * exchanges, and of interactions only the ids.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.feature.conversation;

import org.jspecify.annotations.NullMarked;
