// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

/** All generated tables by their names, and the program that writes them into the pages, between {@code // NAME: START} and
 * {@code // NAME: END}. */
public final class ReferenceTables {

    private static final String EXCHANGE_PROPERTY = "Exchange property";
    private static final Pattern PLACE =
            Pattern.compile("(?ms)^// (?<name>[\\w -]+): START\n(?<table>.*?)^// \\k<name>: END$");

    private final Map<String, String> tables = new TreeMap<>();

    ReferenceTables(Project project) {
        for (String name : Project.COMPONENTS) {
            OptionTables options = new OptionTables(project.catalog(name));
            tables.put(name + " component options", options.componentOptions());
            tables.put(name + " endpoint options", options.endpointOptions());
            tables.put(name + " headers", options.headers());
        }
        for (String name : Project.KAMELETS) tables.put(name + " properties", kamelet(project.kamelet(name)));
        tables.put("exceptions", exceptions(project));
        tables.put("exchange properties", exchangeProperties(project));
    }

    /** @param arguments the folder of the project */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        ReferenceTables tables = new ReferenceTables(new Project(root));
        for (Path page : pages(root)) {
            String written = Files.readString(page);
            String generated = tables.into(written);
            if (!generated.equals(written)) Files.writeString(page, generated);
        }
    }

    static List<Path> pages(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("docs"))) {
            return files.filter(file -> file.toString().endsWith(".adoc"))
                    .sorted()
                    .toList();
        }
    }

    /** A page with its tables as they are to be. */
    String into(String page) {
        return PLACE.matcher(page).replaceAll(place -> {
            String name = place.group().substring(3, place.group().indexOf(": START"));
            String table = tables.get(name);
            if (table == null) throw new IllegalStateException("No generated table is called " + name);
            return Matcher.quoteReplacement("// " + name + ": START\n" + table + "// " + name + ": END");
        });
    }

    /** Names of the tables that have no place in these pages. */
    Set<String> withoutPlace(Stream<String> pages) {
        Set<String> names = new HashSet<>(tables.keySet());
        pages.forEach(page -> PLACE.matcher(page).results().forEach(place -> names.remove(place.group(1))));
        return names;
    }

    private static String exceptions(Project project) {
        Table table = new Table("2,5", "Exception", "When");
        for (String name : project.exceptions())
            table.row(Table.anchored("exception", name), new Javadoc(project.source("exception/" + name)).ofClass());
        return table.toString();
    }

    private static String exchangeProperties(Project project) {
        Table table = new Table("3,5", "Exchange property", "Description");
        new Javadoc(project.source("GeminiInteractionsConstants")).constants().forEach((name, comment) -> {
            if (comment.startsWith(EXCHANGE_PROPERTY))
                table.row(Table.anchored("property", name), sentence(comment.substring(EXCHANGE_PROPERTY.length())));
        });
        return table.toString();
    }

    /** From {@code : the answer} or {@code  of a failure: a word}. */
    private static String sentence(String comment) {
        String text = comment.replaceFirst("^[ :]+", "");
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String kamelet(JsonNode definition) {
        Set<String> required = new HashSet<>();
        definition.path("required").forEach(name -> required.add(name.asText()));
        Table table = new Table("3,7,2,2", "Property", "Description", "Default", "Type");
        definition.path("properties").fields().forEachRemaining(property -> {
            JsonNode about = property.getValue();
            String values =
                    about.path("enum").toString().replaceAll("[\\[\\]\"]", "").replace(",", "`, `");
            table.row(
                    "`" + property.getKey() + "`",
                    (required.contains(property.getKey()) ? "*Required.* " : "")
                            + Table.text(about.path("description").asText())
                            + (values.isEmpty() ? "" : " One of `" + values + "`."),
                    Table.code(about.path("default").asText()),
                    about.path("type").asText());
        });
        return table.toString();
    }
}
