// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.store;

/** Encodes keys for repositories that do not take every character. */
public final class RepositoryKey {

    private RepositoryKey() {}

    /** Replaces every character but ASCII letters, digits, dash, dot and underscore with its hex code between tildes. */
    public static String encoded(String key) {
        StringBuilder encoded = new StringBuilder();
        for (char c : key.toCharArray()) {
            if (c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_')) encoded.append(c);
            else encoded.append('~').append(Integer.toHexString(c)).append('~');
        }
        return encoded.toString();
    }
}
