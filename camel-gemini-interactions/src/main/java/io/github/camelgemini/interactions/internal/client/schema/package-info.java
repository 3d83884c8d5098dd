// SPDX-License-Identifier: Apache-2.0
/**
 * JSON Schema: schemas of classes and options in, validation of answers and bound objects out.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.schema;

import org.jspecify.annotations.NullMarked;
