// SPDX-License-Identifier: Apache-2.0
/**
 * Event streams: requests in, {@link io.github.camelgemini.interactions.model.InteractionEvent events} out, one by one and
 * no faster than their receiver handles them. A stream that ends without its final event is a failure. Independent of Camel;
 * does not fold events.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.stream;

import org.jspecify.annotations.NullMarked;
