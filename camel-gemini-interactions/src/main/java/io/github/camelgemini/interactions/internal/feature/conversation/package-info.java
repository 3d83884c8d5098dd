// SPDX-License-Identifier: Apache-2.0
/**
 * The key of a conversation in, its {@link io.github.camelgemini.interactions.internal.feature.conversation.Turn turn} out: at once, or
 * when the turns before it have ended, here and on every node that shares the repository. A turn knows where the
 * conversation stands, and says where it stands afterwards. Knows Camel's {@code StateRepository} and the room
 * {@code state}. It never knows what a turn does: nothing of HTTP, JSON, exchanges or interactions but their ids.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.feature.conversation;

import org.jspecify.annotations.NullMarked;
