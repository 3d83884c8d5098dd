// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Step;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What a body becomes on the wire. */
class InputTest extends RouteTest {

    private static final byte[] PDF = "%PDF-1.7 not really".getBytes(StandardCharsets.US_ASCII);
    private static final String PDF_PART = "{\"type\":\"document\",\"mime_type\":\"application/pdf\",\"data\":\""
            + Base64.getEncoder().encodeToString(PDF) + "\"}";

    @TempDir
    Path folder;

    @BeforeEach
    void startEmpty() throws Exception {
        start(routes -> {});
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
    void theApisOwnShapesAreTakenAsTheyAre() throws Exception {
        Map<String, Object> result = Map.of("type", "function_result", "call_id", "c1", "name", "f", "result", "7");
        JsonNode turns = new ObjectMapper().readTree("[{\"role\":\"user\",\"content\":\"Hi\"}]");

        send("gemini-interactions:create?model=m", List.of(result));
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

    private String contentOf(Object body, Map<String, Object> headers) {
        Exchange sent = send("gemini-interactions:create?model=m", body, headers);
        assertThat(sent.getException()).isNull();
        return emulator().lastRequest().at("/input/0/content").toString();
    }
}
