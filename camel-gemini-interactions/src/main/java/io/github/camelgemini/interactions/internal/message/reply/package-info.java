// SPDX-License-Identifier: Apache-2.0
/**
 * Writes interactions, steps and events to body and headers of Camel messages. Independent of HTTP, and of the JSON library
 * except for the type converters.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.message.reply;

import org.jspecify.annotations.NullMarked;
