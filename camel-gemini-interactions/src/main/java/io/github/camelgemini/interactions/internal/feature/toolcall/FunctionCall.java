// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

/**
 * One call of a function, as requested by the model. The arguments are untrusted, although they match the declared schema.
 *
 * @param callId id of the call, which its result refers to
 * @param name name of the function
 * @param arguments JSON text of an object
 * @param redelivered true when the same call was begun before and has no result: it may have had its effects already
 */
public record FunctionCall(String callId, String name, String arguments, boolean redelivered) {}
