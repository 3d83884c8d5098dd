// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each route of the manual is there in three languages, in tabs, and a test runs it: the rows of {@link DslTable}, and the tests
 * that name it. A file that a page shows under its name is the file of a project, which that project's build runs.
 */
class RouteBlocksTest {

    private static final Path TESTS = Path.of("src/test/java");
    private static final Path PROJECTS = Path.of("../consumer/four-routes");

    private static final Pattern BLOCK = Pattern.compile(
            "(?ms)^(?:\\.(?<file>[^\n]+)\n)?\\[source,(?<language>java|xml|yaml)(?:,snippet=(?<id>\\w+))?]\n----\n(?<code>.*?)^----$");
    private static final Pattern TABS = Pattern.compile("(?ms)^\\[tabs]\n====\n(?<tabs>.*?)^====$");
    private static final Pattern TAB = Pattern.compile(
            "(?ms)^(?<name>\\w+)::\n\\+\n\\[source,(?<language>\\w+),snippet=(?<id>\\w+)]\n----\n.*?^----$");
    private static final Pattern ROUTE = Pattern.compile("(?m)\\bfrom\\(\"|<route|^ *(?:- )?from:");
    private static final Pattern CLASS = Pattern.compile("(?m)^(?:public )?class ");
    private static final Pattern WORD = Pattern.compile("\\w+");

    private final Set<String> run = ids();

    @Test
    void eachRouteOfTheManualIsInThreeTabsAndRun() throws Exception {
        List<String> faults = new ArrayList<>();
        int routes = 0;
        for (Path page : Docs.pages()) {
            String text = Docs.read(page);
            routes += (int) BLOCK.matcher(text)
                    .results()
                    .filter(RouteBlocksTest::isRoute)
                    .count();
            for (String fault : faults(text)) faults.add(page.getFileName() + ": " + fault);
        }

        assertThat(faults).isEmpty();
        assertThat(routes).isGreaterThan(60);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[source,java]\n----\nfrom(\"direct:a\").to(\"direct:b\");\n----\n",
                "[source,yaml,snippet=ask]\n----\n- route:\n    from:\n      uri: direct:a\n----\n",
                "[tabs]\n====\nJava::\n+\n[source,java,snippet=ask]\n----\nfrom(\"direct:a\");\n----\n====\n",
                ".src/gone.yaml\n[source,yaml]\n----\n- route:\n    from: direct:a\n----\n",
                "[tabs]\n====\nJava::\n+\n[source,java,snippet=unheard]\n----\nfrom(\"direct:a\");\n----\n\n"
                        + "XML::\n+\n[source,xml,snippet=unheard]\n----\n<route/>\n----\n\n"
                        + "YAML::\n+\n[source,yaml,snippet=unheard]\n----\n- route:\n    from: {}\n----\n====\n"
            })
    void anotherRouteIsAFault(String page) throws Exception {
        assertThat(faults(page)).isNotEmpty();
    }

    private List<String> faults(String page) throws Exception {
        Set<String> inTabs = new TreeSet<>();
        List<String> faults = new ArrayList<>();
        TABS.matcher(page).results().forEach(tabs -> {
            List<String> found = TAB.matcher(tabs.group(1))
                    .results()
                    .map(tab -> tab.group(1) + " " + tab.group(2) + " " + tab.group(3))
                    .toList();
            String id = found.isEmpty() ? "?" : found.get(0).replaceFirst(".* ", "");
            if (found.equals(List.of("Java java " + id, "XML xml " + id, "YAML yaml " + id))) inTabs.add(id);
            else if (ROUTE.matcher(tabs.group()).find()) faults.add("not the tabs Java, XML and YAML: " + found);
        });
        Matcher block = BLOCK.matcher(page);
        while (block.find()) {
            if (!isRoute(block)) continue;
            String id = block.group("id");
            if (block.group("file") != null) {
                if (!isFileOfAProject(block.group("file"), block.group("code")))
                    faults.add("not a file of a project: " + block.group("file"));
            } else if (id == null) {
                faults.add("a route in " + block.group("language") + " without a name: " + firstLine(block));
            } else {
                if (!run.contains(id)) faults.add("no test runs " + id);
                if (!inTabs.contains(id) && !isClass(block)) faults.add("not in three tabs: " + id);
            }
        }
        return faults;
    }

    private static boolean isRoute(MatchResult block) {
        return ROUTE.matcher(block.group(4)).find();
    }

    /** A test is in Java alone. */
    private static boolean isClass(Matcher block) {
        return CLASS.matcher(block.group("code")).find();
    }

    private static String firstLine(Matcher block) {
        return block.group("code").lines().findFirst().orElse("");
    }

    private static boolean isFileOfAProject(String name, String code) throws Exception {
        try (Stream<Path> files = Files.walk(PROJECTS)) {
            for (Path file : files.filter(path -> path.endsWith(name)).toList())
                if (Files.readString(file).equals(code)) return true;
        }
        return false;
    }

    /** Rows of the table, and the words of tests that read the manual. */
    private static Set<String> ids() {
        Set<String> ids = new DslTable(Path.of("none"))
                .rows().stream().map(DslTable.Row::name).collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> tests = Files.walk(TESTS)) {
            for (Path test :
                    tests.filter(path -> path.toString().endsWith("Test.java")).toList()) {
                String text = Docs.read(test);
                if (text.contains("Docs.blocks") && !test.endsWith("RouteBlocksTest.java"))
                    WORD.matcher(text).results().map(MatchResult::group).forEach(ids::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ids;
    }
}
