// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

import io.github.camelgemini.examples.audit.PriceList.Cost;
import io.github.camelgemini.examples.audit.PriceList.Tokens;
import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Bean {@code audit} of the routes: writes one row per request, step, result, decision and end, from the headers of its exchange. */
public final class AuditTrail {

    private static final int LONGEST_CONTENT = 1_000_000;

    private final HashChain chain;
    private final PriceList prices;
    private final boolean withText;

    /**
     * @param prices file of a {@link PriceList}
     * @param content {@code text}, or {@code hash}: what was said is not stored, its hash is
     */
    public AuditTrail(HashChain chain, String prices, String content) throws IOException {
        if (!content.equals("text") && !content.equals("hash"))
            throw new IllegalArgumentException("audit.content is text or hash, and not " + content);
        this.chain = chain;
        this.prices = PriceList.read(Path.of(prices));
        withText = content.equals("text");
    }

    /** A request, in front of the endpoint that sends it: model or agent, and the body. */
    public void sent(Exchange exchange) {
        Message message = exchange.getMessage();
        String key = header(message, GeminiInteractionsConstants.IDEMPOTENCY_KEY);
        Map<String, @Nullable Object> row = row("sent", message, null, "sent/" + key);
        String model = header(message, GeminiInteractionsConstants.MODEL);
        row.put("model", model != null ? model : header(message, GeminiInteractionsConstants.AGENT));
        content(row, message);
        append(row);
    }

    /** A step, in the route of the channel. */
    public void step(Exchange exchange) {
        Message message = exchange.getMessage();
        Map<String, @Nullable Object> row = row(
                "step",
                message,
                header(message, GeminiInteractionsConstants.INTERACTION_ID),
                header(message, GeminiInteractionsConstants.STEP_KEY));
        row.put("type", header(message, GeminiInteractionsConstants.STEP_TYPE));
        content(row, message);
        append(row);
    }

    /** The result of a function, at the end of its route. A call that runs again has a row for each time. */
    public void result(Exchange exchange) {
        Message message = exchange.getMessage();
        String call = header(message, GeminiInteractionsConstants.FUNCTION_CALL_ID);
        Map<String, @Nullable Object> row =
                row("result", message, null, "result/" + call + "/" + exchange.getExchangeId());
        row.put("type", exchange.getFromRouteId());
        content(row, message);
        append(row);
    }

    /** What a person decided about one call, with the body {@code id, name, arguments} and the variables of its round. */
    public void decision(Exchange exchange) {
        Message message = exchange.getMessage();
        Map<?, ?> call = message.getBody(Map.class);
        Map<?, ?> waiting = exchange.getVariable("waiting", Map.class);
        Map<String, @Nullable Object> row =
                row("decision", message, String.valueOf(waiting.get("interaction_id")), "decision/" + call.get("id"));
        row.put("type", call.get("name"));
        row.put("actor", header(message, "by"));
        row.put("status", exchange.getVariable("decision", String.class));
        content(row, String.valueOf(call.get("arguments")));
        append(row);
    }

    /** The end of an interaction, behind a {@code get}: status, tokens, and what they cost. One that is not over has no row. */
    public void ended(Exchange exchange) {
        Message message = exchange.getMessage();
        String status = header(message, GeminiInteractionsConstants.STATUS);
        if (status == null || status.equals("in_progress") || status.equals("queued")) return;
        Map<String, @Nullable Object> row =
                row("ended", message, header(message, GeminiInteractionsConstants.INTERACTION_ID), "ended");
        String answered = header(message, GeminiInteractionsConstants.RESPONSE_MODEL);
        String model = answered != null ? answered : exchange.getVariable("asked", String.class);
        row.put("model", model);
        row.put("status", status);
        Long total = message.getHeader(GeminiInteractionsConstants.TOTAL_TOKENS, Long.class);
        if (total != null) cost(row, model, message);
        row.put("total_tokens", total);
        append(row);
    }

    private void cost(Map<String, @Nullable Object> row, @Nullable String model, Message message) {
        Tokens tokens = new Tokens(
                tokens(message, GeminiInteractionsConstants.INPUT_TOKENS),
                tokens(message, GeminiInteractionsConstants.CACHED_TOKENS),
                tokens(message, GeminiInteractionsConstants.OUTPUT_TOKENS),
                tokens(message, GeminiInteractionsConstants.THOUGHT_TOKENS),
                tokens(message, GeminiInteractionsConstants.TOOL_USE_TOKENS));
        row.put("input_tokens", tokens.input());
        row.put("cached_tokens", tokens.cached());
        row.put("output_tokens", tokens.output());
        row.put("thought_tokens", tokens.thought());
        row.put("tool_use_tokens", tokens.toolUse());
        Cost cost = model == null ? null : prices.of(model, LocalDate.now(ZoneOffset.UTC), tokens);
        if (cost == null) return;
        row.put("cost", cost.amount());
        row.put("currency", cost.currency());
    }

    /** A failure: its exception and reason, and the interaction if that is known. */
    public void failed(Exchange exchange) {
        Message message = exchange.getMessage();
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        Map<String, @Nullable Object> row = row(
                "failed",
                message,
                header(message, GeminiInteractionsConstants.INTERACTION_ID),
                "failed/" + exchange.getExchangeId());
        row.put("type", failure.getClass().getSimpleName());
        row.put("reason", exchange.getProperty(GeminiInteractionsConstants.ERROR_REASON_PROPERTY, String.class));
        row.put("status", header(message, GeminiInteractionsConstants.STATUS));
        row.put("http_status", message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class));
        // Its messages quote neither prompt nor answer; those of others may.
        if (failure instanceof GeminiInteractionsException) content(row, String.valueOf(failure.getMessage()));
        append(row);
    }

    private static long tokens(Message message, String header) {
        Long tokens = message.getHeader(header, Long.class);
        return tokens == null ? 0 : tokens;
    }

    private static @Nullable String header(Message message, String name) {
        return message.getHeader(name, String.class);
    }

    private static Map<String, @Nullable Object> row(
            String kind, Message message, @Nullable String interaction, @Nullable String key) {
        String subject = message.getHeader("subject", String.class);
        if (subject == null || key == null)
            throw new IllegalArgumentException("A row of the trail needs the header subject, and what it is about");
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("kind", kind);
        row.put("subject", subject);
        row.put("interaction_id", interaction == null ? subject : interaction);
        row.put("entry_key", key);
        return row;
    }

    private void content(Map<String, @Nullable Object> row, Message message) {
        if (message.getBody() instanceof byte[] bytes) { // media: the hash of the bytes
            row.put("content", "[" + bytes.length + " bytes]");
            row.put("content_hash", sha256(bytes));
        } else {
            content(row, String.valueOf(message.getBody(String.class)));
        }
    }

    private void content(Map<String, @Nullable Object> row, String text) {
        row.put("content_hash", sha256(text.getBytes(StandardCharsets.UTF_8)));
        if (!withText) return;
        // PostgreSQL stores no NUL.
        String stored = text.replace('\0', '\uFFFD');
        row.put("content", stored.length() <= LONGEST_CONTENT ? stored : stored.substring(0, LONGEST_CONTENT));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void append(Map<String, @Nullable Object> row) {
        chain.append(row);
    }
}
