// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.traffic;

/** What a request asks for. */
public enum Operation {
    CREATE,
    GET,
    CANCEL,
    DELETE,
    /** A token for a service account, at {@code /_emulator/token}. */
    TOKEN,
    /** Anything else: an admin path, or one the emulator does not have. */
    OTHER
}
