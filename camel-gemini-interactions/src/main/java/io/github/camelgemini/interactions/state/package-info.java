// SPDX-License-Identifier: Apache-2.0
/**
 * Repositories that survive a crash: for cursors, conversations, idempotency keys and function results, behind Camel's
 * {@link org.apache.camel.spi.StateRepository}, and for background runs. They know the JDK, JDBC and Camel's SPI, never what a
 * value means, nor anything of streams, HTTP or JSON.
 */
@NullMarked
package io.github.camelgemini.interactions.state;

import org.jspecify.annotations.NullMarked;
