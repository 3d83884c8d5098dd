// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import javax.imageio.ImageIO;

import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.common.PDStream;

/** The post of one morning: texts, a PDF and an image, the same bytes every time, made without a font of this machine. */
final class SampleInbox {

    private static final List<String> TEXTS =
            List.of("letter-of-complaint.txt", "minutes-2026-03-12.txt", "recipe-chowder.md", "timetable-line-3.txt");

    private static final List<String> INVOICE = List.of(
            "INVOICE 2026-117",
            "Quayside Hydraulics, 4 Slipway Lane",
            "To: Harbour office",
            "",
            "1  hydraulic pump HP-88 for crane 4      4,180.00 EUR",
            "6  hours of fitting, two fitters           1,020.00 EUR",
            "Total                                      5,200.00 EUR",
            "",
            "Payable within 30 days of 20 March 2026.");

    private static final int[] RAINFALL = {61, 48, 72, 39, 55, 83, 97, 90, 64, 110, 121, 88};

    private SampleInbox() {}

    static void fill(Path inbox) throws IOException {
        for (String text : TEXTS) {
            try (InputStream in = Objects.requireNonNull(SampleInbox.class.getResourceAsStream("/samples/" + text))) {
                Files.write(inbox.resolve(text), in.readAllBytes());
            }
        }
        invoice(inbox.resolve("invoice-2026-117.pdf"));
        chart(inbox.resolve("rainfall-chart-2025.png"));
    }

    /** Helvetica is named, not embedded: every reader of PDF has it. PDFBox's own fonts would search this machine's. */
    private static void invoice(Path file) throws IOException {
        StringBuilder text = new StringBuilder("BT /F 12 Tf 16 TL 72 760 Td\n");
        for (String line : INVOICE) text.append('(').append(line).append(") Tj T*\n");
        text.append("ET\n");

        COSDictionary font = new COSDictionary();
        font.setItem(COSName.TYPE, COSName.FONT);
        font.setItem(COSName.SUBTYPE, COSName.TYPE1);
        font.setItem(COSName.BASE_FONT, COSName.getPDFName("Helvetica"));
        COSDictionary fonts = new COSDictionary();
        fonts.setItem(COSName.getPDFName("F"), font);
        COSDictionary resources = new COSDictionary();
        resources.setItem(COSName.FONT, fonts);

        try (PDDocument document = new PDDocument()) {
            document.setDocumentId(117L);
            PDStream content = new PDStream(document);
            try (OutputStream out = content.createOutputStream()) {
                out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
            }
            PDPage page = new PDPage(PDRectangle.A4);
            page.setResources(new PDResources(resources));
            page.setContents(content);
            document.addPage(page);
            document.save(file.toFile());
        }
    }

    /** Bars without lettering: a JDK on a server often comes without fonts. */
    private static void chart(Path file) throws IOException {
        BufferedImage image = new BufferedImage(480, 280, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, image.getWidth(), image.getHeight());
        for (int month = 0; month < RAINFALL.length; month++) {
            pen.setColor(RAINFALL[month] > 100 ? new Color(0x1b4f8a) : new Color(0x6fa8dc));
            pen.fillRect(36 + month * 36, 250 - RAINFALL[month] * 3 / 2, 26, RAINFALL[month] * 3 / 2);
        }
        pen.setColor(Color.DARK_GRAY);
        pen.fillRect(28, 250, 440, 2);
        pen.fillRect(28, 20, 2, 232);
        pen.dispose();
        ImageIO.write(image, "png", file.toFile());
    }
}
