// SPDX-License-Identifier: Apache-2.0
/**
 * The port to HTTP and its values. Requests come in; responses and byte streams go out, asynchronously. Never knows what the
 * bytes mean, and never sees a Camel message.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.transport;

import org.jspecify.annotations.NullMarked;
