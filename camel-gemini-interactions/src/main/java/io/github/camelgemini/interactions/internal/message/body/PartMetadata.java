// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.body;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * What is known of some bytes beside themselves.
 *
 * @param what what the bytes are, for messages
 * @param types their media types, the most trusted one first, as they were written
 * @param names their file names, the most trusted one first
 * @param lastTypes media types that count only when neither names nor bytes tell
 * @param charsets names of the charset if they are a text, the most trusted one first
 */
record PartMetadata(
        String what, List<String> types, List<String> names, List<String> lastTypes, List<String> charsets) {

    // Seen in the catalog of Camel 4.18.0: what cloud storage components know of what they fetched.
    private static final List<String> STORAGE_TYPES = List.of(
            "CamelAwsS3ContentType",
            "CamelAzureStorageBlobContentType",
            "CamelAzureStorageDataLakeContentType",
            "CamelGoogleCloudStorageContentType",
            "CamelMinioContentType",
            "CamelIBMCOSContentType");
    private static final List<String> STORAGE_NAMES = List.of(
            "CamelAwsS3Key",
            "CamelAzureStorageBlobBlobName",
            "CamelAzureStorageDataLakePath",
            "CamelGoogleCloudStorageObjectName",
            "CamelMinioObjectName",
            "CamelIBMCOSKey");

    /**
     * Bytes that are a message's whole body, which its headers are about.
     *
     * @param mediaType what the user says of them; null for nothing
     * @param fileName name of the file they are; null for none
     */
    static PartMetadata ofBody(Message message, @Nullable String mediaType, @Nullable String fileName) {
        List<String> types = ofMessage(message);
        List<String> names = said(fileName, message.getHeader(Exchange.FILE_NAME, String.class));
        for (String header : STORAGE_NAMES) names.addAll(said(message.getHeader(header, String.class)));
        return new PartMetadata(
                "The body",
                joined(said(mediaType), types),
                names,
                List.of(),
                joined(charsetOf(message), charsetsIn(joined(said(mediaType), types))));
    }

    /** Bytes that are one part among others, of which the message's headers say little. */
    static PartMetadata ofPart(Message message, @Nullable String mediaType, @Nullable String fileName) {
        List<String> types = ofMessage(message);
        return new PartMetadata(
                "A part of the body",
                said(mediaType),
                said(fileName),
                types,
                joined(charsetOf(message), charsetsIn(joined(said(mediaType), types))));
    }

    /** Bytes that say of themselves what they are. */
    static PartMetadata ofAttachment(@Nullable String name, @Nullable String contentType) {
        List<String> types = said(contentType);
        return new PartMetadata("The attachment " + name, types, said(name), List.of(), charsetsIn(types));
    }

    private static List<String> ofMessage(Message message) {
        List<String> types = said(message.getHeader(Exchange.CONTENT_TYPE, String.class));
        for (String header : STORAGE_TYPES) types.addAll(said(message.getHeader(header, String.class)));
        return types;
    }

    private static List<String> charsetOf(Message message) {
        return said(
                message.getHeader(Exchange.CHARSET_NAME, String.class),
                message.getExchange().getProperty(Exchange.CHARSET_NAME, String.class));
    }

    private static List<String> charsetsIn(List<String> types) {
        List<String> charsets = new ArrayList<>();
        for (String type : types) {
            int at = type.toLowerCase(Locale.ROOT).indexOf("charset=");
            if (at < 0) continue;
            String rest = type.substring(at + "charset=".length());
            charsets.addAll(said(rest.split("[;\\s]", 2)[0].replace("\"", "")));
        }
        return charsets;
    }

    /** The media type in lower case, without parameters. What nothing tells is a text. */
    String mediaType(byte[] bytes) {
        String type = first(types);
        for (String name : names) if (type == null) type = MediaTypes.ofFileName(name);
        if (type == null) type = MediaTypes.ofFirstBytes(bytes);
        if (type == null) type = first(lastTypes);
        return type == null ? "text/plain" : type;
    }

    /** @throws InteractionRequestException when its name is none */
    Charset charset() {
        String name = charsets.isEmpty() ? StandardCharsets.UTF_8.name() : charsets.get(0);
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new InteractionRequestException(
                    Exchange.CHARSET_NAME,
                    "The charset " + name + " is not known here: mend " + Exchange.CHARSET_NAME,
                    e);
        }
    }

    private static @Nullable String first(List<String> types) {
        return types.stream()
                .map(MediaTypes::plain)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static List<String> said(@Nullable String... texts) {
        List<String> said = new ArrayList<>();
        for (String text : texts) if (text != null && !text.isBlank()) said.add(text.trim());
        return said;
    }

    @SafeVarargs
    private static List<String> joined(List<String>... lists) {
        return Arrays.stream(lists).flatMap(List::stream).toList();
    }
}
