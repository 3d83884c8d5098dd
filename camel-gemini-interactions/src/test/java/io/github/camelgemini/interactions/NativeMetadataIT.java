// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.File;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The metadata for GraalVM in the component's jar names what is loaded by name from that jar, and nothing else. Needs the jar
 * as it is installed, with the libraries inside.
 */
class NativeMetadataIT {
    private static final String METADATA = "META-INF/native-image/io.github.camelgemini/camel-gemini-interactions/";

    /** Files that no program reads: for tools and people. */
    private static final Pattern NOT_READ = Pattern.compile(
            "META-INF/(MANIFEST\\.MF|LICENSE|NOTICE|jandex\\.idx|maven/.*|native-image/.*)|(component|dev-consoles)\\.properties");

    /** Their public types are values, options and beans, which routes name in text. */
    private static final Pattern NAMED_BY_ROUTES =
            Pattern.compile("io\\.github\\.camelgemini\\.interactions\\.(exception|model|option|state)\\.[^.]*");

    /** Libraries that are inside the jar. */
    private static final Pattern INSIDE = Pattern.compile(
            "(itu|classmate|jsonschema-generator|jsonschema-module-jackson|json-schema-validator)-\\d.*\\.jar");

    private static final Path JAR = Path.of(System.getProperty("component.jar"));
    private static JarFile jar;

    @BeforeAll
    static void open() throws Exception {
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        jar = new JarFile(JAR.toFile());
    }

    @AfterAll
    static void close() throws Exception {
        jar.close();
    }

    @Test
    void whatAProgramLoadsByNameIsNamed(@TempDir Path work) throws Exception {
        Path routes = Path.of("../consumer/four-routes/four.camel.yaml");

        ByNameRecord record = ByNameRecord.of(
                classPath(), work.resolve("output"), ByNameProgram.class, work.toString(), routes.toString(), "4");

        Map<String, Set<String>> flags = reflection();
        Set<String> missing = new TreeSet<>();
        record.classes().forEach((name, accesses) -> {
            if (jar.getEntry(name.replace('.', '/') + ".class") == null) return;
            for (ByNameRecord.Access access : accesses) {
                if (!access.isAllowedBy(flags.get(name))) missing.add(name + ": " + access);
            }
        });
        assertThat(missing).isEmpty();
        assertThat(record.resources().stream().filter(this::isInJar).filter(name -> !isNamed(name)))
                .isEmpty();
        // The program did what it is for.
        assertThat(record.classes()).containsKey(GeminiInteractionsComponent.class.getName());
        assertThat(record.resources()).contains("META-INF/services/org/apache/camel/component/gemini-interactions");
    }

    @Test
    void eachResourceOfTheJarIsNamed() throws Exception {
        assertThat(entries()
                        .filter(name -> !name.endsWith(".class"))
                        .filter(name -> !NOT_READ.matcher(name).matches())
                        .filter(name -> !isNamed(name)))
                .isEmpty();
    }

    @Test
    void eachPublicTypeThatRoutesNameIsNamed() throws Exception {
        Set<String> named = reflection().keySet();

        assertThat(publicTypes()).isNotEmpty().allMatch(named::contains);
    }

    @Test
    void whatIsNamedIsInTheJar() throws Exception {
        Set<String> entries = entries().collect(Collectors.toSet());

        assertThat(reflection().keySet()).allMatch(name -> entries.contains(name.replace('.', '/') + ".class"));
        assertThat(atRunTime()).allMatch(name -> entries.contains(name.replace('.', '/') + ".class"));
        assertThat(bundles()).allMatch(name -> entries.contains(name.replace('.', '/') + ".properties"));
        for (Pattern pattern : resources()) {
            assertThat(entries).as(pattern.pattern()).anyMatch(name -> pattern.matcher(name)
                    .matches());
        }
    }

    /** What a class of ours gets from this process when it is initialized would be in the image, for each process that runs it. */
    @Test
    void whatBelongsToOneProcessIsInitializedAtRunTime() throws Exception {
        Set<String> initialized = new ClassFileImporter()
                .importJar(jar).stream()
                        .filter(type -> type.getStaticInitializer()
                                .filter(start -> ofOneProcess(start, new HashSet<>()))
                                .isPresent())
                        .map(JavaClass::getName)
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(initialized).isEqualTo(atRunTime());
    }

    /** Whether it calls such a thing, or calls code of the jar that does. */
    private static boolean ofOneProcess(JavaCodeUnit code, Set<JavaCodeUnit> seen) {
        if (!seen.add(code)) return false;
        return code.getCallsFromSelf().stream()
                .anyMatch(call -> isOfOneProcess(call)
                        || call.getTarget()
                                .resolveMember()
                                .filter(target -> ofOneProcess(target, seen))
                                .isPresent());
    }

    private static boolean isOfOneProcess(JavaCall<?> call) {
        String method = call.getTarget().getName();
        return switch (call.getTargetOwner().getName()) {
            case "java.lang.Thread",
                    "java.util.Timer",
                    "java.util.Random",
                    "java.security.SecureRandom",
                    "java.lang.ref.Cleaner",
                    "java.util.concurrent.Executors",
                    "java.lang.ProcessHandle",
                    "java.net.InetAddress" -> true;
            case "java.lang.System" ->
                Set.of("getenv", "getProperty", "nanoTime", "currentTimeMillis").contains(method);
            case "java.util.UUID" -> method.equals("randomUUID");
            default -> false;
        };
    }

    /** That of the tests, with the jar instead of the classes and libraries that are in it. */
    private static List<Path> classPath() {
        List<Path> classPath = new ArrayList<>(List.of(JAR));
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(element).toAbsolutePath();
            if (path.equals(JAR) || path.endsWith("target/classes")) continue;
            if (!INSIDE.matcher(path.getFileName().toString()).matches()) classPath.add(path);
        }
        return classPath;
    }

    private Stream<String> entries() {
        return jar.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName);
    }

    private boolean isInJar(String resource) {
        JarEntry entry = jar.getJarEntry(resource);
        return entry != null
                && !entry.isDirectory()
                && !NOT_READ.matcher(resource).matches();
    }

    private boolean isNamed(String resource) {
        try {
            return resources().stream()
                    .anyMatch(pattern -> pattern.matcher(resource).matches());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private List<String> publicTypes() throws Exception {
        List<String> types = new ArrayList<>();
        List<URL> urls = new ArrayList<>();
        for (Path path : classPath()) urls.add(path.toUri().toURL());
        try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), null)) {
            for (String entry :
                    entries().filter(name -> name.endsWith(".class")).toList()) {
                String name =
                        entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
                if (!NAMED_BY_ROUTES.matcher(name).matches() || name.endsWith("package-info")) continue;
                Class<?> type = Class.forName(name, false, loader);
                if (Modifier.isPublic(type.getModifiers()) && !type.isInterface()) types.add(name);
            }
        }
        return types;
    }

    /** Names of classes, each with its flags. */
    private static Map<String, Set<String>> reflection() throws Exception {
        Map<String, Set<String>> flags = new TreeMap<>();
        for (JsonNode entry : json("reflect-config.json")) {
            Set<String> ofEntry = new TreeSet<>();
            entry.fieldNames().forEachRemaining(ofEntry::add);
            assertThat(flags.put(entry.get("name").asText(), ofEntry))
                    .as("%s", entry)
                    .isNull();
        }
        return flags;
    }

    private static List<Pattern> resources() throws Exception {
        List<Pattern> patterns = new ArrayList<>();
        for (JsonNode entry : json("resource-config.json").at("/resources/includes")) {
            patterns.add(Pattern.compile(entry.get("pattern").asText()));
        }
        return patterns;
    }

    private static List<String> bundles() throws Exception {
        return json("resource-config.json").at("/bundles").findValuesAsText("name");
    }

    private static Set<String> atRunTime() throws Exception {
        Properties properties = new Properties();
        try (InputStream in = jar.getInputStream(jar.getEntry(METADATA + "native-image.properties"))) {
            properties.load(in);
        }
        String option = "--initialize-at-run-time=";
        return Stream.of(properties.getProperty("Args").split(" "))
                .filter(argument -> argument.startsWith(option))
                .flatMap(argument ->
                        Stream.of(argument.substring(option.length()).split(",")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode json(String file) throws Exception {
        try (InputStream in = jar.getInputStream(jar.getEntry(METADATA + file))) {
            return new ObjectMapper().readTree(in);
        }
    }
}
