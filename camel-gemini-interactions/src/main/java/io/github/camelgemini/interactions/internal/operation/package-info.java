// SPDX-License-Identifier: Apache-2.0
/**
 * What the producer of an endpoint does: one {@code ProducerOperation} per operation, assembled from the floors below, and the
 * clients of the API that the endpoints of a component share. An exchange comes in; a {@code StartedOperation} goes out, whose end
 * writes the reply. The top floor: only the root package uses it.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.operation;

import org.jspecify.annotations.NullMarked;
