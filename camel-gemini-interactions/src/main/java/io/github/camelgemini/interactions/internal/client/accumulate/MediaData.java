// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.model.Content;

/** The bytes of media that the service sends, and their type. */
public final class MediaData {

    private static final int MAX_TYPE = 255;
    private static final String OCTET_STREAM = "application/octet-stream";
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*";
    private static final String VALUE = "(?:[A-Za-z0-9!#$%&'*+.^_`|~-]+|\"[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]*\")";

    /** Documented: RFC 6838, 4.2; RFC 9110, 8.3.1. */
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("(" + NAME + ")/(" + NAME + ")(?: *; *" + NAME + "=" + VALUE + ")*");

    /** Documented: types of the clients, DocumentContentMimeType, November 2026 (docs/api.adoc 3.6). */
    private static final Pattern DOCUMENT = Pattern.compile("text/csv|application/(?:pdf|msword|vnd\\..+)");

    private MediaData() {}

    /**
     * The media type of the bytes, as the header {@code Content-Type} may have it: a receiver trusts it. A type with the
     * suffix {@code +xml} is never passed on, because XML, such as an SVG image, may contain scripts, which browsers run.
     *
     * @return {@code application/octet-stream} if the service sent none, one that is not valid, one that is XML, or one that is
     *     not of the content's own kind, such as a page for an image
     */
    public static String contentType(Content.Media media) {
        String type = media.mimeType() == null ? "" : media.mimeType().strip();
        Matcher parts = MEDIA_TYPE.matcher(type);
        if (type.length() > MAX_TYPE || !parts.matches()) return OCTET_STREAM;
        String family = parts.group(1).toLowerCase(Locale.ROOT);
        String plain = family + "/" + parts.group(2).toLowerCase(Locale.ROOT);
        boolean isOwnKind =
                media.type().equals("document") ? DOCUMENT.matcher(plain).matches() : family.equals(media.type());
        return isOwnKind && !plain.endsWith("+xml") ? type : OCTET_STREAM;
    }

    /**
     * Decodes base64 strictly, in the standard or the URL-safe alphabet, with padding or without it. Line feeds and carriage
     * returns are skipped, wherever they are.
     *
     * <p>Documented: RFC 4648, sections 4 and 5; the JSON format of protocol buffers allows both alphabets, with or without
     * padding. Line breaks are Assumed: encoders for e-mail insert them.
     *
     * @throws InteractionProtocolException if the text has other characters, characters of both alphabets, a length that no
     *     encoding has, or bits behind the last byte: such a text was cut where no encoding ends
     */
    public static byte[] decode(String base64) {
        String text = base64.indexOf('\n') < 0 && base64.indexOf('\r') < 0
                ? base64
                : base64.replace("\n", "").replace("\r", "");
        boolean isUrlSafe = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
        try {
            byte[] bytes = (isUrlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
            if (hasUnusedBits(text, bytes.length % 3)) throw new IllegalArgumentException("bits behind the last byte");
            return bytes;
        } catch (IllegalArgumentException e) {
            throw new InteractionProtocolException("The data of a media content is not base64", base64, e);
        }
    }

    /** @param rest number of bytes that the last, incomplete group of characters encodes */
    private static boolean hasUnusedBits(String text, int rest) {
        if (rest == 0) return false;
        int padding = text.indexOf('=');
        char last = text.charAt((padding < 0 ? text.length() : padding) - 1);
        return !(rest == 1 ? "AQgw" : "AEIMQUYcgkosw048").contains(String.valueOf(last));
    }
}
