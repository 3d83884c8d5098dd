// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.apache.camel.builder.RouteBuilder;

/** A block of Java that the manual shows, compiled: the statements of a {@link RouteBuilder}'s {@code configure()}. */
final class JavaBlock {

    private static final List<String> IMPORTS = List.of(
            "io.github.camelgemini.emulator.script.*",
            "io.github.camelgemini.interactions.*",
            "io.github.camelgemini.interactions.exception.*",
            "io.github.camelgemini.interactions.state.*",
            "java.time.Duration",
            "java.util.Map",
            "javax.sql.DataSource",
            "org.apache.camel.*",
            "org.apache.camel.builder.RouteBuilder",
            "org.apache.camel.processor.aggregate.*",
            "org.apache.camel.support.jsse.*",
            "org.apache.camel.support.processor.idempotent.*",
            "org.apache.camel.support.processor.state.*",
            "static io.github.camelgemini.emulator.script.EventFault.Change.What.*",
            "static io.github.camelgemini.emulator.script.ResponseFault.Form.*",
            "static io.github.camelgemini.emulator.script.ResponseFault.Framing.LineEnd.*");

    private JavaBlock() {}

    /** @param folder takes the class file; an empty one */
    static RouteBuilder compile(String block, Path folder) throws Exception {
        String source = IMPORTS.stream().map(name -> "import " + name + ";\n").collect(Collectors.joining())
                + "public class Shown extends RouteBuilder {\n    @Override public void configure() throws Exception {\n"
                + block + "    }\n}\n";
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> faults = new DiagnosticCollector<>();
        boolean isCompiled = compiler.getTask(
                        null,
                        null,
                        faults,
                        List.of("-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path")),
                        null,
                        List.of(file(source)))
                .call();
        if (!isCompiled) throw new AssertionError(faults.getDiagnostics() + "\n" + source);
        return load(folder);
    }

    private static RouteBuilder load(Path folder) throws Exception {
        URL[] classes = {folder.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(classes, JavaBlock.class.getClassLoader())) {
            return (RouteBuilder)
                    loader.loadClass("Shown").getDeclaredConstructor().newInstance();
        }
    }

    private static JavaFileObject file(String source) {
        return new SimpleJavaFileObject(URI.create("string:///Shown.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }
}
