// SPDX-License-Identifier: Apache-2.0
/**
 * Keys and values in, kept over a crash: stores for cursors, conversations, idempotency keys and function results, behind
 * Camel's {@link org.apache.camel.spi.StateRepository}, and for runs in the background. It knows the JDK, JDBC and Camel's SPI. It never knows what a value
 * means, nor anything of streams, HTTP or JSON.
 */
@NullMarked
package io.github.camelgemini.interactions.state;

import org.jspecify.annotations.NullMarked;
