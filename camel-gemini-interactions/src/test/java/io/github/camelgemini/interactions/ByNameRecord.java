// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.File;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ClassObjectReference;
import com.sun.jdi.ClassType;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.StringReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.Value;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a program in a JVM of its own loads by name and reads by reflection. A debugger stops in the methods of the JDK and of
 * Camel through which that goes, as the agent of GraalVM does; a class that the program names in its code is not recorded.
 */
final class ByNameRecord {
    /** Longest time in which a program does nothing of that kind. */
    private static final Duration FAR = Duration.ofMinutes(2);

    /** How a class is read, and the flags in reflect-config.json each of which allows that. */
    enum Access {
        NAME,
        CONSTRUCTORS("allDeclaredConstructors", "allPublicConstructors"),
        METHODS("allDeclaredMethods", "allPublicMethods"),
        FIELDS("allDeclaredFields", "allPublicFields");

        private final Set<String> flags;

        Access(String... flags) {
            this.flags = Set.of(flags);
        }

        /** Whether an entry with these flags allows it; null is no entry. */
        boolean isAllowedBy(@Nullable Set<String> entry) {
            return entry != null && (flags.isEmpty() || !Collections.disjoint(flags, entry));
        }
    }

    private interface Reader {
        void read(StackFrame frame) throws Exception;
    }

    private final Map<String, Set<Access>> classes = new TreeMap<>();
    private final Set<String> resources = new TreeSet<>();
    private final Map<EventRequest, Reader> readers = new HashMap<>();

    private ByNameRecord() {}

    /** Class names, and how each was read. */
    Map<String, Set<Access>> classes() {
        return classes;
    }

    /** Names of resources that were asked for, whether or not they were found; with {@code /} between folders. */
    Set<String> resources() {
        return resources;
    }

    /** Runs the program to its end, which has to be a good one. Its output goes into the file. */
    static ByNameRecord of(List<Path> classPath, Path output, Class<?> program, String... arguments) throws Exception {
        ListeningConnector connector = Bootstrap.virtualMachineManager().listeningConnectors().stream()
                .filter(candidate -> candidate.name().equals("com.sun.jdi.SocketListen"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> listening = connector.defaultArguments();
        listening.get("localAddress").setValue(InetAddress.getLoopbackAddress().getHostAddress());
        listening.get("timeout").setValue(String.valueOf(FAR.toMillis()));
        String address = connector.startListening(listening);
        Process process = null;
        try {
            process = start(classPath, output, address, program, arguments);
            ByNameRecord record = new ByNameRecord();
            record.follow(connector.accept(listening));
            if (!process.waitFor(FAR.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError("The program failed: " + Files.readString(output));
            }
            return record;
        } finally {
            connector.stopListening(listening);
            if (process != null) process.destroyForcibly();
        }
    }

    private static Process start(
            List<Path> classPath, Path output, String address, Class<?> program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=" + address,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                String.join(
                        File.pathSeparator,
                        classPath.stream().map(Path::toString).toList()),
                program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private void follow(VirtualMachine machine) throws Exception {
        ReferenceType type = machine.classesByName("java.lang.Class").get(0);
        stop(type, "forName", frame -> named(string(frame)));
        stop(type, "privateGetDeclaredConstructors", frame -> reflected(frame, Access.CONSTRUCTORS));
        stop(type, "privateGetDeclaredMethods", frame -> reflected(frame, Access.METHODS));
        stop(type, "privateGetDeclaredFields", frame -> reflected(frame, Access.FIELDS));
        ReferenceType loader = machine.classesByName("java.lang.ClassLoader").get(0);
        stop(loader, "getResource", frame -> resources.add(string(frame)));
        stop(loader, "getResources", frame -> resources.add(string(frame)));
        // Where Camel asks class loaders itself.
        ClassPrepareRequest camel = machine.eventRequestManager().createClassPrepareRequest();
        camel.addClassFilter("org.apache.camel.util.ObjectHelper");
        camel.enable();
        try {
            while (true) {
                EventSet events = machine.eventQueue().remove(FAR.toMillis());
                if (events == null) throw new AssertionError("The program hangs.");
                for (Event event : events) handle(event);
                events.resume();
            }
        } catch (VMDisconnectedException ended) {
            // The program has ended.
        }
    }

    private void handle(Event event) throws Exception {
        if (event instanceof ClassPrepareEvent prepared) {
            stop(prepared.referenceType(), "loadClass", frame -> named(string(frame)));
        } else if (event instanceof BreakpointEvent stopped) {
            readers.get(stopped.request()).read(stopped.thread().frame(0));
        }
    }

    private void stop(ReferenceType type, String name, Reader reader) {
        List<Method> methods = type.methodsByName(name).stream()
                .filter(method -> !method.isNative() && !method.isAbstract())
                .toList();
        if (methods.isEmpty()) throw new AssertionError("This JVM has no " + type.name() + "." + name);
        for (Method method : methods) {
            BreakpointRequest request =
                    type.virtualMachine().eventRequestManager().createBreakpointRequest(method.location());
            request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
            readers.put(request, reader);
            request.enable();
        }
    }

    private void named(String name) {
        add(name.replace('/', '.'), Access.NAME);
    }

    private void reflected(StackFrame frame, Access access) {
        ReferenceType type = ((ClassObjectReference) frame.thisObject()).reflectedType();
        // The JDK reads the constants of an enum so, for EnumMap and valueOf; an image has them without metadata.
        if (type instanceof ClassType read && read.isEnum()) return;
        add(type.name(), access);
    }

    private void add(String name, Access access) {
        classes.computeIfAbsent(name, any -> new TreeSet<>()).add(access);
    }

    /** The first argument that is a text. */
    private static String string(StackFrame frame) {
        for (Value value : frame.getArgumentValues()) {
            if (value instanceof StringReference text) return text.value();
        }
        return "";
    }
}
