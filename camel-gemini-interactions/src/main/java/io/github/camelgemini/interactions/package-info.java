// SPDX-License-Identifier: Apache-2.0
/**
 * Apache Camel component for the Gemini Interactions API. A message flows one way:
 *
 * <pre>
 * Exchange ─▶ request ─▶ codec ─▶ transport ─▶ sse ─▶ stream ─▶ accumulate ─▶ reply ─▶ Exchange
 *             values     JSON     bytes        frames  events   Interaction
 * </pre>
 *
 * This package has the classes that Camel needs or a route names: component, endpoint, producer, consumers, options and
 * headers. Below it are five floors. A floor uses the floors below it, never one above; a test checks that:
 *
 * <pre>
 * internal.operation   operations of a producer, assembled from the floors below
 * internal.feature     optional behaviour around a create, one CreateDecorator each: conversations, functions,
 *                      idempotency keys, background runs, repair of an output
 * internal.message     converts messages and exchanges to values and back: request, body, reply, emit
 * internal.client      client of the API, independent of Camel: call, stream, codec, transport, credentials
 * internal.support     code that is independent of Gemini: options in URIs, repositories, threads
 * </pre>
 *
 * Every floor may use {@code model} (values that a route can see), {@code exception}, {@code option} and {@code state}
 * (repositories that a user can name). The threads, and how to add an option or an operation, are in docs/development.adoc.
 */
@NullMarked
package io.github.camelgemini.interactions;

import org.jspecify.annotations.NullMarked;
