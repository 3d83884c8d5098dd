// SPDX-License-Identifier: Apache-2.0
/**
 * Apache Camel component for the Gemini Interactions API. A message flows one way:
 *
 * <pre>
 * Exchange ─▶ request ─▶ codec ─▶ transport ─▶ sse ─▶ stream ─▶ accumulate ─▶ reply ─▶ Exchange
 *             values     JSON     bytes        frames  events   Interaction
 * </pre>
 *
 * This package is the entrance: component, endpoint, producer, consumer, exceptions. It never knows HTTP or JSON; each
 * room below says in its own page what comes in, what goes out and what it never knows. What a create can have around it, each
 * a {@code CreateDecorator}, has its room beside that way: {@code internal.conversation} keeps the turns of conversations.
 */
@NullMarked
package io.github.camelgemini.interactions;

import org.jspecify.annotations.NullMarked;
