// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual.reference;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The comments of a Java source, as AsciiDoc. */
final class Javadoc {

    private static final Pattern CONSTANT = Pattern.compile(
            "/\\*\\*(?<comment>(?:(?!\\*/).)*)\\*/\\s*public static final String (?<name>\\w+)\\s*=\\s*\"(?<value>[^\"]*)\";",
            Pattern.DOTALL);
    private static final Pattern TYPE =
            Pattern.compile("/\\*\\*(?<comment>(?:(?!\\*/).)*)\\*/\\s*(?:@\\w+\\s*)*public class", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\{@link #(\\w+)(?:\\([^)]*\\))?}");

    private final String source;

    Javadoc(String source) {
        this.source = source;
    }

    /** Constants of text that have no annotation, by their values. */
    Map<String, String> constants() {
        Map<String, String> comments = new LinkedHashMap<>();
        Matcher constant = CONSTANT.matcher(source);
        while (constant.find()) comments.put(constant.group("value"), text(constant.group("comment")));
        return comments;
    }

    /** The first paragraph of the class. */
    String ofClass() {
        Matcher type = TYPE.matcher(source);
        if (!type.find()) throw new IllegalStateException("A class without a comment");
        return text(type.group("comment").replaceFirst("(?s)<p>.*", ""));
    }

    private String text(String comment) {
        String line = comment.replaceAll("\\s*\\n\\s*\\*? ?", " ").replaceAll("\\{@code ([^}]+)}", "`$1`");
        return LINK.matcher(line)
                .replaceAll(link -> "`" + valueOf(link.group(1)) + "`")
                .strip();
    }

    /** A constant is shown as its value, a method as its name. */
    private String valueOf(String name) {
        Matcher value =
                Pattern.compile("String " + name + "\\s*=\\s*\"([^\"]*)\"").matcher(source);
        return Matcher.quoteReplacement(value.find() ? value.group(1) : name + "()");
    }
}
