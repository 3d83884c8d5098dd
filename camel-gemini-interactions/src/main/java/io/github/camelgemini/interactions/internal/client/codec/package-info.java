// SPDX-License-Identifier: Apache-2.0
/**
 * JSON text in, values of {@code model} out, and back; schemas of classes, and whether an answer obeys its schema. The only
 * room that knows Jackson. It never knows Camel or HTTP.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.codec;

import org.jspecify.annotations.NullMarked;
