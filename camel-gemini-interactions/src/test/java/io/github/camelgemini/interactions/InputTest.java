// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.xml.transform.stream.StreamSource;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Step;
import org.apache.camel.Exchange;
import org.apache.camel.attachment.AttachmentMessage;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.converter.stream.InputStreamCache;
import org.apache.camel.converter.stream.ReaderCache;
import org.apache.camel.processor.aggregate.GroupedExchangeAggregationStrategy;
import org.apache.camel.test.AvailablePortFinder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** What a body becomes on the wire. */
class InputTest extends GeminiEmulatorTestSupport {

    private static final byte[] PDF = "%PDF-1.7 not really".getBytes(StandardCharsets.US_ASCII);
    private static final String PDF_PART = "{\"type\":\"document\",\"mime_type\":\"application/pdf\",\"data\":\""
            + Base64.getEncoder().encodeToString(PDF) + "\"}";

    @RegisterExtension
    final AvailablePortFinder.Port port = AvailablePortFinder.find();

    @TempDir
    Path folder;

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:attached")
                        .process(exchange ->
                                exchange.getMessage(AttachmentMessage.class).setAttachments(attachments))
                        .to("gemini-interactions:create?model=m");
                from("direct:part")
                        .aggregate(constant(true), new GroupedExchangeAggregationStrategy())
                        .completionSize(3)
                        .to("gemini-interactions:create?model=m&prompt=Compare")
                        .to("mock:compared");
            }
        };
    }

    private Exchange send(String uri, Object body, Map<String, Object> headers) {
        return fluentTemplate.to(uri).withBody(body).withHeaders(headers).send();
    }

    @Test
    void aStringIsTextWhateverStaleHeadersSay() throws Exception {
        assertThat(contentOf("just words", Map.of("CamelFileName", "scan.pdf", "Content-Type", "application/pdf")))
                .isEqualTo("[{\"type\":\"text\",\"text\":\"just words\"}]");
        assertThat(contentOf("https://example.org/a.pdf", Map.of()))
                .isEqualTo("[{\"type\":\"text\",\"text\":\"https://example.org/a.pdf\"}]");
    }

    @Test
    void aStringThatIsOneReferenceBecomesAUriWhereTheMediaTypeIsNamed() throws Exception {
        Map<String, Object> pdf = Map.of(GeminiInteractionsConstants.MEDIA_TYPE, "application/pdf");

        assertThat(contentOf("gs://bucket/a.pdf", pdf))
                .isEqualTo("[{\"type\":\"document\",\"mime_type\":\"application/pdf\",\"uri\":\"gs://bucket/a.pdf\"}]");
        assertThat(contentOf("see gs://bucket/a.pdf", pdf)).contains("\"type\":\"text\"");
    }

    @ParameterizedTest
    @CsvSource({
        "gs://bucket/a.png, image/png, image",
        "https://youtu.be/x, video/mp4, video",
        "files/abc, audio/mp3, audio",
        "files/abc, text/csv, document"
    })
    void aReferenceOfEveryKindIsSentAsOne(String reference, String type, String kind) throws Exception {
        String expected = "{\"type\":\"" + kind + "\",\"mime_type\":\"" + type + "\",\"uri\":\"" + reference + "\"}";
        Map<String, Object> named = Map.of(GeminiInteractionsConstants.MEDIA_TYPE, type);

        assertThat(contentOf(" " + reference + "\n", named)).isEqualTo("[" + expected + "]");
        assertThat(contentOf(List.of("Look", reference), named))
                .isEqualTo("[{\"type\":\"text\",\"text\":\"Look\"}," + expected + "]");
        assertThat(contentOf(reference, Map.of("Content-Type", type))).contains("\"type\":\"text\"");
    }

    @Test
    void bytesGoByTheirMediaType() throws Exception {
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

        assertThat(contentOf(PDF, Map.of())).isEqualTo("[" + PDF_PART + "]");
        assertThat(contentOf(png, Map.of())).contains("\"type\":\"image\"", "\"mime_type\":\"image/png\"");
        assertThat(contentOf(ByteBuffer.wrap(PDF), Map.of())).isEqualTo("[" + PDF_PART + "]");
        assertThat(contentOf(new ByteArrayInputStream(PDF), Map.of())).isEqualTo("[" + PDF_PART + "]");
        assertThat(contentOf(new byte[] {1, 2}, Map.of("CamelFileName", "song.mp3")))
                .contains("\"type\":\"audio\"");
        assertThat(contentOf(new byte[] {1, 2}, Map.of("Content-Type", "video/mp4; codecs=x")))
                .contains("\"type\":\"video\"", "\"mime_type\":\"video/mp4\"");
        assertThat(contentOf(new byte[] {1, 2}, Map.of("CamelAwsS3ContentType", "image/webp")))
                .contains("image/webp");
        assertThat(contentOf(
                        new byte[] {1, 2},
                        Map.of(
                                GeminiInteractionsConstants.MEDIA_TYPE,
                                "image/gif",
                                "Content-Type",
                                "video/mp4",
                                "CamelFileName",
                                "song.mp3")))
                .contains("image/gif");
    }

    @Test
    void aTextStaysTextWhereASignatureStandsInItsMidst() throws Exception {
        for (String text : List.of("The new WAVE of AI", "Look at AVI files", "Ask ftypes of mp4"))
            assertThat(contentOf(text.getBytes(StandardCharsets.US_ASCII), Map.of()))
                    .isEqualTo("[{\"type\":\"text\",\"text\":\"" + text + "\"}]");
        assertThat(contentOf("RIFF\0\0\0\0WAVEfmt ".getBytes(StandardCharsets.US_ASCII), Map.of()))
                .contains("audio/wav");
        assertThat(contentOf("\0\0\0\30ftypmif1".getBytes(StandardCharsets.US_ASCII), Map.of()))
                .contains("image/heif");
        assertThat(contentOf("\0\0\0\30ftypheix".getBytes(StandardCharsets.US_ASCII), Map.of()))
                .contains("image/heic");
        assertThat(contentOf("\0\0\0\30ftyp3gp5".getBytes(StandardCharsets.US_ASCII), Map.of()))
                .contains("video/3gpp");
        assertThat(contentOf("\0\0\0\30ftypisom".getBytes(StandardCharsets.US_ASCII), Map.of()))
                .contains("video/mp4");
    }

    @Test
    void bytesOfATextAreReadInTheirCharset() throws Exception {
        byte[] euros = "5 €".getBytes(Charset.forName("ISO-8859-15"));

        assertThat(contentOf(euros, Map.of("CamelCharsetName", "ISO-8859-15"))).contains("5 €");
        assertThat(contentOf(euros, Map.of("Content-Type", "text/plain; charset=\"ISO-8859-15\"")))
                .contains("5 €");
        assertThat(contentOf("5 €".getBytes(StandardCharsets.UTF_8), Map.of())).contains("5 €");
    }

    @Test
    void bytesOfAnUnknownTypeAreNoTextWhereTheyContainNul() throws Exception {
        byte[] tar = "a.txt\0\0\0\0000000644\0ustar".getBytes(StandardCharsets.US_ASCII);
        byte[] utf16 = "hi".getBytes(StandardCharsets.UTF_16LE);

        for (Object body : List.of(tar, utf16, new ByteArrayInputStream(tar), List.of("Read", tar)))
            assertThat(send("gemini-interactions:create?model=m", body, Map.of())
                            .getException())
                    .isInstanceOf(InteractionRequestException.class)
                    .hasMessageContaining(GeminiInteractionsConstants.MEDIA_TYPE);
        assertThat(emulator().requests()).isEmpty();
        assertThat(contentOf(utf16, Map.of("CamelCharsetName", "UTF-16LE"))).contains("\"hi\"");
        assertThat(contentOf(tar, Map.of("Content-Type", "text/plain"))).contains("ustar");
    }

    @Test
    void filesAreReadWhateverCamelWrapsAroundThem() throws Exception {
        Path file = Files.write(folder.resolve("invoice.pdf"), PDF);
        GenericFile<java.io.File> wrapped = new GenericFile<>();
        wrapped.setFile(file.toFile());

        assertThat(contentOf(file, Map.of())).isEqualTo("[" + PDF_PART + "]");
        assertThat(contentOf(file.toFile(), Map.of())).isEqualTo("[" + PDF_PART + "]");
        assertThat(contentOf(wrapped, Map.of())).isEqualTo("[" + PDF_PART + "]");
    }

    @Test
    void thePromptStandsBeforeTheBody() throws Exception {
        assertThat(contentOf(PDF, Map.of(GeminiInteractionsConstants.PROMPT, "Extract the invoice")))
                .isEqualTo("[{\"type\":\"text\",\"text\":\"Extract the invoice\"}," + PDF_PART + "]");
        assertThat(contentOf(null, Map.of(GeminiInteractionsConstants.PROMPT, "Alone")))
                .isEqualTo("[{\"type\":\"text\",\"text\":\"Alone\"}]");
    }

    static Stream<Arguments> nothing() throws Exception {
        File empty = File.createTempFile("empty", ".pdf");
        empty.deleteOnExit();
        GenericFile<File> wrapped = new GenericFile<>();
        wrapped.setFile(empty);
        return Stream.<Supplier<Object>>of(
                        () -> null,
                        () -> "",
                        StringBuilder::new,
                        () -> new StringReader(""),
                        () -> new byte[0],
                        () -> ByteBuffer.allocate(0),
                        () -> new ByteArrayInputStream(new byte[0]),
                        () -> new InputStreamCache(new byte[0]),
                        () -> new ReaderCache(""),
                        () -> empty,
                        empty::toPath,
                        () -> wrapped,
                        List::of,
                        () -> new Object[0],
                        () -> Arrays.asList("", null, new byte[0], new ByteArrayInputStream(new byte[0])),
                        JsonNodeFactory.instance::nullNode,
                        JsonNodeFactory.instance::arrayNode,
                        () -> JsonNodeFactory.instance.textNode(""))
                .map(body -> Arguments.of(
                        body.get() == null ? "null" : body.get().getClass().getSimpleName(), body));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nothing")
    void nothingBesideAPromptIsNothing(String type, Supplier<Object> body) throws Exception {
        assertThat(contentOf(body.get(), Map.of(GeminiInteractionsConstants.PROMPT, "Tell a joke")))
                .isEqualTo("[{\"type\":\"text\",\"text\":\"Tell a joke\"}]");
    }

    private Exchange sendTwice(Object body) throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:again")
                .streamCache("false")
                .errorHandler(
                        routes.defaultErrorHandler().maximumRedeliveries(1).redeliveryDelay(0))
                .to("gemini-interactions:create?model=m&maxRetries=0&prompt=Sum up"));
        emulator().script(onCreate().httpStatus(500));
        return send("direct:again", body, Map.of());
    }

    static Stream<Arguments> caches() {
        byte[] bytes = "a document".getBytes(StandardCharsets.UTF_8);
        return Stream.<Object>of(
                        new InputStreamCache(bytes),
                        List.of("Shortly", new InputStreamCache(bytes)),
                        new Reader[] {new ReaderCache("a document")},
                        List.of(Map.of("type", "document", "data", new InputStreamCache(PDF))))
                .map(body -> Arguments.of(body));
    }

    @ParameterizedTest
    @MethodSource("caches")
    void aCachedStreamIsSentAgainWithARedelivery(Object body) throws Exception {
        assertThat(sendTwice(body).getException()).isNull();

        List<JsonNode> sent =
                emulator().requests().stream().map(RecordedRequest::body).toList();
        assertThat(sent).hasSize(2);
        assertThat(sent.get(0).at("/input/0/content")).hasSizeGreaterThan(1);
        assertThat(sent.get(1)).isEqualTo(sent.get(0));
    }

    static Stream<Arguments> streams() {
        byte[] bytes = "a document".getBytes(StandardCharsets.UTF_8);
        return Stream.<Object>of(
                        new ByteArrayInputStream(bytes),
                        new BufferedInputStream(new ByteArrayInputStream(bytes)),
                        new StringReader("a document"),
                        List.of("Shortly", new ByteArrayInputStream(bytes)),
                        new Object[] {"Shortly", new StringReader("a document")},
                        Map.of("type", "document", "data", new ByteArrayInputStream(PDF)))
                .map(body -> Arguments.of(body));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aRedeliveryDoesNotLeaveOutAStreamThatWasReadBefore(Object body) throws Exception {
        InteractionRequestException refused = sendTwice(body).getException(InteractionRequestException.class);

        assertThat(refused.getOption()).isEqualTo("body");
        assertThat(refused).hasMessageContaining("enable stream caching");
        assertThat(emulator().requests()).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nothing")
    void nothingAloneFailsNamingBodyAndOption(String type, Supplier<Object> body) {
        Exchange failed = send("gemini-interactions:create?model=m", body.get(), Map.of());

        InteractionRequestException refused = failed.getException(InteractionRequestException.class);
        assertThat(refused.getOption()).isEqualTo("body");
        assertThat(refused).hasMessageContaining("the option input or prompt");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void anEmptyPartBesideOthersIsNothing() throws Exception {
        assertThat(contentOf(Arrays.asList("", PDF, null, new byte[0]), Map.of()))
                .isEqualTo("[" + PDF_PART + "]");
    }

    @Test
    void aBlankTextIsSent() throws Exception {
        assertThat(contentOf(" ", Map.of(GeminiInteractionsConstants.PROMPT, "Go")))
                .isEqualTo("[{\"type\":\"text\",\"text\":\"Go\"},{\"type\":\"text\",\"text\":\" \"}]");
    }

    @Test
    void aStreamBesideAPromptIsSentWhole() throws Exception {
        // No mark and no size: what is read to see whether it is empty could not be read again.
        InputStream once = new FilterInputStream(new ByteArrayInputStream(PDF)) {
            @Override
            public boolean markSupported() {
                return false;
            }

            @Override
            public int available() {
                return 0;
            }
        };

        assertThat(contentOf(once, Map.of(GeminiInteractionsConstants.PROMPT, "Extract")))
                .isEqualTo("[{\"type\":\"text\",\"text\":\"Extract\"}," + PDF_PART + "]");
    }

    @Test
    void aGetOverHttpSendsThePromptAlone() throws Exception {
        int port = this.port.getPort();
        RouteBuilder.addRoutes(context, routes -> routes.from("netty-http:http://127.0.0.1:" + port + "/joke")
                .to("gemini-interactions:create?model=m&prompt=Tell a joke"));

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/joke"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(emulator().lastRequest().at("/input/0/content").toString())
                .isEqualTo("[{\"type\":\"text\",\"text\":\"Tell a joke\"}]");
    }

    @Test
    void theInputReplacesTheBody() throws Exception {
        assertThat(contentOf(PDF, Map.of(GeminiInteractionsConstants.INPUT, "Instead")))
                .isEqualTo("[{\"type\":\"text\",\"text\":\"Instead\"}]");
    }

    @Test
    void aListIsSentPartByPart() throws Exception {
        assertThat(contentOf(
                        List.of("Compare", PDF, Map.of("type", "image", "uri", "files/x", "mime_type", "image/png")),
                        Map.of()))
                .isEqualTo("[{\"type\":\"text\",\"text\":\"Compare\"}," + PDF_PART
                        + ",{\"type\":\"image\",\"mime_type\":\"image/png\",\"uri\":\"files/x\"}]");
    }

    @Test
    void aPartAmongOthersGoesByItselfNotByTheMessagesContentType() throws Exception {
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

        assertThat(contentOf(List.of(PDF, png), Map.of("Content-Type", "application/json", "CamelFileName", "a.txt")))
                .contains("application/pdf", "image/png");
    }

    @Test
    void rowsAreATextBehindMarshal() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:rows")
                .marshal()
                .json()
                .to("gemini-interactions:create?model=m&prompt=Write about it"));

        Exchange sent = send("direct:rows", List.of(Map.of("ID", 7), Map.of("ID", 8)), Map.of());

        assertThat(sent.getException()).isNull();
        assertThat(emulator().lastRequest().at("/input/0/content/1").toString())
                .isEqualTo("{\"type\":\"text\",\"text\":\"[{\\\"ID\\\":7},{\\\"ID\\\":8}]\"}");
    }

    @Test
    void theApisOwnShapesAreTakenAsTheyAre() throws Exception {
        Map<String, Object> result = Map.of("type", "function_result", "call_id", "c1", "name", "f", "result", "7");
        JsonNode turns = new ObjectMapper().readTree("[{\"role\":\"user\",\"content\":\"Hi\"}]");

        send("gemini-interactions:create?model=m", List.of(result), Map.of());
        assertThat(emulator().lastRequest().at("/input/0/call_id").asText()).isEqualTo("c1");
        assertThat(contentOf(turns, Map.of())).isEqualTo("[{\"type\":\"text\",\"text\":\"Hi\"}]");
        assertThat(contentOf(new Content.Text("typed"), Map.of())).contains("typed");
        assertThat(contentOf(new Step.UserInput(List.of(new Content.Text("step"))), Map.of()))
                .contains("step");
    }

    @Test
    void headersOfOneMessageAreRemovedOnceUsed() {
        Exchange sent = send(
                "gemini-interactions:create?model=m",
                PDF,
                Map.of(
                        GeminiInteractionsConstants.PROMPT, "p",
                        GeminiInteractionsConstants.MEDIA_TYPE, "application/pdf",
                        GeminiInteractionsConstants.SYSTEM_INSTRUCTION, "stays"));

        assertThat(sent.getMessage().getHeaders())
                .doesNotContainKeys(GeminiInteractionsConstants.PROMPT, GeminiInteractionsConstants.MEDIA_TYPE)
                .containsKey(GeminiInteractionsConstants.SYSTEM_INSTRUCTION);
    }

    static Stream<Arguments> mediaTypesByTrust() {
        return Stream.of(
                Arguments.of(Map.of(), "text"),
                Arguments.of(Map.of("CamelFileName", "a.mp3"), "audio/mp3"),
                Arguments.of(Map.of("CamelFileName", "a.mp3", "CamelAwsS3ContentType", "image/webp"), "image/webp"),
                Arguments.of(Map.of("CamelAwsS3ContentType", "image/webp", "Content-Type", "video/webm"), "video/webm"),
                Arguments.of(
                        Map.of(
                                "Content-Type",
                                "video/webm",
                                GeminiInteractionsConstants.MEDIA_TYPE,
                                "Application/PDF; x=y"),
                        "application/pdf"),
                Arguments.of(Map.of("CamelAzureStorageBlobContentType", "image/gif"), "image/gif"),
                Arguments.of(Map.of("CamelAzureStorageDataLakeContentType", "image/gif"), "image/gif"),
                Arguments.of(Map.of("CamelGoogleCloudStorageContentType", "image/gif"), "image/gif"),
                Arguments.of(Map.of("CamelMinioContentType", "image/gif"), "image/gif"),
                Arguments.of(
                        Map.of("CamelAwsS3ContentType", "binary/octet-stream", "CamelAwsS3Key", "in/scan.PDF"),
                        "application/pdf"),
                Arguments.of(Map.of("CamelAzureStorageBlobBlobName", "scan.pdf"), "application/pdf"),
                Arguments.of(Map.of("CamelGoogleCloudStorageObjectName", "scan.pdf"), "application/pdf"));
    }

    @ParameterizedTest
    @MethodSource("mediaTypesByTrust")
    void theMostTrustedMediaTypeWins(Map<String, Object> headers, String expected) throws Exception {
        assertThat(contentOf(new byte[] {'h', 'i'}, headers)).contains(expected);
    }

    @Test
    void aTextFileArrivesInItsCharset() throws Exception {
        Files.write(folder.resolve("price.txt"), "Preis: 5 €, grün".getBytes(Charset.forName("ISO-8859-15")));
        getMockEndpoint("mock:answers").expectedMessageCount(1);

        // A file that is moved is moved after its exchange, while the test's folder is already being deleted.
        String file = "file:" + folder + "?noop=true&charset=ISO-8859-15&initialDelay=0";
        RouteBuilder.addRoutes(context, routes -> routes.from(file)
                .to("gemini-interactions:create?model=m")
                .to("mock:answers"));

        RouteKit.assertSatisfied(context);
        assertThat(emulator().lastRequest().at("/input/0/content/0/text").asText())
                .isEqualTo("Preis: 5 €, grün");
    }

    @Test
    void readersXmlSourcesAndWhateverCamelCanReadAreTexts() throws Exception {
        assertThat(contentOf(new StringReader("read me"), Map.of())).contains("read me");
        assertThat(contentOf(new StreamSource(new StringReader("<a>ü</a>")), Map.of()))
                .contains("<a>ü</a>");
        assertThat(contentOf(new StringBuilder("built"), Map.of())).contains("built");
        assertThat(contentOf(true, Map.of())).contains("\"true\"");
    }

    @Test
    void aDecimalKeepsItsDigits() throws Exception {
        BigDecimal price = new BigDecimal("1234567890123456789.10");
        assertThat(contentOf(price, Map.of())).contains("\"1234567890123456789.10\"");

        send(
                "gemini-interactions:create?model=m",
                Map.of("type", "function_result", "call_id", "c", "name", "f", "result", Map.of("price", price)),
                Map.of());

        // The emulator's own reader of JSON would round it.
        assertThat(lengthSent())
                .isEqualTo(("{\"model\":\"m\",\"input\":[{\"type\":\"function_result\",\"call_id\":"
                                + "\"c\",\"name\":\"f\",\"result\":{\"price\":1234567890123456789.10}}]}")
                        .length());
    }

    @Test
    void attachmentsFollowTheBody() throws Exception {
        attach("scan.pdf", PDF, "application/octet-stream");
        attach("note.txt", "5 €".getBytes(Charset.forName("ISO-8859-15")), "text/plain; charset=ISO-8859-15");

        assertThat(attachedTo("Look"))
                .isEqualTo("[{\"type\":\"text\",\"text\":\"Look\"}," + PDF_PART
                        + ",{\"type\":\"text\",\"text\":\"5 €\"}]");
        assertThat(attachedTo(null)).isEqualTo("[" + PDF_PART + ",{\"type\":\"text\",\"text\":\"5 €\"}]");
        assertThat(attachedTo(List.of("a", "b")))
                .startsWith("[{\"type\":\"text\",\"text\":\"a\"}")
                .contains(PDF_PART);
    }

    @Test
    void attachmentsFollowAResultAsWhatTheUserSays() throws Exception {
        attach("scan.pdf", PDF, "application/pdf");

        send(
                "direct:attached",
                Map.of("type", "function_result", "call_id", "c", "name", "f", "result", "r"),
                Map.of());

        assertThat(emulator().lastRequest().at("/input/0/type").asText()).isEqualTo("function_result");
        assertThat(emulator().lastRequest().at("/input/1/content").toString()).isEqualTo("[" + PDF_PART + "]");
    }

    @Test
    void anAttachmentThatCannotBeSentIsNamed() {
        attach("all.zip", new byte[] {1}, "application/zip");

        Exchange failed = template.send("gemini-interactions:create?model=m", exchange -> {
            exchange.getMessage().setBody("Look");
            exchange.getMessage(AttachmentMessage.class).setAttachments(attachments);
        });

        assertThat(failed.getException()).hasMessageContaining("all.zip").hasMessageContaining("application/zip");
        assertThat(emulator().requests()).isEmpty();
    }

    private final Map<String, DataHandler> attachments = new LinkedHashMap<>();

    private void attach(String name, byte[] bytes, String type) {
        attachments.put(name, new DataHandler(new Bytes(name, bytes, type)));
    }

    private record Bytes(String name, byte[] bytes, String type) implements DataSource {
        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getContentType() {
            return type;
        }

        @Override
        public String getName() {
            return name;
        }
    }

    private String attachedTo(Object body) {
        Exchange sent = template.send("gemini-interactions:create?model=m", exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage(AttachmentMessage.class).setAttachments(attachments);
        });
        assertThat(sent.getException()).isNull();
        return emulator().lastRequest().at("/input/0/content").toString();
    }

    @Test
    void exchangesThatWereAggregatedKeepTheirOwnHeaders() throws Exception {
        getMockEndpoint("mock:compared").expectedMessageCount(1);

        send("direct:part", "first", Map.of());
        send("direct:part", new byte[] {1}, Map.of("Content-Type", "image/png"));
        send("direct:part", new byte[] {2}, Map.of("CamelFileName", "a.mp3"));

        RouteKit.assertSatisfied(context);
        assertThat(emulator().lastRequest().at("/input/0/content").toString())
                .isEqualTo("[{\"type\":\"text\",\"text\":\"Compare\"},{\"type\":\"text\",\"text\":\"first\"},"
                        + "{\"type\":\"image\",\"mime_type\":\"image/png\",\"data\":\"AQ==\"},"
                        + "{\"type\":\"audio\",\"mime_type\":\"audio/mp3\",\"data\":\"Ag==\"}]");
    }

    @Test
    void aContentMapMayHoldAFile() throws Exception {
        Path file = Files.write(folder.resolve("a.bin"), PDF);

        for (Object data : List.of(file, file.toFile(), PDF, new ByteArrayInputStream(PDF)))
            assertThat(contentOf(Map.of("type", "document", "mime_type", "application/pdf", "data", data), Map.of()))
                    .contains("\"data\":\"" + Base64.getEncoder().encodeToString(PDF) + "\"");
    }

    private int lengthSent() {
        return (int) emulator().lastRequest().bodyBytes();
    }

    private String contentOf(Object body, Map<String, Object> headers) {
        Exchange sent = send("gemini-interactions:create?model=m", body, headers);
        assertThat(sent.getException()).isNull();
        return emulator().lastRequest().at("/input/0/content").toString();
    }
}
