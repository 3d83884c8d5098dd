// SPDX-License-Identifier: Apache-2.0
/**
 * Apache HttpClient 5 behind the port of {@code transport}: connections, retries, the rate of requests, back-pressure. A request
 * comes in; a response, or a stream of bytes, goes out. Never runs code of a route, and knows neither Camel nor JSON.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.transport.http;

import org.jspecify.annotations.NullMarked;
