// SPDX-License-Identifier: Apache-2.0
/**
 * HTTP requests in; statuses, headers and byte streams out. Apache HttpClient 5, asynchronous; timeouts, retries, pools.
 * It never knows what the bytes mean, and never sees a Camel message.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.transport;

import org.jspecify.annotations.NullMarked;
