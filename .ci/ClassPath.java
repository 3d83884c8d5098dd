// SPDX-License-Identifier: Apache-2.0

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;

/**
 * Checks a class path, a file as dependency:build-classpath writes it: no class is in two jars, and the jars are not more, and
 * not larger, than the limits that follow it. Prints the figures.
 *
 * <pre>java ClassPath.java FILE JARS MEGABYTES</pre>
 */
public class ClassPath {

    public static void main(String[] arguments) throws IOException {
        List<Path> jars = List.of(Files.readString(Path.of(arguments[0])).strip().split(File.pathSeparator)).stream()
                .map(Path::of)
                .toList();
        int maxJars = Integer.parseInt(arguments[1]);
        double maxMegabytes = Double.parseDouble(arguments[2]);
        long bytes = 0;
        int twice = 0;
        Map<String, Path> classes = new TreeMap<>();
        for (Path jar : jars) {
            bytes += Files.size(jar);
            try (JarFile file = new JarFile(jar.toFile())) {
                for (String name : file.stream().map(entry -> entry.getName()).filter(ClassPath::isClass).toList()) {
                    Path other = classes.putIfAbsent(name, jar);
                    if (other == null) continue;
                    System.out.printf("Twice: %s in %s and %s%n", name, other.getFileName(), jar.getFileName());
                    twice++;
                }
            }
        }
        double megabytes = bytes / 1e6;
        System.out.printf(
                "%d jars of at most %d, %.1f MB of at most %.1f, %d classes, %d of them twice%n",
                jars.size(), maxJars, megabytes, maxMegabytes, classes.size(), twice);
        if (classes.isEmpty() || twice > 0 || jars.size() > maxJars || megabytes > maxMegabytes) System.exit(1);
    }

    /** Each jar may describe itself, and has its classes for newer Java beside those of the same name. */
    private static boolean isClass(String name) {
        return name.endsWith(".class") && !name.endsWith("module-info.class") && !name.startsWith("META-INF/versions/");
    }
}
