// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

/** Who stands in front of a path, and so which credentials it takes. */
enum Surface {
    DEVELOPER,
    ENTERPRISE,
    EXPRESS,
    /** The emulator's own paths, and paths that do not exist: no credentials. */
    OPEN
}
