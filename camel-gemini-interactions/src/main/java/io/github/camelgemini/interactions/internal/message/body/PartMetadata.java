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
import io.github.camelgemini.interactions.internal.support.header.MessageExchange;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * Metadata of a binary part. The lists begin with the most trusted entry.
 *
 * @param what description of the part, for messages
 * @param types media types as they were written
 * @param names file names
 * @param lastTypes media types that are used only if neither names nor bytes are known
 * @param charsets names of the charset, if the part is a text
 */
record PartMetadata(
        String what, List<String> types, List<String> names, List<String> lastTypes, List<String> charsets) {

    // Headers of cloud storage components with the type and name of an object: catalog of Camel 4.18.0.
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
     * Metadata of a whole body, which the message's headers describe.
     *
     * @param mediaType media type from the component's own header; null for none
     * @param fileName name of the file; null for none
     */
    static PartMetadata ofBody(Message message, @Nullable String mediaType, @Nullable String fileName) {
        List<String> types = ofMessage(message);
        List<String> names = nonBlank(fileName, message.getHeader(Exchange.FILE_NAME, String.class));
        for (String header : STORAGE_NAMES) names.addAll(nonBlank(message.getHeader(header, String.class)));
        return new PartMetadata(
                "The body",
                joined(nonBlank(mediaType), types),
                names,
                List.of(),
                joined(charsetOf(message), charsetsIn(joined(nonBlank(mediaType), types))));
    }

    /** Metadata of one of several parts, for which the message's headers are less trusted. */
    static PartMetadata ofPart(Message message, @Nullable String mediaType, @Nullable String fileName) {
        List<String> types = ofMessage(message);
        return new PartMetadata(
                "A part of the body",
                nonBlank(mediaType),
                nonBlank(fileName),
                types,
                joined(charsetOf(message), charsetsIn(joined(nonBlank(mediaType), types))));
    }

    static PartMetadata ofAttachment(@Nullable String name, @Nullable String contentType) {
        List<String> types = nonBlank(contentType);
        return new PartMetadata("The attachment " + name, types, nonBlank(name), List.of(), charsetsIn(types));
    }

    private static List<String> ofMessage(Message message) {
        List<String> types = nonBlank(message.getHeader(Exchange.CONTENT_TYPE, String.class));
        for (String header : STORAGE_TYPES) types.addAll(nonBlank(message.getHeader(header, String.class)));
        return types;
    }

    private static List<String> charsetOf(Message message) {
        return nonBlank(
                message.getHeader(Exchange.CHARSET_NAME, String.class),
                MessageExchange.of(message).getProperty(Exchange.CHARSET_NAME, String.class));
    }

    private static List<String> charsetsIn(List<String> types) {
        List<String> charsets = new ArrayList<>();
        for (String type : types) {
            int at = type.toLowerCase(Locale.ROOT).indexOf("charset=");
            if (at < 0) continue;
            String rest = type.substring(at + "charset=".length());
            charsets.addAll(nonBlank(rest.split("[;\\s]", 2)[0].replace("\"", "")));
        }
        return charsets;
    }

    /** The media type in lower case, without parameters; null if neither metadata nor bytes determine it. */
    @Nullable
    String mediaType(byte[] bytes) {
        String type = first(types);
        // A container's own type does not say what is in it.
        if (type != null && OfficeFiles.isContainer(type)) return OfficeFiles.documentOr(type, bytes);
        for (String name : names) if (type == null) type = MediaTypes.ofFileName(name);
        if (type == null) type = MediaTypes.ofBytes(bytes);
        return type == null ? first(lastTypes) : type;
    }

    /** @throws InteractionRequestException if the charset is unknown */
    Charset charset() {
        String name = charsets.isEmpty() ? StandardCharsets.UTF_8.name() : charsets.get(0);
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new InteractionRequestException(
                    Exchange.CHARSET_NAME, "The charset " + name + " is unknown: correct " + Exchange.CHARSET_NAME, e);
        }
    }

    private static @Nullable String first(List<String> types) {
        return types.stream()
                .map(MediaTypes::plain)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static List<String> nonBlank(@Nullable String... texts) {
        List<String> values = new ArrayList<>();
        for (String text : texts) if (text != null && !text.isBlank()) values.add(text.trim());
        return values;
    }

    @SafeVarargs
    private static List<String> joined(List<String>... lists) {
        return Arrays.stream(lists).flatMap(List::stream).toList();
    }
}
