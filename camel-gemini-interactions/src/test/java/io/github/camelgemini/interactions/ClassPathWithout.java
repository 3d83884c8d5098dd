// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The class path of the tests without jars that a project may do without. Code there has classes of its own, so only types of
 * the JDK go in and out.
 */
final class ClassPathWithout implements AutoCloseable {

    private final URLClassLoader loader;

    /** @param jars how the names of the jars begin that are left out */
    ClassPathWithout(String... jars) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
            File file = new File(path);
            if (List.of(jars).stream().noneMatch(file.getName()::startsWith))
                urls.add(file.toURI().toURL());
        }
        loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    boolean has(String className) {
        try {
            loader.loadClass(className);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Calls a public static method of a public class there, with texts. */
    Object call(Class<?> type, String method, String... arguments) throws Throwable {
        Class<?>[] types = new Class<?>[arguments.length];
        Arrays.fill(types, String.class);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(loader);
        try {
            return loader.loadClass(type.getName()).getMethod(method, types).invoke(null, (Object[]) arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Override
    public void close() throws Exception {
        loader.close();
    }
}
