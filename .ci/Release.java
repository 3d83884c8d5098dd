// SPDX-License-Identifier: Apache-2.0

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Checks what the profile "release" has built for the modules: the jar, its sources and its Javadoc, each with its licence; no
 * Javadoc of internal packages; and an SBOM that names the licence of each library, and requires what is inside the jar and what
 * Maven takes for a project that has the module alone, no more: nothing that is for tests, in the same versions. Prints what is
 * wrong, and the licences.
 *
 * <pre>java Release.java VERSION (MODULE FILE)...</pre>
 *
 * FILE is the class path of that project, as dependency:build-classpath writes it, or - if a BOM of the project's own names
 * versions: nothing is compared then.
 */
public class Release {

    private final List<String> wrong = new ArrayList<>();

    public static void main(String[] arguments) throws Exception {
        Release release = new Release();
        for (int i = 1; i < arguments.length; i += 2)
            release.check(
                    arguments[i],
                    arguments[0],
                    arguments[i + 1].equals("-") ? null : Files.readString(Path.of(arguments[i + 1])));
        release.wrong.forEach(System.out::println);
        if (!release.wrong.isEmpty() || arguments.length < 3) System.exit(1);
    }

    private void check(String module, String version, String classPath) throws Exception {
        String name = module + "/target/" + module + "-" + version;
        List<Path> jars = new ArrayList<>();
        for (String kind : List.of("", "-sources", "-javadoc")) jars.add(Path.of(name + kind + ".jar"));
        Path runner = Path.of(name + "-runner.jar");
        if (Files.exists(runner)) jars.add(runner);
        for (Path jar : jars) {
            if (!Files.exists(jar)) {
                wrong.add("missing: " + jar);
                continue;
            }
            List<String> entries = entries(jar);
            for (String file : List.of("META-INF/LICENSE", "META-INF/NOTICE"))
                if (!entries.contains(file)) wrong.add("without " + file + ": " + jar);
            if (jar.toString().endsWith("-sources.jar") && entries.stream().noneMatch(entry -> entry.endsWith(".java")))
                wrong.add("without sources: " + jar);
            if (jar.toString().endsWith("-javadoc.jar")
                    && (!entries.contains("index.html") || entries.stream().anyMatch(entry -> entry.contains("/internal/"))))
                wrong.add("without pages, or with pages of internal packages: " + jar);
        }
        checkSbom(module, Path.of(name + "-sbom.xml"), Path.of(name + ".jar"), classPath);
    }

    private void checkSbom(String module, Path file, Path jar, String classPath) throws Exception {
        if (!Files.exists(file)) {
            wrong.add("missing: " + file);
            return;
        }
        Set<String> listed = new TreeSet<>();
        Set<String> required = new TreeSet<>();
        TreeMap<String, Integer> licences = new TreeMap<>();
        for (Element component : children(child(xml(file), "components"), "component")) {
            String library = text(component, "name") + "-" + text(component, "version");
            listed.add(library);
            if (text(component, "scope").equals("required")) required.add(library);
            List<String> names = new ArrayList<>();
            for (Element licence : children(child(component, "licenses"), "license"))
                names.add(text(licence, "id").isEmpty() ? text(licence, "name") : text(licence, "id"));
            for (Element expression : children(child(component, "licenses"), "expression"))
                names.add(expression.getTextContent().strip());
            if (names.isEmpty()) wrong.add("without licence: " + library + " in " + file);
            licences.merge(String.join(" or ", names), 1, Integer::sum);
        }
        Set<String> needed = new TreeSet<>(inside(jar));
        Set<String> known = new TreeSet<>(needed);
        for (String path : classPath == null ? new String[0] : classPath.strip().split(File.pathSeparator)) {
            String library = Path.of(path).getFileName().toString().replaceFirst("\\.jar$", "");
            needed.add(library);
            known.add(library);
            known.addAll(inside(Path.of(path)));
        }
        needed.removeIf(library -> jar.endsWith(library + ".jar"));
        if (listed.isEmpty()) wrong.add("empty: " + file);
        for (String library : needed) if (!listed.contains(library)) wrong.add("without " + library + ": " + file);
        if (classPath != null)
            for (String library : required) if (!known.contains(library)) wrong.add("with " + library + ": " + file);
        System.out.println(module + ": " + licences);
    }

    private static List<String> entries(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(JarEntry::getName).toList();
        }
    }

    /** By the files that Maven leaves in each jar. */
    private static List<String> inside(Path jar) throws IOException {
        List<String> libraries = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().filter(entry -> entry.getName().endsWith("/pom.properties")).toList()) {
                Properties maven = new Properties();
                try (InputStream bytes = file.getInputStream(entry)) {
                    maven.load(bytes);
                }
                libraries.add(maven.getProperty("artifactId") + "-" + maven.getProperty("version"));
            }
        }
        return libraries;
    }

    private static Element xml(Path file) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> children = new ArrayList<>();
        if (parent == null) return children;
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling())
            if (node instanceof Element element && element.getTagName().equals(name)) children.add(element);
        return children;
    }

    private static Element child(Element parent, String name) {
        List<Element> children = children(parent, name);
        return children.isEmpty() ? null : children.get(0);
    }

    private static String text(Element parent, String name) {
        Element child = child(parent, name);
        return child == null ? "" : child.getTextContent().strip();
    }
}
