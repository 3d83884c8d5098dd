// SPDX-License-Identifier: Apache-2.0
/**
 * Apache HttpClient 5 behind the port {@code transport}: connections, retries, rate limit, back-pressure. A request comes
 * in; a response or a stream of bytes goes out. Never runs route code, and knows neither Camel nor JSON.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.transport.http;

import org.jspecify.annotations.NullMarked;
