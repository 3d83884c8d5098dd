// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.camelgemini.emulator.traffic.Operation;

/**
 * What the emulator will answer. The first rule that fits a request and has not been used up answers it, so rules without
 * conditions are a queue; requests that no rule fits get the stand-in's answer.
 */
public record Script(List<Rule> rules) {
    public Script {
        rules = List.copyOf(rules);
    }

    /** The script of these rules, in this order. */
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

    /** A rule for cancels. */
    public static Rule onCancel() {
        return new Rule(Operation.CANCEL);
    }

    /** A rule for deletes. */
    public static Rule onDelete() {
        return new Rule(Operation.DELETE);
    }

    /** A rule for requests of one operation. */
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

    /**
     * As {@link #parse}, of a script that somebody sent: it reads no files of this machine.
     *
     * @throws IllegalArgumentException saying what cannot be understood, also where it names a file
     */
    public static Script parseReceived(String yaml) {
        return ScriptReader.read(yaml, null);
    }

    /**
     * Reads a script from a file in UTF-8. Files it names are looked for beside it.
     *
     * @throws IllegalArgumentException saying what cannot be understood
     * @throws UncheckedIOException if a file cannot be read
     */
    public static Script file(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            return ScriptReader.read(Files.readString(file), folder == null ? Path.of("") : folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the script " + file, e);
        }
    }
}
