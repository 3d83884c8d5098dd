// SPDX-License-Identifier: Apache-2.0
/**
 * Apache Camel component for the Gemini Interactions API. A message flows one way:
 *
 * <pre>
 * Exchange ─▶ request ─▶ codec ─▶ transport ─▶ sse ─▶ stream ─▶ accumulate ─▶ reply ─▶ Exchange
 *             values     JSON     bytes        frames  events   Interaction
 * </pre>
 *
 * This package has what Camel needs and what the author of a route names: component, endpoint, producer, consumers, options and
 * headers. Below it are five floors; a floor uses what is below it, never what is above, and the build checks that:
 *
 * <pre>
 * internal.operation   what the producer of one endpoint does, assembled from the floors below
 * internal.feature     what a create can have around it, each a CreateDecorator: turns of conversations, functions,
 *                      idempotency keys, background runs, repair of an output
 * internal.message     messages and exchanges on one side, values on the other: request, body, reply, emit
 * internal.client      a client of the API that knows nothing of Camel: call, stream, codec, transport, credentials
 * internal.support     nothing of Gemini: options in URIs, repositories, threads
 * </pre>
 *
 * Every floor may use {@code model} (values that a route can see), {@code exception}, {@code option} and {@code state}
 * (repositories that a user can name). The threads, and how to add an option or an operation, are in docs/development.adoc.
 */
@NullMarked
package io.github.camelgemini.interactions;

import org.jspecify.annotations.NullMarked;
