// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

/**
 * One call of a function, as the model asked for it. The arguments are the model's word: untrusted, though of the declared
 * shape.
 *
 * @param callId ties the result to the call
 * @param name name of the function
 * @param arguments JSON text of an object
 * @param redelivered true when the same call was begun before and left no result: its effects may be there already
 */
public record FunctionCall(String callId, String name, String arguments, boolean redelivered) {}
