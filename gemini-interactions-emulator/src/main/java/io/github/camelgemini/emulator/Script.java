// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.camelgemini.emulator.internal.script.ScriptReader;

/**
 * What the emulator will answer. The first rule that fits a request and has not been used up answers it, so rules without
 * conditions are a queue; requests that no rule fits get the stand-in's answer.
 */
public record Script(List<Rule> rules) {
    public Script {
        rules = List.copyOf(rules);
    }

    public static Script of(Rule... rules) {
        return new Script(List.of(rules));
    }

    /** A rule for creates. */
    public static Rule onCreate() {
        return new Rule(Operation.CREATE);
    }

    /** A rule for gets, streams of stored interactions too. */
    public static Rule onGet() {
        return new Rule(Operation.GET);
    }

    public static Rule onCancel() {
        return new Rule(Operation.CANCEL);
    }

    public static Rule onDelete() {
        return new Rule(Operation.DELETE);
    }

    public static Rule on(Operation operation) {
        return new Rule(operation);
    }

    /**
     * Reads a script in YAML or JSON. Files it names are looked for in the working directory.
     *
     * @throws IllegalArgumentException saying what cannot be understood
     */
    public static Script parse(String yaml) {
        return ScriptReader.read(yaml, Path.of(""));
    }

    /** Reads a script from a file. Files it names are looked for beside it. */
    public static Script file(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            return ScriptReader.read(Files.readString(file), folder == null ? Path.of("") : folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the script " + file, e);
        }
    }
}
