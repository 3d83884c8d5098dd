// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import jakarta.activation.DataHandler;
import jakarta.activation.FileDataSource;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.Exchange;
import org.apache.camel.attachment.AttachmentMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** Office documents are sent as documents of their own media type, wherever it comes from: never as text, never by guess. */
class OfficeDocumentTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?allowedHeaders=all&model=m";

    private static final String OPEN_XML = "application/vnd.openxmlformats-officedocument.";
    private static final String DOCX = OPEN_XML + "wordprocessingml.document";
    private static final String DOTX = OPEN_XML + "wordprocessingml.template";
    private static final String PPTX = OPEN_XML + "presentationml.presentation";
    private static final String XLSX = OPEN_XML + "spreadsheetml.sheet";
    private static final String ODF = "application/vnd.oasis.opendocument.";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "a.docx, " + DOCX,
        "b.DOC, application/msword",
        "c.dotx, " + DOTX,
        "d.odt, " + ODF + "text",
        "e.pptx, " + PPTX,
        "f.ppt, application/vnd.ms-powerpoint",
        "g.odp, " + ODF + "presentation",
        "h.xlsx, " + XLSX,
        "i.xls, application/vnd.ms-excel",
        "j.ods, " + ODF + "spreadsheet"
    })
    void theNameOrAHeaderTellsTheType(String name, String type) throws Exception {
        byte[] ascii = "all of it is ASCII".getBytes(StandardCharsets.US_ASCII);
        Path file = Files.write(folder.resolve(name), ascii);

        for (Object body : List.of(file, file.toFile())) assertSent(type, ascii, body, Map.of());
        for (String header : List.of("CamelFileName", "CamelAwsS3Key", "CamelAzureStorageBlobBlobName"))
            assertSent(type, ascii, ascii, Map.of(header, "in/" + name));
        for (String header : List.of("Content-Type", "CamelAwsS3ContentType", GeminiInteractionsConstants.MEDIA_TYPE))
            assertSent(type, ascii, new ByteArrayInputStream(ascii), Map.of(header, type));
        assertSent(
                type,
                ascii,
                ByteBuffer.wrap(ascii),
                Map.of("Content-Type", "application/octet-stream", "CamelFileName", name));
    }

    @Test
    void theTypeOfAContainerDoesNotHideWhatIsInIt() throws Exception {
        byte[] docx = openXml(types("Override", DOCX + ".main+xml"), true);
        byte[] excel = compound(512, "Workbook");

        assertSent(DOCX, docx, docx, Map.of("Content-Type", "application/zip"));
        assertSent(DOCX, docx, docx, Map.of("CamelAwsS3ContentType", "application/x-zip-compressed"));
        assertSent("application/vnd.ms-excel", excel, excel, Map.of("Content-Type", "application/vnd.ms-office"));
        assertThat(send(
                                zip(true, "a.txt", "a"),
                                Map.of("Content-Type", "application/x-zip-compressed", "CamelFileName", "a.txt"))
                        .getException())
                .hasMessageContaining("application/x-zip-compressed");
    }

    @Test
    void aReferenceToOneIsADocument() throws Exception {
        Exchange sent = send("gs://bucket/a", Map.of(GeminiInteractionsConstants.MEDIA_TYPE, DOCX));

        assertThat(sent.getException()).isNull();
        assertThat(emulator().lastRequest().at("/input/0/content/0").toString())
                .isEqualTo("{\"type\":\"document\",\"mime_type\":\"" + DOCX + "\",\"uri\":\"gs://bucket/a\"}");
    }

    @Test
    void aStringStaysText() throws Exception {
        send("just words", Map.of("CamelFileName", "a.docx", "Content-Type", DOCX));

        assertThat(emulator().lastRequest().at("/input/0/content").toString())
                .isEqualTo("[{\"type\":\"text\",\"text\":\"just words\"}]");
    }

    static Stream<Arguments> contents() {
        return Stream.of(
                Arguments.of(DOCX, openXml(types("Override", DOCX + ".main+xml"), true)),
                Arguments.of(DOCX, openXml(types("Override", DOCX + ".main+xml"), false)),
                Arguments.of(DOCX, openXml(types("Default", DOCX + ".main+xml"), true)),
                Arguments.of(DOTX, openXml(types("Override", DOTX + ".main+xml"), true)),
                Arguments.of(PPTX, openXml(types("Override", PPTX + ".main+xml"), true)),
                // A presentation that has a spreadsheet in it.
                Arguments.of(
                        PPTX,
                        openXml(
                                "<Types><Default Extension=\"xlsx\" ContentType=\"" + XLSX + "\"/>"
                                        + "<Default Extension=\"docx\" ContentType=\"" + DOCX + ".main+xml\"/>"
                                        + "<Override PartName=\"/p.xml\" ContentType=\"" + PPTX
                                        + ".main+xml\"/></Types>",
                                true)),
                Arguments.of(XLSX, openXml(types("x:Override", XLSX + ".main+xml"), true)),
                Arguments.of(ODF + "text", zip(false, "mimetype", ODF + "text", "content.xml", "<a/>")),
                Arguments.of(ODF + "spreadsheet", zip(true, "content.xml", "<a/>", "mimetype", ODF + "spreadsheet\n")),
                Arguments.of(ODF + "presentation", zip(false, "mimetype", ODF + "presentation")),
                Arguments.of("application/msword", compound(512, "1Table", "WordDocument")),
                Arguments.of("application/vnd.ms-excel", compound(512, "Workbook")),
                Arguments.of("application/vnd.ms-excel", compound(512, "x", "y", "z", "Book", "v", "w")),
                Arguments.of("application/vnd.ms-powerpoint", compound(4096, "PowerPoint Document", "Current User")));
    }

    @ParameterizedTest
    @MethodSource("contents")
    void theContentTellsTheTypeWhereNothingElseDoes(String type, byte[] bytes) throws Exception {
        assertSent(type, bytes, bytes, Map.of());
        assertSent(
                type, bytes, new ByteArrayInputStream(bytes), Map.of("CamelFileName", "doc", "CamelAwsS3Key", "xls"));
        assertSent(type, bytes, List.of(bytes), Map.of("Content-Type", "application/json"));
        assertSent(type, bytes, Files.write(folder.resolve("upload"), bytes), Map.of());
    }

    @Test
    void aContentMapWithAFileGetsItsType() throws Exception {
        byte[] docx = openXml(types("Override", DOCX + ".main+xml"), true);
        Path named = Files.write(folder.resolve("a.docx"), docx);

        for (Object data : List.of(named, named.toFile(), docx, new ByteArrayInputStream(docx)))
            assertSent(DOCX, docx, Map.of("type", "document", "data", data), Map.of());
        assertSent(PPTX, docx, Map.of("type", "document", "data", named, "mime_type", PPTX), Map.of());
        send(Map.of("type", "image", "data", named), Map.of());
        assertThat(emulator().lastRequest().at("/input/0/content/0").has("mime_type"))
                .isFalse();
    }

    @Test
    void anAttachmentAndAFunctionsResultMayBeOne() throws Exception {
        byte[] docx = openXml(types("Override", DOCX + ".main+xml"), false);
        Path unnamed = Files.write(folder.resolve("upload"), docx);
        template.send(CREATE, exchange -> {
            exchange.getMessage().setBody("Sum it up");
            DataHandler attachment = new DataHandler(new FileDataSource(unnamed.toFile()));
            exchange.getMessage(AttachmentMessage.class).addAttachment("upload", attachment);
        });
        assertThat(emulator().lastRequest().at("/input/0/content/1/mime_type").asText())
                .isEqualTo(DOCX);

        emulator().script(onCreate().call("c1", "report", "{}"));
        Exchange asked = send(
                "Fetch it", Map.of(GeminiInteractionsConstants.TOOLS, "{\"type\":\"function\",\"name\":\"report\"}"));
        String id = asked.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
        send(
                unnamed.toFile(),
                Map.of(
                        GeminiInteractionsConstants.PREVIOUS_INTERACTION_ID,
                        id,
                        GeminiInteractionsConstants.FUNCTION_CALL_ID,
                        "c1"));
        assertThat(emulator().lastRequest().at("/input/0/result/0").toString())
                .contains("\"type\":\"document\",\"mime_type\":\"" + DOCX + "\"");
    }

    static Stream<byte[]> otherContainers() {
        byte[] docx = openXml(types("Override", DOCX + ".main+xml"), true);
        byte[] excel = compound(512, "Workbook");
        return Stream.of(
                zip(false, "a.txt", "all of it is ASCII"),
                zip(true),
                zip(false, "mimetype", "application/epub+zip"),
                zip(false, "mimetype", ODF + "text-template"),
                zip(true, "[Content_Types].xml", "no XML"),
                zip(true, "in/[Content_Types].xml", types("Override", DOCX + ".main+xml")),
                openXml("<!DOCTYPE Types [<!ENTITY a SYSTEM \"file:/etc/hostname\">]><Types>&a;</Types>", true),
                openXml(types("Override", "application/vnd.ms-word.document.macroEnabled.main+xml"), true),
                compound(512, "EncryptedPackage"),
                // A Workbook inside another kind of document.
                embedded(excel),
                Arrays.copyOf(docx, docx.length - 10),
                Arrays.copyOf(docx, 4),
                Arrays.copyOf(excel, 600),
                Arrays.copyOf(excel, 8),
                circular(excel));
    }

    @ParameterizedTest
    @MethodSource("otherContainers")
    void aContainerThatHoldsNoneIsRefused(byte[] bytes) {
        Exchange failed = send(bytes, Map.of());

        assertThat(failed.getException())
                .isInstanceOfSatisfying(InteractionRequestException.class, e -> assertThat(e.getOption())
                        .isEqualTo(GeminiInteractionsConstants.MEDIA_TYPE))
                .hasMessageContaining("Office document");
        assertThat(emulator().requests()).isEmpty();
    }

    private void assertSent(String type, byte[] bytes, Object body, Map<String, Object> headers) {
        Exchange sent = send(body, headers);

        assertThat(sent.getException()).isNull();
        assertThat(emulator().lastRequest().at("/input/0/content").toString())
                .isEqualTo("[{\"type\":\"document\",\"mime_type\":\"" + type + "\",\"data\":\""
                        + Base64.getEncoder().encodeToString(bytes) + "\"}]");
    }

    private Exchange send(Object body, Map<String, Object> headers) {
        return fluentTemplate.to(CREATE).withBody(body).withHeaders(headers).send();
    }

    private static String types(String element, String type) {
        String namespace = "http://schemas.openxmlformats.org/package/2006/content-types";
        return "<?xml version=\"1.0\"?><Types xmlns=\"" + namespace + "\" xmlns:x=\"" + namespace + "\">"
                + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                + "<" + element + (element.equals("Default") ? " Extension=\"xml\"" : " PartName=\"/main.xml\"")
                + " ContentType=\"" + type + "\"/></Types>";
    }

    private static byte[] openXml(String types, boolean deflated) {
        return zip(deflated, "_rels/.rels", "<a/>", "[Content_Types].xml", types, "main.xml", "<a/>");
    }

    /** @param files names and texts by turns */
    private static byte[] zip(boolean deflated, String... files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < files.length; i += 2) {
                byte[] text = files[i + 1].getBytes(StandardCharsets.UTF_8);
                ZipEntry entry = new ZipEntry(files[i]);
                if (!deflated) stored(entry, text);
                zip.putNextEntry(entry);
                zip.write(text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void stored(ZipEntry entry, byte[] text) {
        CRC32 crc = new CRC32();
        crc.update(text);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(text.length);
        entry.setCrc(crc.getValue());
    }

    /** A compound file whose root has streams of these names; one sector of allocation table, one or more of directory. */
    private static byte[] compound(int sectorSize, String... names) {
        int perSector = sectorSize / 128;
        int directorySectors = names.length / perSector + 1;
        ByteBuffer file =
                ByteBuffer.allocate(sectorSize * (2 + directorySectors)).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(0, 0xe11ab1a1e011cfd0L).putShort(0x1e, (short) Integer.numberOfTrailingZeros(sectorSize));
        file.putInt(0x30, 1).putInt(0x44, -2).putInt(0x4c, 0);
        for (int i = 1; i < 109; i++) file.putInt(0x4c + 4 * i, -1);
        for (int i = 0; i < sectorSize / 4; i++) file.putInt(sectorSize + 4 * i, -1);
        file.putInt(sectorSize, -3);
        for (int i = 1; i <= directorySectors; i++) file.putInt(sectorSize + 4 * i, i == directorySectors ? -2 : i + 1);
        entry(file, 2 * sectorSize, "Root Entry", -1, 1);
        for (int i = 1; i <= names.length; i++)
            entry(file, 2 * sectorSize + 128 * i, names[i - 1], i == names.length ? -1 : i + 1, -1);
        return file.array();
    }

    private static void entry(ByteBuffer file, int at, String name, int right, int child) {
        byte[] utf16 = name.getBytes(StandardCharsets.UTF_16LE);
        file.put(at, utf16).putShort(at + 64, (short) (utf16.length + 2)).put(at + 66, (byte) 2);
        file.putInt(at + 68, -1).putInt(at + 72, right).putInt(at + 76, child);
    }

    /** The same with its stream below a storage. */
    private static byte[] embedded(byte[] compound) {
        ByteBuffer file = ByteBuffer.wrap(compound.clone()).order(ByteOrder.LITTLE_ENDIAN);
        entry(file, 1024 + 128, "ObjectPool", -1, 2);
        entry(file, 1024 + 256, "Workbook", -1, -1);
        return file.array();
    }

    /** The same with a directory that follows itself, and an entry beside itself. */
    private static byte[] circular(byte[] compound) {
        ByteBuffer file = ByteBuffer.wrap(compound.clone()).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(512 + 4, 1);
        entry(file, 1024 + 128, "other", 1, 1);
        return file.array();
    }
}
