// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import io.github.camelgemini.examples.support.Database;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The report of a run: one HTML file with the documents, their rows and steps on a time line, tokens, and failures with their
 * reasons. It is rendered from the rows by {@code report/report.html.ftl}; FreeMarker escapes all text. Unlike the program's
 * output it shows what the answers say.
 */
final class Report {

    private static final Template TEMPLATE = template();

    private final JdbcTemplate rows;
    private final String run;

    /** @param run the value of the column {@code run} */
    Report(Database database, String run) {
        this.rows = new JdbcTemplate(database.connections());
        this.run = run;
    }

    /**
     * Writes the report, in place of an older one.
     *
     * @param verdict how the run ended, in a few words
     * @param time of the whole run
     * @param withoutRow documents that have no row
     */
    void write(Path file, String verdict, Duration time, Set<String> withoutRow) throws IOException {
        Map<String, List<Map<String, Object>>> steps = select("report-steps").stream()
                .collect(Collectors.groupingBy(step -> String.valueOf(step.get("document_id"))));
        List<Map<String, Object>> documents = select("report-documents");
        for (Map<String, Object> document : documents)
            document.put("steps", steps.getOrDefault(String.valueOf(document.get("id")), List.of()));
        Map<String, Object> model = new HashMap<>();
        model.put("run", run);
        model.put("verdict", verdict);
        model.put("time_ms", time.toMillis());
        model.put("documents", documents);
        model.put("without_row", withoutRow);
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(unfinished, render(model));
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private List<Map<String, Object>> select(String statement) throws IOException {
        String sql = new ClassPathResource("sql/" + statement + ".sql").getContentAsString(StandardCharsets.UTF_8);
        return rows.queryForList(sql, run);
    }

    private static String render(Map<String, Object> model) throws IOException {
        StringWriter html = new StringWriter();
        try {
            TEMPLATE.process(model, html);
        } catch (TemplateException e) {
            throw new IllegalStateException("The template of the report does not fit its rows", e);
        }
        return html.toString();
    }

    private static Template template() {
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
