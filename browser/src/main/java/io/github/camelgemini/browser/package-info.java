// SPDX-License-Identifier: Apache-2.0
/**
 * Headless Chromium for tests: a page's address goes in, its elements, its errors and pictures of it come out. Knows no page
 * of this project.
 */
@NullMarked
package io.github.camelgemini.browser;

import org.jspecify.annotations.NullMarked;
