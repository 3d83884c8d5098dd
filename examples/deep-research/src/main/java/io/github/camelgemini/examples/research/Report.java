// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.research;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Bean {@code report} of the routes: an answer as a page, and the page as PDF. Neither loads anything from elsewhere: a model has
 * written the text, and it has read pages of strangers.
 */
public final class Report {

    private static final Template PAGE = page();

    static {
        XRLog.setLoggingEnabled(false);
    }

    /**
     * The page: the answer, and its sources.
     *
     * @param answer Markdown
     * @param annotations of the answer; null if there are no annotations
     * @return HTML that is XML, too
     */
    public String html(
            @Body String answer,
            @Header(GeminiInteractionsConstants.ANNOTATIONS) @Nullable List<Map<String, Object>> annotations,
            @Headers Map<String, Object> headers)
            throws IOException {
        StringWriter html = new StringWriter();
        Map<String, Object> model = new HashMap<>();
        model.put("sources", Source.of(annotations == null ? List.of() : annotations));
        model.put("headers", headers);
        try {
            model.put("answer", HTMLOutputFormat.INSTANCE.fromMarkup(Markdown.toHtml(answer)));
            PAGE.process(model, html);
        } catch (TemplateException e) {
            throw new IllegalStateException("The template of the report does not fit", e);
        }
        return Markdown.xml(html.toString());
    }

    /** @param html of {@link #html} */
    public byte[] pdf(@Body String html) throws IOException {
        ByteArrayOutputStream pdf = new ByteArrayOutputStream();
        PdfRendererBuilder renderer = new PdfRendererBuilder();
        font(renderer, "LiberationSans-Regular", 400, FontStyle.NORMAL);
        font(renderer, "LiberationSans-Italic", 400, FontStyle.ITALIC);
        font(renderer, "LiberationSans-Bold", 700, FontStyle.NORMAL);
        font(renderer, "LiberationSans-BoldItalic", 700, FontStyle.ITALIC);
        font(renderer, "LiberationMono-Regular", 400, FontStyle.NORMAL);
        renderer.withHtmlContent(html, null)
                .usePdfUaAccessibility(true)
                .useUriResolver((base, uri) -> null)
                .useExternalResourceAccessControl(
                        (uri, type) -> false, ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI)
                .toStream(pdf)
                .run();
        return pdf.toByteArray();
    }

    private static void font(PdfRendererBuilder renderer, String file, int weight, FontStyle style) {
        String family = file.startsWith("LiberationMono") ? "Liberation Mono" : "Liberation Sans";
        renderer.useFont(
                () -> Objects.requireNonNull(Report.class.getResourceAsStream("/liberation/" + file + ".ttf")),
                family,
                weight,
                style,
                true);
    }

    private static Template page() {
        Configuration engine = new Configuration(Configuration.VERSION_2_3_34);
        engine.setClassLoaderForTemplateLoading(Report.class.getClassLoader(), "report");
        engine.setDefaultEncoding(StandardCharsets.UTF_8.name());
        engine.setOutputFormat(HTMLOutputFormat.INSTANCE);
        engine.setAutoEscapingPolicy(Configuration.FORCE_AUTO_ESCAPING_POLICY);
        engine.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        engine.setLogTemplateExceptions(false);
        engine.setLocale(Locale.ROOT);
        try {
            return engine.getTemplate("report.html.ftl");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
