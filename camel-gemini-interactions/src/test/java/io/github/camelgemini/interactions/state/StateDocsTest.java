// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether the page on state says what the code does. */
class StateDocsTest {

    private static final Path PAGE = Path.of("../docs/state.adoc");

    @TempDir
    Path folder;

    @Test
    void showsTheTableThatTheCodeCreates() throws Exception {
        assertThat(block("sql")).isEqualTo(new StateTable(StateTable.DEFAULT_NAME).create());
    }

    @Test
    void showsTheTableOfRunsThatTheCodeCreates() throws Exception {
        assertThat(block("sql", Path.of("../docs/background.adoc"))).isEqualTo(StateTable.ddl("run-table.sql"));
    }

    @Test
    void showsBeansInYamlThatStartAndStopWithTheContext() throws Exception {
        String yaml = block("yaml").replace("target/state", folder.toString());
        JdbcStateRepository jdbc;
        FileCursorRepository file;
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.getRegistry().bind("database", database());
            PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("beans.yaml", yaml));
            camel.start();

            jdbc = camel.getRegistry().lookupByNameAndType("cursors", JdbcStateRepository.class);
            file = camel.getRegistry().lookupByNameAndType("localCursors", FileCursorRepository.class);
            assertThat(jdbc.replace("key", null, "value")).isTrue();
            assertThat(file.replace("key", null, "value")).isTrue();
            assertThat(folder.resolve("cursors")).exists();
        }
        assertThat(jdbc.isStopped()).isTrue();
        assertThat(file.isStopped()).isTrue();
    }

    @Test
    void addServiceStartsAndStopsIt() throws Exception {
        FileCursorRepository file = new FileCursorRepository(folder.resolve("cursors"));
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.addService(file);
            camel.start();
            file.setState("key", "value");
        }
        assertThat(file.isStopped()).isTrue();
    }

    private static DataSource database() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:docs;DB_CLOSE_DELAY=-1");
        return database;
    }

    private static String block(String language) throws Exception {
        return block(language, PAGE);
    }

    private static String block(String language, Path page) throws Exception {
        Matcher block = Pattern.compile("\\[source," + language + "]\n----\n(.*?)----\n", Pattern.DOTALL)
                .matcher(Files.readString(page));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}
