// SPDX-License-Identifier: Apache-2.0
/**
 * Tests of the manual's build, and of what the manual says: that it has all options, headers and other names of the component,
 * and no others.
 */
@NullMarked
package io.github.camelgemini.manual;

import org.jspecify.annotations.NullMarked;
