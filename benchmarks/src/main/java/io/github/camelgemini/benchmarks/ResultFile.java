// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

import io.github.camelgemini.benchmarks.measure.Measurement;
import io.github.camelgemini.benchmarks.report.Line;

/** The lines of one run; each is appended when it was measured, so that a run that is ended keeps what it has. */
final class ResultFile {

    private final String run = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss"));
    private final Path path;

    ResultFile(Path folder) throws IOException {
        path = Files.createDirectories(folder).resolve(run + ".jsonl");
    }

    Path path() {
        return path;
    }

    void append(Measurement measurement) throws IOException {
        Line line =
                new Line(run, measurement.round(), measurement.scenario(), measurement.peer(), measurement.figures());
        Files.writeString(path, line.json() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
