// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import java.util.Base64;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;

/** The base64 of media that the service sends. */
public final class MediaData {

    private MediaData() {}

    /**
     * Decodes base64 strictly, in the standard or the URL-safe alphabet, with padding or without it. Line feeds and carriage
     * returns are skipped, wherever they are.
     *
     * <p>Documented: RFC 4648, sections 4 and 5; the JSON format of protocol buffers allows both alphabets, with or without
     * padding. Line breaks are Assumed: encoders for e-mail insert them.
     *
     * @throws InteractionProtocolException if the text has other characters, characters of both alphabets, or a length that
     *     no encoding has
     */
    public static byte[] decode(String base64) {
        String text = base64.indexOf('\n') < 0 && base64.indexOf('\r') < 0
                ? base64
                : base64.replace("\n", "").replace("\r", "");
        boolean isUrlSafe = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
        try {
            return (isUrlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
        } catch (IllegalArgumentException e) {
            throw new InteractionProtocolException("The data of a media content is not base64", base64, e);
        }
    }
}
