// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.TryCatchBlock;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.internal.support.store.StateStore;
import io.github.camelgemini.interactions.state.RunRepository;
import org.apache.camel.spi.StateRepository;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rules of the code that keep a kind of fault away which no single test would see. */
class ConcurrencyRulesTest {

    private static final String ROOT = "io.github.camelgemini.interactions";
    private static final String GOOGLE_TOKEN = ROOT + ".internal.client.auth.GoogleTokenCredential.";
    private static final Path SOURCES = Path.of("src/main/java");
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    /** Where an exchange, a lease or a loop depends on a catch. */
    private static final List<String> BOUNDARIES = List.of(
            ".internal.operation",
            ".internal.feature.",
            ".internal.message.emit",
            ".internal.client.call",
            ".internal.client.stream",
            ".internal.client.transport.http",
            ".internal.client.auth",
            ".internal.support.async");

    /** They name the option that a credential comes from, and throw. */
    private static final Set<String> RETHROWING = Set.of(
            GOOGLE_TOKEN + "load()",
            GOOGLE_TOKEN + "ofServiceAccountKey([B, java.lang.String, java.util.concurrent.Executor)");

    private static final Set<Class<?>> REPOSITORIES =
            Set.of(StateRepository.class, RunRepository.class, StateStore.class);

    /** An Error of a user's bean is a failure like any other: what catches RuntimeException there leaves an exchange open. */
    @Test
    void whereSomethingDependsOnACatchItCatchesThrowable() {
        Set<String> narrow = new TreeSet<>();
        for (JavaClass owner : OURS) {
            if (!isBoundary(owner)) continue;
            for (JavaCodeUnit code : owner.getCodeUnits())
                for (TryCatchBlock block : code.getTryCatchBlocks())
                    if (isNarrow(block)) narrow.add(code.getFullName());
        }
        narrow.removeAll(RETHROWING);
        assertThat(narrow).isEmpty();
    }

    private static boolean isBoundary(JavaClass owner) {
        String name = owner.getPackageName();
        if (name.equals(ROOT)) return owner.getSimpleName().matches(".*(Producer|Consumer)");
        return BOUNDARIES.stream().anyMatch(boundary -> (name + ".").startsWith(ROOT + boundary));
    }

    private static boolean isNarrow(TryCatchBlock block) {
        Set<String> caught = new HashSet<>();
        for (JavaClass type : block.getCaughtThrowables()) caught.add(type.getName());
        return (caught.contains("java.lang.RuntimeException") || caught.contains("java.lang.Exception"))
                && !caught.contains("java.lang.Throwable")
                && !caught.contains("java.lang.Error");
    }

    /** A route may keep all threads of routes: what uses a repository, above all a lease, must not wait for one. */
    @Test
    void repositoriesAreNotUsedOnThreadsOfRoutes() {
        Set<String> both = new TreeSet<>();
        for (JavaClass owner : OURS) {
            boolean routes = callsOf(owner)
                    .anyMatch(call -> call.getTargetOwner().isEquivalentTo(ComponentThreads.class)
                            && call.getName().equals("routes"));
            if (routes && callsOf(owner).anyMatch(ConcurrencyRulesTest::usesRepository)) both.add(owner.getName());
        }
        assertThat(both).isEmpty();
    }

    private static Stream<JavaMethodCall> callsOf(JavaClass owner) {
        return owner.getMethodCallsFromSelf().stream();
    }

    private static boolean usesRepository(JavaMethodCall call) {
        return REPOSITORIES.stream().anyMatch(type -> call.getTargetOwner().isAssignableTo(type));
    }

    /** A database that hangs must not make stop, health or another message hang that needs the same monitor. */
    @Test
    void repositoriesAreNotUsedUnderAMonitor() throws IOException {
        Set<String> guarded = new TreeSet<>();
        for (JavaClass owner : OURS) {
            if (owner.getPackageName().equals(ROOT + ".state")) continue; // they are repositories
            if (owner.isEquivalentTo(StateStore.class)) continue; // locks a repository that cannot change on condition
            for (JavaMethodCall call : underMonitors(owner))
                if (usesRepository(call)) guarded.add(call.getOrigin().getFullName() + " calls " + call.getName());
        }
        assertThat(guarded).isEmpty();
    }

    /** Calls in synchronized blocks and methods, and calls of the methods of the same class that are called there. */
    private static Set<JavaMethodCall> underMonitors(JavaClass owner) throws IOException {
        List<int[]> blocks = synchronizedBlocks(owner);
        Set<JavaMethodCall> found = new HashSet<>();
        Deque<JavaCodeUnit> wholly = new ArrayDeque<>();
        Set<JavaCodeUnit> seen = new HashSet<>();
        for (JavaCodeUnit code : owner.getCodeUnits()) {
            if (code.getModifiers().contains(JavaModifier.SYNCHRONIZED)) wholly.add(code);
            for (JavaMethodCall call : code.getMethodCallsFromSelf())
                if (blocks.stream()
                        .anyMatch(block -> block[0] <= call.getLineNumber() && call.getLineNumber() <= block[1]))
                    add(call, owner, found, wholly);
        }
        while (!wholly.isEmpty()) {
            JavaCodeUnit code = wholly.remove();
            if (seen.add(code))
                for (JavaMethodCall call : code.getMethodCallsFromSelf()) add(call, owner, found, wholly);
        }
        return found;
    }

    private static void add(
            JavaMethodCall call, JavaClass owner, Set<JavaMethodCall> found, Deque<JavaCodeUnit> wholly) {
        found.add(call);
        if (call.getTargetOwner().equals(owner))
            call.getTarget().resolveMember().ifPresent(wholly::add);
    }

    /** First and last lines of the synchronized blocks in the source of a class. */
    private static List<int[]> synchronizedBlocks(JavaClass owner) throws IOException {
        String file = owner.getName().replace('.', '/').replaceFirst("\\$.*", "") + ".java";
        List<int[]> blocks = new ArrayList<>();
        if (!Files.exists(SOURCES.resolve(file))) return blocks;
        List<String> lines = Files.readAllLines(SOURCES.resolve(file));
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).matches("\\s*synchronized \\(.*\\) \\{")) continue;
            String indent = lines.get(i).replaceFirst("\\S.*", "");
            int end = i + 1;
            while (!lines.get(end).equals(indent + "}")) end++;
            blocks.add(new int[] {i + 1, end + 1});
        }
        return blocks;
    }
}
