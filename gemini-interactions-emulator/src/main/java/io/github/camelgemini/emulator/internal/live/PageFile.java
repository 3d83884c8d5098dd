// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/**
 * The page, one file, and the policy that lets a browser run its script and style and nothing else.
 *
 * @param policy a Content-Security-Policy
 */
public record PageFile(String html, String policy) {

    /** The page of this version. */
    public static PageFile load() {
        try (InputStream in = PageFile.class.getResourceAsStream("page.html")) {
            String html = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return new PageFile(
                    html,
                    "default-src 'none'; script-src " + hash(html, "script") + "; style-src " + hash(html, "style")
                            + "; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'"
                            + "; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Documented: Content Security Policy 3, 2.3.1 (hash-source). */
    private static String hash(String html, String element) {
        int start = html.indexOf("<" + element + ">") + element.length() + 2;
        String content = html.substring(start, html.indexOf("</" + element + ">", start));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
