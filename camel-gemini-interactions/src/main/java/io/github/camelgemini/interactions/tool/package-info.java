// SPDX-License-Identifier: Apache-2.0
/**
 * The call of a function in, its result out: what runs a function that the model calls has to be. It knows the values of
 * {@code model}; it never knows who asked, nor how the result travels.
 */
@NullMarked
package io.github.camelgemini.interactions.tool;

import org.jspecify.annotations.NullMarked;
