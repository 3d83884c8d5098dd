// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What one peer's JVM measured in one round: a line of a results file.
 *
 * @param run date and time of the run, the same in all its lines
 * @param figures by the names of {@code Figure}; empty if the peer failed
 */
public record Line(String run, int round, String scenario, String peer, Map<String, Double> figures) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public Line {
        figures = new TreeMap<>(figures);
    }

    /** Reads all lines of results files, in their order. */
    public static List<Line> read(List<Path> files) throws IOException {
        try {
            return files.stream()
                    .flatMap(file -> lines(file).stream())
                    .filter(text -> !text.isBlank())
                    .map(Line::read)
                    .toList();
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one line. */
    public static Line read(String json) {
        try {
            return JSON.readValue(json, Line.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("No line of results: " + json, e);
        }
    }

    /** The line as JSON, without a line feed. */
    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The round in its run: peers of one round were measured one after the other, and are compared with each other. */
    String inRun() {
        return run + '/' + round;
    }
}
