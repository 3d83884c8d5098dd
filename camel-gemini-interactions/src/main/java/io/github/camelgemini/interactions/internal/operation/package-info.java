// SPDX-License-Identifier: Apache-2.0
/**
 * Operations of producers, assembled from the packages below, the calls in flight, and the API clients that the endpoints of
 * a component share.
 * In: an exchange. Out: a {@code StartedOperation}, which writes the reply at its end. Only the root package uses this
 * package.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.operation;

import org.jspecify.annotations.NullMarked;
