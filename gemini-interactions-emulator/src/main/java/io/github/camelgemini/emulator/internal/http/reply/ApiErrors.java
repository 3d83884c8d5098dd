// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http.reply;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.request.Refused;
import io.github.camelgemini.emulator.script.ResponseFault;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** The one place where errors are written, in each of the forms the service has. */
public final class ApiErrors {
    private static final String RPC = "type.googleapis.com/google.rpc.";

    private static final int MOST_FRAMES = 4;

    private ApiErrors() {}

    /** The API's own form: a word for a code. */
    public static Reply render(Refused refused) {
        return reply(refused.status(), api(refused.code(), refused.text()), Map.of());
    }

    /** The emulator's own failure. */
    static Reply failure(Throwable failure) {
        return render(new Refused(500, "api_error", "The emulator failed: " + shown(failure)));
    }

    /** What failed, and where; not the message, which may quote a request. */
    static String shown(Throwable failure) {
        StringBuilder shown = new StringBuilder(failure.getClass().getName());
        int frames = 0;
        for (StackTraceElement frame : failure.getStackTrace()) {
            if (frame.getClassName().startsWith("io.github.camelgemini.") && frames++ < MOST_FRAMES) {
                shown.append(frames == 1 ? " at " : ", ")
                        .append(frame.getClassName()
                                .substring(frame.getClassName().lastIndexOf('.') + 1))
                        .append('.')
                        .append(frame.getMethodName())
                        .append(':')
                        .append(frame.getLineNumber());
            }
        }
        return shown.toString();
    }

    public static Reply render(ResponseFault.Status fault) {
        Map<String, String> headers = new TreeMap<>();
        if (fault.retryAfter() != null) {
            headers.put(
                    "retry-after",
                    String.valueOf(fault.retryAfter().plusNanos(999_999_999).toSeconds()));
        }
        return switch (fault.form()) {
            case HTML -> Reply.html(fault.status(), message(fault), headers);
            case SSE -> Reply.raw(fault.status(), "text/event-stream", headers, frame(fault, false));
            case API, GOOGLE, ARRAY -> reply(fault.status(), json(fault), headers);
        };
    }

    /** The body alone, as it stands in the middle of a stream that was broken. Observed: one line, or pretty-printed. */
    static Buffer bare(ResponseFault.Status fault) {
        return switch (fault.form()) {
            case API -> Buffer.buffer(Json.write(json(fault)) + "\n");
            case GOOGLE, ARRAY -> Buffer.buffer(Json.writePretty(json(fault)) + "\n");
            case HTML -> Reply.page(fault.status(), message(fault));
            case SSE -> Buffer.buffer(frame(fault, false));
        };
    }

    /** As an event: the API's own has a type, those of front ends have none. */
    static String frame(ResponseFault.Status fault, boolean severalLines) {
        JsonNode json = json(fault);
        String head = "";
        if (hasApiForm(fault) && json instanceof ObjectNode event) {
            event.put("event_type", "error");
            head = "event: error\n";
        }
        String data = severalLines ? Json.writePretty(json) : Json.write(json);
        return head + data.lines().map(line -> "data: " + line + "\n").collect(Collectors.joining()) + "\n";
    }

    private static boolean hasApiForm(ResponseFault.Status fault) {
        return fault.form() == ResponseFault.Form.API || fault.form() == ResponseFault.Form.SSE;
    }

    private static JsonNode json(ResponseFault.Status fault) {
        if (hasApiForm(fault)) {
            ObjectNode api = api(fault.code() != null ? fault.code() : codeOf(fault.status()), message(fault));
            if (fault.retryDelay() != null) {
                api.withObject("error").set("details", details(fault.retryDelay()));
            }
            return api;
        }
        ObjectNode google = google(fault.status(), message(fault), details(fault.retryDelay()));
        return fault.form() == ResponseFault.Form.ARRAY ? Json.array(google) : google;
    }

    private static String message(ResponseFault.Status fault) {
        return fault.message() != null ? fault.message() : "Scripted fault " + fault.status() + ".";
    }

    /** The form of Google's front ends, which check credentials. {@code reason} is null for none. */
    public static Reply google(int status, String message, @Nullable String reason) {
        ArrayNode details = Json.array();
        if (reason != null) {
            details.add(Json.object()
                    .put("@type", RPC + "ErrorInfo")
                    .put("reason", reason)
                    .put("domain", "googleapis.com"));
        }
        return reply(status, google(status, message, details), Map.of());
    }

    private static ObjectNode api(String code, String message) {
        ObjectNode error = Json.object();
        error.set("error", Json.object().put("message", message).put("code", code));
        return error;
    }

    private static ObjectNode google(int status, String message, ArrayNode details) {
        ObjectNode inner =
                Json.object().put("code", status).put("message", message).put("status", statusWordOf(status));
        if (!details.isEmpty()) {
            inner.set("details", details);
        }
        ObjectNode error = Json.object();
        error.set("error", inner);
        return error;
    }

    private static ArrayNode details(@Nullable Duration retryDelay) {
        ArrayNode details = Json.array();
        if (retryDelay != null) {
            ObjectNode quota = Json.object().put("@type", RPC + "QuotaFailure");
            quota.set("violations", Json.array(Json.object().put("quotaMetric", "emulator/requests")));
            String seconds = retryDelay.toMillis() % 1000 == 0
                    ? String.valueOf(retryDelay.toSeconds())
                    : String.valueOf(retryDelay.toMillis() / 1000.0);
            details.add(quota);
            details.add(Json.object().put("@type", RPC + "RetryInfo").put("retryDelay", seconds + "s"));
        }
        return details;
    }

    private static Reply reply(int status, JsonNode body, Map<String, String> headers) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put("content-type", "application/json; charset=UTF-8");
        return Reply.json(status, body, all);
    }

    private static String codeOf(int status) {
        return wordsOf(status)[0];
    }

    private static String statusWordOf(int status) {
        return wordsOf(status)[1];
    }

    /** The words for a status: the API's, and that of Google's front ends. */
    private static String[] wordsOf(int status) {
        String words =
                switch (status) {
                    case 400 -> "invalid_request INVALID_ARGUMENT";
                    case 401 -> "authentication UNAUTHENTICATED";
                    case 402 -> "payment_required FAILED_PRECONDITION";
                    case 403 -> "permission_denied PERMISSION_DENIED";
                    case 404 -> "not_found NOT_FOUND";
                    case 408 -> "request_timeout FAILED_PRECONDITION";
                    case 409 -> "aborted ABORTED";
                    case 416 -> "out_of_range FAILED_PRECONDITION";
                    case 429 -> "rate_limit_exceeded RESOURCE_EXHAUSTED";
                    case 499 -> "cancelled CANCELLED";
                    case 501 -> "unimplemented UNIMPLEMENTED";
                    case 503 -> "service_unavailable UNAVAILABLE";
                    case 504 -> "deadline_exceeded DEADLINE_EXCEEDED";
                    default -> status < 500 ? "invalid_request FAILED_PRECONDITION" : "api_error INTERNAL";
                };
        return words.split(" ");
    }
}
