// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.audit;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.github.camelgemini.examples.support.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which changes of the table show. */
class HashChainTest {

    private final Database database =
            Database.at("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=120000");
    private HashChain chain;

    @BeforeEach
    void fourRows() throws Exception {
        chain = new HashChain(database.connections(), Audit.key().toString());
        for (int i = 1; i <= 4; i++) assertThat(chain.append(row("i-" + i))).isTrue();
    }

    @AfterEach
    void close() throws Exception {
        database.update("shutdown");
        database.close();
    }

    @Test
    void anUntouchedTableHasNoFindings() {
        assertThat(chain.findings()).isEmpty();
    }

    @Test
    void anEntryIsAddedOnce() {
        assertThat(chain.append(row("i-2"))).isFalse();

        assertThat(database.number("select count(*) from audit")).isEqualTo(4);
        assertThat(chain.findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "interaction_id = 'x'",
                "entry_key = 'x'",
                "kind = 'x'",
                "subject = 'x'",
                "recorded_at = recorded_at + interval '0.001' second",
                "model = 'x'",
                "type = null",
                "content = content || ' '",
                "content = ''",
                "content_hash = repeat('1', 64)",
                "actor = 'x'",
                "status = 'approve'",
                "reason = 'x'",
                "http_status = 200",
                "input_tokens = 8",
                "cached_tokens = 1",
                "output_tokens = 1",
                "thought_tokens = 1",
                "tool_use_tokens = 1",
                "total_tokens = 1",
                "cost = cost - 0.0000000001",
                "currency = 'EUR'",
                "content = 'al', type = 'thoughtusu'",
                "hash = repeat('1', 64)"
            })
    void aChangedValueShows(String change) {
        database.update("update audit set " + change + " where position = 2");

        assertThat(chain.findings()).contains("Row 2 was changed.");
    }

    @Test
    void aRemovedRowShows() {
        database.update("delete from audit where position = 2");

        assertThat(chain.findings()).containsExactly("Rows 2 to 2 are missing.");
    }

    @Test
    void aRemovedRowShowsAlthoughTheOthersMoveUp() {
        database.update("delete from audit where position = 2");
        database.update("update audit set position = position - 1 where position = 3");
        database.update("update audit set position = position - 1 where position = 4");

        assertThat(chain.findings()).contains("Row 2 does not follow row 1.", "Row 2 was changed.");
    }

    @Test
    void removedLastRowsShow() {
        database.update("delete from audit where position > 2");

        assertThat(chain.findings()).containsExactly("The rows behind row 2 are missing.");
    }

    @Test
    void aRowThatWasPutInWithoutTheKeyShows() {
        database.update(
                "insert into audit (position, interaction_id, entry_key, kind, subject, recorded_at, previous_hash, hash)"
                        + " select 5, 'i-5', 'ended', 'ended', 's', current_timestamp, hash, repeat('1', 64) from audit_head");
        database.update("update audit_head set position = 5, hash = repeat('1', 64)");

        assertThat(chain.findings()).containsExactly("Row 5 was changed.");
    }

    @Test
    void anotherKeyFindsNothingAsItWas() throws Exception {
        HashChain other = new HashChain(database.connections(), Audit.key().toString());

        assertThat(other.findings())
                .containsExactly(
                        "Row 1 was changed.", "Row 2 was changed.", "Row 3 was changed.", "Row 4 was changed.");
    }

    @Test
    void nodesThatAddAtTheSameTimeAddToOneChain() {
        List<CompletableFuture<Void>> nodes = IntStream.range(0, 6)
                .mapToObj(node -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 20; i++) {
                        chain.append(row("n-" + node + "-" + i));
                        chain.append(row("shared-" + i));
                    }
                }))
                .toList();
        nodes.forEach(CompletableFuture::join);

        assertThat(database.number("select count(*) from audit")).isEqualTo(4 + 6 * 20 + 20);
        assertThat(database.number("select max(position) from audit")).isEqualTo(4 + 6 * 20 + 20);
        assertThat(chain.findings()).isEmpty();
    }

    private static Map<String, Object> row(String interaction) {
        Map<String, Object> row = new HashMap<>();
        row.put("interaction_id", interaction);
        row.put("entry_key", "ended");
        row.put("kind", "ended");
        row.put("subject", "s");
        row.put("type", "thought");
        row.put("content", "usual");
        row.put("status", "completed");
        row.put("input_tokens", 7L);
        row.put("cost", new BigDecimal("0.0000125"));
        row.put("currency", "USD");
        return row;
    }
}
