// SPDX-License-Identifier: Apache-2.0
/**
 * Queue and lease of the turns of conversations. In: the key of a conversation. Out: a {@code Turn}, when the earlier turns
 * of the key have ended on all nodes that share the repository. Knows the ids of interactions, but no HTTP, JSON or
 * exchanges.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.feature.conversation;

import org.jspecify.annotations.NullMarked;
