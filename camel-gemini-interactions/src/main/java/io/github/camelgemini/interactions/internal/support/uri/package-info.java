// SPDX-License-Identifier: Apache-2.0
/**
 * Options in a URI: resources and beans that they name, and the URI with its secrets masked; expressions, which
 * a URI must not have, and numbers; properties that nothing reads; what may be a segment of a path; options that
 * are in a bean instead of the URI. Knows Camel, and nothing of Gemini.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.support.uri;

import org.jspecify.annotations.NullMarked;
