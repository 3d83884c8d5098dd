// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.report;

import java.util.Locale;

/** A picture in SVG, light or dark as the reader's system is. */
final class Svg {

    private static final String STYLE =
            """
            <style>
            svg { font: 13px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
              --surface: #ffffff; --ink: #1f2328; --quiet: #59636e; --grid: #e3e6ea;
              --ours: #2a78d6; --other: #aab2bb; --floor: #dfe3e8; --second: #c2570c; --third: #00796b; --fourth: #7b4fc9; }
            @media (prefers-color-scheme: dark) { svg {
              --surface: #15181c; --ink: #e8eaed; --quiet: #a0a8b2; --grid: #2c3138;
              --ours: #5ba0f2; --other: #6c7580; --floor: #3c434b; --second: #f0904d; --third: #4db6a6; --fourth: #b394ee; } }
            .surface { fill: var(--surface); }
            text { fill: var(--ink); }
            .title { font-weight: 600; }
            .quiet { fill: var(--quiet); }
            .grid { stroke: var(--grid); stroke-width: 1; }
            rect.ours { fill: var(--ours); } rect.other { fill: var(--other); } rect.floor { fill: var(--floor); }
            polyline { fill: none; stroke-width: 2; stroke-linejoin: round; }
            .series0 { stroke: var(--ours); } .series1 { stroke: var(--second); }
            .series2 { stroke: var(--third); } .series3 { stroke: var(--fourth); }
            circle { fill: var(--surface); stroke-width: 2; }
            </style>
            """;

    private final StringBuilder content = new StringBuilder();
    private final String title;
    private final int width;

    Svg(String title, int width) {
        this.title = title;
        this.width = width;
    }

    /** @param anchor where x is in the text: start, middle or end */
    void text(double x, double y, String kind, String anchor, String text) {
        add("<text x='%.1f' y='%.1f' class='%s' text-anchor='%s'>%s</text>", x, y, kind, anchor, escaped(text));
    }

    void rect(double x, double y, double width, double height, String kind) {
        add("<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' rx='2' class='%s'/>", x, y, width, height, kind);
    }

    void line(double x1, double y1, double x2, double y2) {
        add("<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' class='grid'/>", x1, y1, x2, y2);
    }

    void dot(double x, double y, String kind) {
        add("<circle cx='%.1f' cy='%.1f' r='3.5' class='%s'/>", x, y, kind);
    }

    /** @param points pairs of x and y, as SVG has them */
    void polyline(String points, String kind) {
        add("<polyline points='%s' class='%s'/>", points, kind);
    }

    /** The whole picture. */
    String finish(double height) {
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %.0f' width='%d' height='%.0f'"
                                + " role='img' aria-label='%s'>\n",
                        width,
                        height,
                        width,
                        height,
                        escaped(title))
                + "<title>" + escaped(title) + "</title>\n" + STYLE
                + "<rect width='100%' height='100%' class='surface'/>\n" + content + "</svg>\n";
    }

    private void add(String format, Object... values) {
        content.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;");
    }
}
