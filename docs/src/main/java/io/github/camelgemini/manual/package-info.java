// SPDX-License-Identifier: Apache-2.0
/**
 * The build of the manual: reads the AsciiDoc pages of a folder and writes one HTML page for each, with navigation and search.
 * A warning of AsciiDoc, a broken link, or a page that the navigation does not reach fails the build.
 */
@NullMarked
package io.github.camelgemini.manual;

import org.jspecify.annotations.NullMarked;
