// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks of this package: time and bytes allocated per operation. */
public final class Micro {

    private Micro() {}

    /**
     * Prints the figures, and writes them as JMH's table (CSV).
     *
     * @param include regular expression for the names of benchmarks, such as {@code EventDecoding}; empty for all
     * @param folder where the file is written
     */
    public static void run(String include, Path folder) throws IOException, RunnerException {
        String file = "micro-" + LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm")) + ".csv";
        OptionsBuilder options = new OptionsBuilder();
        options.include(Micro.class.getPackageName() + ".*" + include)
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .jvmArgs("-Xmx1g")
                .forks(2)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .resultFormat(ResultFormatType.CSV)
                .result(Files.createDirectories(folder).resolve(file).toString());
        new Runner(options.build()).run();
    }
}
