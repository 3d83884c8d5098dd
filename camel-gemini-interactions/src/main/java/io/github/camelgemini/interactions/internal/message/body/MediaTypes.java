// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.body;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Maps media types to the content types of the API, and file names and bytes to media types.
 *
 * <p>Documented: Interactions API reference, Content, September 2026, for the types the service takes.
 */
final class MediaTypes {

    static final String PDF = "application/pdf";

    private static final Map<String, String> BY_EXTENSION = Map.ofEntries(
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("heic", "image/heic"),
            Map.entry("heif", "image/heif"),
            Map.entry("gif", "image/gif"),
            Map.entry("bmp", "image/bmp"),
            Map.entry("tif", "image/tiff"),
            Map.entry("tiff", "image/tiff"),
            Map.entry("wav", "audio/wav"),
            Map.entry("mp3", "audio/mp3"),
            Map.entry("aif", "audio/aiff"),
            Map.entry("aiff", "audio/aiff"),
            Map.entry("aac", "audio/aac"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("flac", "audio/flac"),
            Map.entry("m4a", "audio/m4a"),
            Map.entry("opus", "audio/opus"),
            Map.entry("pdf", PDF),
            Map.entry("docx", OfficeFiles.DOCX),
            Map.entry("doc", OfficeFiles.DOC),
            Map.entry("dotx", OfficeFiles.DOTX),
            Map.entry("odt", OfficeFiles.ODT),
            Map.entry("pptx", OfficeFiles.PPTX),
            Map.entry("ppt", OfficeFiles.PPT),
            Map.entry("odp", OfficeFiles.ODP),
            Map.entry("xlsx", OfficeFiles.XLSX),
            Map.entry("xls", OfficeFiles.XLS),
            Map.entry("ods", OfficeFiles.ODS),
            Map.entry("mp4", "video/mp4"),
            Map.entry("mpeg", "video/mpeg"),
            Map.entry("mpg", "video/mpg"),
            Map.entry("mov", "video/mov"),
            Map.entry("avi", "video/avi"),
            Map.entry("flv", "video/x-flv"),
            Map.entry("webm", "video/webm"),
            Map.entry("wmv", "video/wmv"),
            Map.entry("3gp", "video/3gpp"),
            Map.entry("txt", "text/plain"),
            Map.entry("md", "text/markdown"),
            Map.entry("csv", "text/csv"),
            Map.entry("tsv", "text/tab-separated-values"),
            Map.entry("html", "text/html"),
            Map.entry("htm", "text/html"),
            Map.entry("xml", "application/xml"),
            Map.entry("json", "application/json"),
            Map.entry("yaml", "application/yaml"),
            Map.entry("yml", "application/yaml"),
            Map.entry("log", "text/plain"),
            Map.entry("eml", "text/plain"),
            Map.entry("adoc", "text/plain"),
            Map.entry("rst", "text/plain"),
            Map.entry("properties", "text/plain"));

    /** Documented: types of the clients, DocumentContentMimeType, November 2026 (docs/api.adoc 3.6). */
    private static final Set<String> DOCUMENTS = Set.of(
            PDF,
            OfficeFiles.DOCX,
            OfficeFiles.DOC,
            OfficeFiles.DOTX,
            OfficeFiles.ODT,
            OfficeFiles.PPTX,
            OfficeFiles.PPT,
            OfficeFiles.ODP,
            OfficeFiles.XLSX,
            OfficeFiles.XLS,
            OfficeFiles.ODS);

    private static final Set<String> TEXTS = Set.of(
            "application/json",
            "application/xml",
            "application/yaml",
            "application/x-yaml",
            "application/javascript",
            "application/sql",
            "application/x-ndjson",
            "application/x-www-form-urlencoded");

    /** @param bytes first bytes of a file of this type; a question mark matches any byte */
    private record Magic(String bytes, String type) {}

    private static final List<Magic> BY_FIRST_BYTES = List.of(
            new Magic("%PDF-", PDF),
            new Magic("\u0089PNG\r\n", "image/png"),
            new Magic("\u00ff\u00d8\u00ff", "image/jpeg"),
            new Magic("GIF8", "image/gif"),
            new Magic("RIFF????WEBP", "image/webp"),
            new Magic("RIFF????WAVE", "audio/wav"),
            new Magic("RIFF????AVI ", "video/avi"),
            new Magic("II*\0", "image/tiff"),
            new Magic("MM\0*", "image/tiff"),
            new Magic("ID3\3", "audio/mp3"),
            new Magic("ID3\4", "audio/mp3"),
            new Magic("fLaC", "audio/flac"),
            new Magic("OggS", "audio/ogg"),
            new Magic("\0\0??ftypheic", "image/heic"),
            new Magic("\0\0??ftypheix", "image/heic"),
            new Magic("\0\0??ftypmsf1", "image/heif"),
            new Magic("\0\0??ftypmif1", "image/heif"),
            new Magic("\0\0??ftypM4A", "audio/m4a"),
            new Magic("\0\0??ftypqt", "video/mov"),
            new Magic("\0\0??ftyp3gp", "video/3gpp"),
            new Magic("\0\0??ftyp", "video/mp4"),
            new Magic("\u001aE\u00df\u00a3", "video/webm"));

    private MediaTypes() {}

    /** The type in lower case without parameters; null for null, blank and the unspecific octet-stream. */
    static @Nullable String plain(@Nullable String type) {
        if (type == null) return null;
        int parameters = type.indexOf(';');
        String plain =
                (parameters < 0 ? type : type.substring(0, parameters)).trim().toLowerCase(Locale.ROOT);
        return plain.isEmpty() || plain.endsWith("/octet-stream") ? null : plain;
    }

    static @Nullable String ofFileName(@Nullable String name) {
        if (name == null || name.indexOf('.') < 0) return null;
        return BY_EXTENSION.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    /** The type of a file's bytes; null if they say nothing. A container that holds no known document has its own type. */
    static @Nullable String ofBytes(byte[] bytes) {
        for (Magic magic : BY_FIRST_BYTES) if (startsWith(bytes, magic)) return magic.type();
        return OfficeFiles.mediaType(bytes);
    }

    /** The API's content type for a media type; null if there is none. */
    static @Nullable String kind(String type) {
        if (isText(type)) return "text";
        if (DOCUMENTS.contains(type)) return "document";
        String family = type.substring(0, Math.max(0, type.indexOf('/')));
        return Set.of("image", "audio", "video").contains(family) ? family : null;
    }

    private static boolean isText(String type) {
        return type.startsWith("text/")
                || TEXTS.contains(type)
                || type.endsWith("+json")
                || type.endsWith("+xml") && !type.startsWith("image/");
    }

    private static boolean startsWith(byte[] bytes, Magic magic) {
        String wanted = magic.bytes();
        if (bytes.length < wanted.length()) return false;
        for (int i = 0; i < wanted.length(); i++) {
            char one = wanted.charAt(i);
            if (one != '?' && (bytes[i] & 0xff) != one) return false;
        }
        return true;
    }
}
