// SPDX-License-Identifier: Apache-2.0
/**
 * The codec: JSON text in, values of {@code model} out, and back. Only this package, {@code schema}
 * and the type converters of replies depend on Jackson. Independent of Camel and HTTP.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.codec;

import org.jspecify.annotations.NullMarked;
