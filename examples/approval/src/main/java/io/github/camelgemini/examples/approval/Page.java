// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.approval;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/** Bean {@code page} of the routes: the desk as HTML. Text of customers and of the model is escaped. */
public final class Page {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private static final String HEAD =
            """
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Desk</title>
            <style>
              body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #f6f6f4 }
              article { background: #fff; border: 1px solid #ddd; border-radius: 8px; padding: 1rem 1.25rem; margin: 1rem 0 }
              h2 { font-size: 1rem; margin: 0; display: flex; justify-content: space-between }
              h2 span { font-weight: normal; color: #666 }
              p { margin: .5rem 0 }
              dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; margin: .5rem 0; padding: .5rem .75rem; background: #fff6dd; border-radius: 6px }
              dt { color: #666 } dd { margin: 0; overflow-wrap: anywhere }
              form { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: .75rem }
              input { flex: 1 1 12rem } input, button { font: inherit; padding: .35rem .75rem; border: 1px solid #999; border-radius: 6px }
              button { background: #fff } button[value=approve] { background: #1a7f37; border-color: #1a7f37; color: #fff }
              .answer { color: #444; overflow-wrap: anywhere }
            </style>
            <h1>Desk</h1>
            """;

    /** @param tickets rows, each by column */
    public String render(List<Map<String, Object>> tickets) throws JsonProcessingException {
        StringBuilder html = new StringBuilder(HEAD);
        for (Map<String, Object> ticket : tickets) {
            html.append("<article>\n<h2>%s <span>%s</span></h2>\n<p>%s</p>\n"
                    .formatted(escaped(ticket.get("id")), escaped(state(ticket)), escaped(ticket.get("text"))));
            if ("waiting".equals(ticket.get("state"))) askFor(ticket, html);
            if (ticket.get("answer") != null)
                html.append("<p class=\"answer\">%s</p>\n".formatted(escaped(ticket.get("answer"))));
            html.append("</article>\n");
        }
        return html.append("</html>\n").toString();
    }

    private static String state(Map<String, Object> ticket) {
        Object decision = ticket.get("decision");
        return ticket.get("state") + (decision == null ? "" : " · " + decision);
    }

    private static void askFor(Map<String, Object> ticket, StringBuilder html) throws JsonProcessingException {
        for (JsonNode call : JSON.readTree(String.valueOf(ticket.get("round"))).path("pending")) {
            html.append("<dl><dt>wants to</dt><dd><b>%s</b></dd>"
                    .formatted(escaped(call.path("name").asText())));
            call.path("arguments")
                    .properties()
                    .forEach(argument -> html.append("<dt>%s</dt><dd>%s</dd>"
                            .formatted(escaped(argument.getKey()), escaped(shown(argument.getValue())))));
            html.append("</dl>\n");
        }
        html.append(
                """
                <form method="post" action="/decisions">
                <input type="hidden" name="round" value="%s">
                <button name="decision" value="approve">Approve</button>
                <button name="decision" value="reject">Reject</button>
                <input name="reason" maxlength="500" placeholder="Reason, if you reject" aria-label="Reason">
                </form>
                """
                        .formatted(escaped(ticket.get("interaction_id"))));
    }

    /** The whole value: a person who decides about a list has to see all of it. */
    private static String shown(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }

    private static String escaped(@Nullable Object value) {
        return String.valueOf(value)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
