// SPDX-License-Identifier: Apache-2.0
/**
 * Credentials in, request headers out: how a key or a token is got and renewed. It never knows where it is sent. Secrets
 * live in types whose {@code toString()} is {@code ***}.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.auth;

import org.jspecify.annotations.NullMarked;
