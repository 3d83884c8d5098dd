// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.audit;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ColumnMapRowMapper;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The table {@code audit}: rows that are added and never changed. The hash of a row covers its columns and the hash of the row
 * before it, under a key that is not in the database (HMAC-SHA256), so a row that was changed, removed or put between others
 * shows. Any number of nodes add to one chain, one after the other.
 */
public final class HashChain {

    /** All columns but the hash, in the order in which they are hashed. */
    private static final List<String> COLUMNS = List.of(
            ("position interaction_id entry_key kind subject recorded_at model type content content_hash actor status reason"
                            + " http_status input_tokens cached_tokens output_tokens thought_tokens tool_use_tokens"
                            + " total_tokens cost currency previous_hash")
                    .split(" "));

    private static final String INSERT = "insert into audit (" + String.join(", ", COLUMNS) + ", hash) values ("
            + COLUMNS.stream().map(column -> "?").collect(Collectors.joining(", ")) + ", ?)";

    private static final ColumnMapRowMapper BY_COLUMN = new ColumnMapRowMapper();

    private final JdbcTemplate statements;
    private final TransactionTemplate transaction;
    private final SecretKeySpec key;

    /** @param keyFile with at least 32 random characters, the same on all nodes */
    public HashChain(DataSource dataSource, String keyFile) throws IOException {
        statements = new JdbcTemplate(dataSource);
        transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        key = new SecretKeySpec(Files.readAllBytes(Path.of(keyFile)), "HmacSHA256");
    }

    /**
     * Adds a row, unless there is one of the same interaction and entry.
     *
     * @param row values by column, those of the chain not among them
     * @return false if the row was there already, which is so when a message is delivered again
     */
    public boolean append(Map<String, @Nullable Object> row) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            Link head = head(" for update");
            if (isThere(row)) return false;
            long position = head.position() + 1;
            row.put("position", position);
            row.put("recorded_at", OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS));
            row.put("previous_hash", head.hash());
            String hash = hash(row);
            List<@Nullable Object> values = new ArrayList<>();
            for (String column : COLUMNS) values.add(row.get(column));
            values.add(hash);
            statements.update(INSERT, values.toArray());
            statements.update("update audit_head set position = ?, hash = ? where id = 1", position, hash);
            return true;
        }));
    }

    private Link head(String lock) {
        return statements
                .query("select position, hash from audit_head where id = 1" + lock, (row, number) -> Link.of(row))
                .get(0);
    }

    private boolean isThere(Map<String, @Nullable Object> row) {
        return !statements
                .queryForList(
                        "select 1 from audit where interaction_id = ? and entry_key = ?",
                        row.get("interaction_id"),
                        row.get("entry_key"))
                .isEmpty();
    }

    /** What does not fit together; empty if nothing was changed. Reads the whole table, row by row. */
    public List<String> findings() {
        Walk walk = new Walk();
        statements.query("select * from audit order by position", walk);
        return walk.upTo(head(""));
    }

    /** A row's place in the chain, and its hash. */
    private record Link(long position, String hash) {

        static final Link START = new Link(0, "0".repeat(64));

        static Link of(ResultSet row) throws SQLException {
            return new Link(row.getLong("position"), row.getString("hash"));
        }
    }

    /** Compares each row with the one before it. */
    private final class Walk implements RowCallbackHandler {

        private final List<String> findings = new ArrayList<>();
        private Link last = Link.START;

        @Override
        public void processRow(ResultSet row) throws SQLException {
            Link link = Link.of(row);
            if (link.position() != last.position() + 1)
                findings.add("Rows " + (last.position() + 1) + " to " + (link.position() - 1) + " are missing.");
            else if (!last.hash().equals(row.getString("previous_hash")))
                findings.add("Row " + link.position() + " does not follow row " + last.position() + ".");
            if (!hash(BY_COLUMN.mapRow(row, 0)).equals(link.hash()))
                findings.add("Row " + link.position() + " was changed.");
            last = link;
        }

        List<String> upTo(Link head) {
            if (!head.equals(last)) findings.add("The rows behind row " + last.position() + " are missing.");
            return findings;
        }
    }

    private String hash(Map<String, ? extends @Nullable Object> row) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            for (String column : COLUMNS) {
                String text = canonical(row.get(column));
                // With its length: a border between two columns cannot move.
                mac.update((text == null ? "-" : text.length() + ":" + text).getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same text for a value that is written and for the one that the database returns. */
    private static @Nullable String canonical(@Nullable Object value) {
        if (value == null) return null;
        if (value instanceof BigDecimal number)
            return number.stripTrailingZeros().toPlainString();
        if (value instanceof Number number) return String.valueOf(number.longValue());
        if (value instanceof OffsetDateTime time) return time.toInstant().toString();
        if (value instanceof Timestamp time) return time.toInstant().toString();
        if (value instanceof Instant time) return time.toString();
        return value.toString();
    }
}
