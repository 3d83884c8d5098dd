// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.body;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import org.jspecify.annotations.Nullable;

/**
 * Recognises Office documents by the content of their containers: ZIP (Office Open XML, OpenDocument) and the compound
 * file of older Office versions.
 *
 * <p>Documented: ECMA-376 part 2 (content types), OpenDocument 1.3 part 2 (mimetype), [MS-CFB] (compound files). For the types
 * that the service takes: docs/api.adoc 3.6.
 */
final class OfficeFiles {

    private static final String ZIP = "application/zip";
    private static final String COMPOUND = "application/x-ole-storage";

    private static final Set<String> CONTAINERS =
            Set.of(ZIP, "application/x-zip", "application/x-zip-compressed", COMPOUND, "application/vnd.ms-office");

    static final String DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    static final String DOTX = "application/vnd.openxmlformats-officedocument.wordprocessingml.template";
    static final String PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    static final String ODT = "application/vnd.oasis.opendocument.text";
    static final String ODP = "application/vnd.oasis.opendocument.presentation";
    static final String ODS = "application/vnd.oasis.opendocument.spreadsheet";
    static final String DOC = "application/msword";
    static final String PPT = "application/vnd.ms-powerpoint";
    static final String XLS = "application/vnd.ms-excel";

    /** Longest part of a container that is read, in bytes: the list of content types of a large document has some 100 KB. */
    private static final int LONGEST_PART = 1 << 20;

    private OfficeFiles() {}

    /** True for a media type that says how a document is packed, and not which one it is. */
    static boolean isContainer(String type) {
        return CONTAINERS.contains(type);
    }

    /** The media type of the document in a container; the given one if there is none. */
    static String documentOr(String container, byte[] bytes) {
        String found = mediaType(bytes);
        return found == null || isContainer(found) ? container : found;
    }

    /**
     * The media type of a file in a container; that of the container if it is no document that the service takes. Null if the
     * bytes are no container.
     */
    static @Nullable String mediaType(byte[] bytes) {
        try {
            if (Zip.begins(bytes)) return ofZip(bytes);
            if (CompoundFile.begins(bytes)) return ofCompoundFile(bytes);
            return null;
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException | IOException e) {
            return Zip.begins(bytes) ? ZIP : COMPOUND; // damaged
        }
    }

    private static String ofZip(byte[] bytes) throws IOException {
        Map<String, Zip.Entry> entries = Zip.entries(bytes, List.of("mimetype", "[content_types].xml"));
        Zip.Entry mimetype = entries.get("mimetype");
        if (mimetype != null) {
            String type = new String(Zip.read(bytes, mimetype), StandardCharsets.ISO_8859_1).trim();
            if (List.of(ODT, ODP, ODS).contains(type)) return type;
        }
        Zip.Entry types = entries.get("[content_types].xml");
        String main = types == null ? null : mainType(Zip.read(bytes, types));
        return main == null ? ZIP : main;
    }

    /** The type of a package's main part names the type of the package; embedded documents are other parts. */
    private static @Nullable String mainType(byte[] contentTypes) {
        String ofXml = null;
        try {
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(contentTypes));
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamReader.START_ELEMENT) continue;
                String type = packageType(xml.getAttributeValue(null, "ContentType"));
                if (type == null) continue;
                if (xml.getLocalName().equals("Override")) return type;
                if ("xml".equalsIgnoreCase(xml.getAttributeValue(null, "Extension"))) ofXml = type;
            }
        } catch (XMLStreamException e) {
            return null; // no list of content types
        }
        return ofXml;
    }

    private static @Nullable String packageType(@Nullable String partType) {
        if (partType == null) return null;
        String type = partType.trim().toLowerCase(Locale.ROOT);
        for (String office : List.of(DOCX, DOTX, PPTX, XLSX)) if (type.equals(office + ".main+xml")) return office;
        return null;
    }

    private static String ofCompoundFile(byte[] bytes) {
        List<String> names = CompoundFile.namesInRoot(bytes);
        if (names.contains("worddocument")) return DOC;
        if (names.contains("powerpoint document")) return PPT;
        return names.contains("workbook") || names.contains("book") ? XLS : COMPOUND;
    }

    /** Reads a ZIP file by its directory at the end, so that how an entry was written does not matter. */
    private static final class Zip {

        private static final int LOCAL = 0x04034b50;
        private static final int EMPTY = 0x06054b50;
        private static final int SPANNED = 0x08074b50;
        private static final int DIRECTORY_ENTRY = 0x02014b50;
        private static final int END = EMPTY;
        private static final int END_LENGTH = 22;
        private static final int LONGEST_COMMENT = 0xffff;

        /**
         * @param length of the packed bytes; negative if the directory does not say it
         * @param at offset of the local header
         */
        private record Entry(int method, int length, int at) {}

        static boolean begins(byte[] bytes) {
            if (bytes.length < 4) return false;
            int first = little(bytes).getInt(0);
            return first == LOCAL || first == EMPTY || first == SPANNED;
        }

        /** The entries of these names, in lower case, at the root. */
        static Map<String, Entry> entries(byte[] bytes, List<String> names) {
            Map<String, Entry> found = new HashMap<>();
            ByteBuffer file = little(bytes);
            int end = end(file);
            if (end < 0) return found;
            int at = file.getInt(end + 16);
            while (at < end && file.getInt(at) == DIRECTORY_ENTRY) {
                int nameLength = Short.toUnsignedInt(file.getShort(at + 28));
                String name = new String(bytes, at + 46, nameLength, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
                Entry entry = new Entry(file.getShort(at + 10), file.getInt(at + 20), file.getInt(at + 42));
                if (names.contains(name)) found.putIfAbsent(name, entry);
                int more = Short.toUnsignedInt(file.getShort(at + 30)) + Short.toUnsignedInt(file.getShort(at + 32));
                at += 46 + nameLength + more;
            }
            return found;
        }

        private static int end(ByteBuffer file) {
            int last = file.limit() - END_LENGTH;
            for (int at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) if (file.getInt(at) == END) return at;
            return -1;
        }

        /** The entry's bytes, as far as {@link #LONGEST_PART}. */
        static byte[] read(byte[] bytes, Entry entry) throws IOException {
            ByteBuffer file = little(bytes);
            if (file.getInt(entry.at()) != LOCAL) throw new IOException("no entry");
            int from = entry.at()
                    + 30
                    + Short.toUnsignedInt(file.getShort(entry.at() + 26))
                    + Short.toUnsignedInt(file.getShort(entry.at() + 28));
            int length = entry.length() < 0 ? bytes.length - from : entry.length();
            InputStream packed = new ByteArrayInputStream(bytes, from, Math.min(length, bytes.length - from));
            if (entry.method() == 0) return packed.readNBytes(LONGEST_PART);
            Inflater inflater = new Inflater(true);
            try (InputStream unpacked = new InflaterInputStream(packed, inflater)) {
                return unpacked.readNBytes(LONGEST_PART);
            } finally {
                inflater.end();
            }
        }
    }

    /** Reads the directory of a compound file. */
    private static final class CompoundFile {

        private static final long SIGNATURE = 0xe11ab1a1e011cfd0L;
        private static final int HEADER_TABLE = 0x4c;
        private static final int HEADER_TABLE_LENGTH = 109;
        private static final int ENTRY = 128;

        static boolean begins(byte[] bytes) {
            return bytes.length >= 8 && little(bytes).getLong(0) == SIGNATURE;
        }

        /**
         * Names of the root's own streams, in lower case. Those of embedded documents are in storages below.
         *
         * <p>Documented: [MS-CFB] 2.6: the children of an entry are a binary tree of entries.
         */
        static List<String> namesInRoot(byte[] bytes) {
            ByteBuffer directory = directory(little(bytes));
            List<String> names = new ArrayList<>();
            BitSet seen = new BitSet();
            Deque<Integer> open = new ArrayDeque<>(List.of(directory.getInt(76)));
            while (!open.isEmpty()) {
                int entry = open.pop();
                if (entry < 0 || entry >= directory.limit() / ENTRY || seen.get(entry)) continue;
                seen.set(entry);
                int at = entry * ENTRY;
                int length = Math.max(0, Math.min(62, directory.getShort(at + 64) - 2));
                byte[] name = new byte[length];
                directory.get(at, name);
                names.add(new String(name, StandardCharsets.UTF_16LE).toLowerCase(Locale.ROOT));
                open.push(directory.getInt(at + 68));
                open.push(directory.getInt(at + 72));
            }
            return names;
        }

        private static ByteBuffer directory(ByteBuffer file) {
            int power = file.getShort(0x1e);
            if (power != 9 && power != 12) throw new IllegalArgumentException("sector size");
            int size = 1 << power;
            List<Integer> sectors = new ArrayList<>();
            BitSet seen = new BitSet();
            for (int sector = file.getInt(0x30); sector >= 0 && !seen.get(sector); sector = next(file, sector, size)) {
                if ((sector + 1L) * size >= file.limit()) throw new IllegalArgumentException("sector");
                seen.set(sector);
                sectors.add(sector);
            }
            ByteBuffer directory = ByteBuffer.allocate(sectors.size() * size).order(ByteOrder.LITTLE_ENDIAN);
            for (int sector : sectors) {
                int from = (sector + 1) * size;
                directory.put(file.slice(from, Math.min(size, file.limit() - from)));
            }
            return directory.flip();
        }

        /** The sector that follows in its chain; negative at the end. */
        private static int next(ByteBuffer file, int sector, int size) {
            int perSector = size / 4;
            int table = sector / perSector;
            int tableSector = file.getInt(HEADER_TABLE + 4 * Math.min(table, HEADER_TABLE_LENGTH - 1));
            if (table >= HEADER_TABLE_LENGTH) {
                // The rest of the list of tables is a chain of sectors, each with the number of the next at its end.
                int list = file.getInt(0x44);
                int left = table - HEADER_TABLE_LENGTH;
                for (; left >= perSector - 1; left -= perSector - 1) list = file.getInt((list + 1) * size + size - 4);
                tableSector = file.getInt((list + 1) * size + 4 * left);
            }
            return file.getInt((tableSector + 1) * size + 4 * (sector % perSector));
        }
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
