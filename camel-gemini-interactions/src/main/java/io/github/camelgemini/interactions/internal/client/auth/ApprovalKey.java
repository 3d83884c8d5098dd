// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key that signs rounds of function calls that wait for a person, with HMAC-SHA256. Its {@code toString()} is {@code ***}. */
public final class ApprovalKey {

    private static final String ALGORITHM = "HmacSHA256";

    /** No text that is signed for another purpose begins like this. */
    private static final String PURPOSE = "gemini-interactions:approve 1\n";

    private final byte[] key;

    /** @throws IllegalArgumentException if the key is blank */
    public ApprovalKey(String key) {
        if (key.isBlank()) throw new IllegalArgumentException("the key is blank");
        this.key = key.strip().getBytes(StandardCharsets.UTF_8);
    }

    /** The signature of a text, in the URL-safe alphabet of base64 without padding. */
    public String sign(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update(PURPOSE.getBytes(StandardCharsets.UTF_8));
            byte[] signature = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException e) { // every JDK has the algorithm
            throw new IllegalStateException("HMAC-SHA256 is not available", e);
        }
    }

    /** Whether this key has signed the text. Takes the same time wherever two signatures differ. */
    public boolean hasSigned(String text, String signature) {
        return MessageDigest.isEqual(
                sign(text).getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "***";
    }
}
