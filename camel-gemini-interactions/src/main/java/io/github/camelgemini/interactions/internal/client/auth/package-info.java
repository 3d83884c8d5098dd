// SPDX-License-Identifier: Apache-2.0
/**
 * Authentication: credentials in, request headers out. Fetches and renews tokens. Independent of the HTTP client. A
 * {@code toString()} never contains a secret.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.auth;

import org.jspecify.annotations.NullMarked;
