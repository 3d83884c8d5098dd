// SPDX-License-Identifier: Apache-2.0
/**
 * Durable repositories: for cursors, conversations, idempotency keys and function results, with Camel's {@link
 * org.apache.camel.spi.StateRepository} as the interface, and for background runs. They know the JDK, JDBC and Camel's SPI,
 * but not the meaning of values, and nothing of streams, HTTP or JSON.
 */
@NullMarked
package io.github.camelgemini.interactions.state;

import org.jspecify.annotations.NullMarked;
