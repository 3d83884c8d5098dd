// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.support;

import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;

import freemarker.core.HTMLOutputFormat;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import org.apache.camel.Exchange;

/** Bean of routes that answer a browser: a FreeMarker template of a page. Each value that it inserts is escaped. */
public final class HtmlTemplate {

    private final Template template;

    /**
     * @param resource on the class path, for example {@code page/desk.html}
     * @throws IOException if there is none, or it is no template
     */
    public HtmlTemplate(String resource) throws IOException {
        Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);
        configuration.setClassLoaderForTemplateLoading(HtmlTemplate.class.getClassLoader(), "/");
        configuration.setDefaultEncoding("UTF-8");
        configuration.setOutputFormat(HTMLOutputFormat.INSTANCE);
        configuration.setLocale(Locale.ROOT);
        configuration.setNumberFormat("c");
        configuration.setBooleanFormat("c");
        configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        // Otherwise a page that fails is sent as far as it got, with the failure in it.
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        template = configuration.getTemplate(resource);
    }

    /** The page, with the exchange's variables under their names. */
    public String render(Exchange exchange) throws TemplateException, IOException {
        StringWriter html = new StringWriter();
        template.process(exchange.getVariables(), html);
        return html.toString();
    }
}
