// SPDX-License-Identifier: Apache-2.0
/**
 * The tables of the manual that are generated: options and headers from the catalog's JSON, exceptions and exchange properties
 * from the sources, properties of kamelets from their files. They are committed as a part of their pages, so that a page can be
 * read without a build; a test compares them.
 */
@NullMarked
package io.github.camelgemini.manual.reference;

import org.jspecify.annotations.NullMarked;
