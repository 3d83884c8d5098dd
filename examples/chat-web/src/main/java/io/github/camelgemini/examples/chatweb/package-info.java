// SPDX-License-Identifier: Apache-2.0
/**
 * A chat in a browser. The routes in {@code camel/} serve the page and its questions; what is here starts a server with them, and
 * asks without a browser.
 */
@NullMarked
package io.github.camelgemini.examples.chatweb;

import org.jspecify.annotations.NullMarked;
