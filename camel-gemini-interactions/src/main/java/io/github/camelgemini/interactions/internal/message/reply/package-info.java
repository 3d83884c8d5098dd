// SPDX-License-Identifier: Apache-2.0
/**
 * An interaction or a finished step in, body and headers of a Camel message out. It never knows HTTP, and no JSON library.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.message.reply;

import org.jspecify.annotations.NullMarked;
