// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.answer;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Identifiers in the form the service gives them: the only part of an answer that is not the same every time.
 * Observed: interaction ids of {@code v1_} and 67 characters, call ids of 8.
 */
public final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";

    private Ids() {}

    public static String interactionId() {
        return "v1_" + random(BASE64URL, 67);
    }

    public static String callId() {
        return random(LOWER, 8);
    }

    public static String environmentId() {
        return UUID.randomUUID().toString();
    }

    private static String random(String alphabet, int length) {
        StringBuilder text = new StringBuilder(length);
        RANDOM.ints(length, 0, alphabet.length()).forEach(i -> text.append(alphabet.charAt(i)));
        return text.toString();
    }
}
