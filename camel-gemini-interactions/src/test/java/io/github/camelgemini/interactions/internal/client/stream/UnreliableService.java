// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.stream.ServedRun.Event;
import io.github.camelgemini.interactions.internal.client.transport.ApiClient;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import io.github.camelgemini.interactions.model.Interaction;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A service that has one run and serves it well, but for what a test tells it to do badly: one cut, or all kinds of trouble
 * on every connection as the random numbers say. Runs end sooner or later.
 */
final class UnreliableService implements ApiClient, RunStream.StoredRuns {

    private static final Duration SILENCE = Duration.ofMinutes(5);

    // What the service is like.
    private final ServedRun run;
    private final VirtualTime time;
    private final boolean[] named;
    private boolean inputsInReplay;
    private boolean coarseReplay;
    private boolean namelessCreate;
    private boolean forgets;
    private int firstCut = -1;
    private int tornEvent = -1;
    private int tornBytes;
    private boolean tornIsClosed;
    private @Nullable Random trouble;

    // What has come of it.
    private int creates;
    private int opens;
    private int gets;
    private int refusals;
    private boolean isAttached;

    /** @param named which events of the run have an id */
    UnreliableService(ServedRun run, boolean[] named, VirtualTime time) {
        this.run = run;
        this.named = named;
        this.time = time;
    }

    /** A run that is played again from its beginning has its input in front. */
    UnreliableService inputsInReplay(boolean wanted) {
        inputsInReplay = wanted;
        return this;
    }

    /** A run without event ids that is played again comes in fewer deltas. */
    UnreliableService coarseReplay(boolean wanted) {
        coarseReplay = wanted;
        return this;
    }

    /** The stream of the create has no event ids, whatever later ones have. */
    UnreliableService namelessCreate(boolean wanted) {
        namelessCreate = wanted;
        return this;
    }

    /** Nothing is there any more when the first connection is over. */
    UnreliableService forgetful(boolean wanted) {
        forgets = wanted;
        return this;
    }

    /** The first connection is in order, but breaks after so many bytes. */
    UnreliableService cutFirstAt(int bytes) {
        firstCut = bytes;
        return this;
    }

    /**
     * The first connection goes on behind an event of which it sends so many bytes.
     *
     * @param closed whether an empty line follows; otherwise the next event begins in the same line
     */
    UnreliableService tearFirst(int event, int bytes, boolean closed) {
        tornEvent = event;
        tornBytes = bytes;
        tornIsClosed = closed;
        return this;
    }

    /** Everything goes wrong that may go wrong. */
    UnreliableService troubled(Random random) {
        trouble = random;
        return this;
    }

    boolean isForgetful() {
        return forgets;
    }

    int creates() {
        return creates;
    }

    int opens() {
        return opens;
    }

    int gets() {
        return gets;
    }

    @Override
    public CompletionStage<ByteStream> open(ApiRequest request, Runnable readable) {
        boolean isCreate = request.method().equals("POST");
        boolean isFirst = ++opens == 1;
        if (isCreate) creates++;
        else if (isFirst) isAttached = true;
        if (!isFirst && forgets) return CompletableFuture.failedStage(status(404));
        if (!isFirst && chance(10)) return CompletableFuture.failedStage(chance(2) ? status(503) : reset());
        int after = isCreate || chance(8) ? 0 : eventsBefore(request.path());
        boolean shifted = inputsInReplay && (after == 0 ? !isCreate : isAttached);
        boolean[] names = isCreate && namelessCreate ? new boolean[named.length] : named;
        Random mess = isFirst && firstCut >= 0 ? null : trouble;
        byte[] bytes = StreamText.of(events(isCreate || after > 0), names, after, shifted, mess);
        if (isFirst && tornEvent >= 0) bytes = torn(bytes, names);
        return CompletableFuture.completedStage(body(bytes, cut(bytes.length, isFirst), readable));
    }

    private byte[] torn(byte[] bytes, boolean[] names) {
        int from = StreamText.lengthOf(run.events().subList(0, tornEvent), names) + tornBytes;
        int to = StreamText.lengthOf(run.events().subList(0, tornEvent + 1), names);
        String close = tornIsClosed ? "\n\n" : "";
        ByteArrayOutputStream torn = new ByteArrayOutputStream();
        torn.write(bytes, 0, from);
        torn.writeBytes(close.getBytes(UTF_8));
        torn.write(bytes, to, bytes.length - to);
        return torn.toByteArray();
    }

    private List<Event> events(boolean asTheyWere) {
        return asTheyWere || !coarseReplay ? run.events() : run.coarse();
    }

    private static int eventsBefore(String path) {
        String marker = "last_event_id=e";
        int at = path.indexOf(marker);
        return at < 0 ? 0 : Integer.parseInt(URLDecoder.decode(path.substring(at + marker.length()), UTF_8));
    }

    private int cut(int length, boolean isFirst) {
        if (isFirst && firstCut >= 0) return firstCut;
        return trouble == null || trouble.nextInt(3) == 0 ? length : trouble.nextInt(length + 1);
    }

    private ByteStream body(byte[] whole, int cut, Runnable readable) {
        ArrivingBytes body = new ArrivingBytes(time, readable);
        byte[] bytes = Arrays.copyOf(whole, cut);
        if (trouble == null) {
            body.arrive(bytes, Duration.ZERO);
            body.end(Duration.ZERO, cut < whole.length ? reset() : null);
            return body;
        }
        boolean slow = trouble.nextBoolean();
        for (int from = 0; from < cut; ) {
            int to = Math.min(cut, from + 1 + trouble.nextInt(trouble.nextInt(4) == 0 ? 10 : 2000));
            body.arrive(Arrays.copyOfRange(bytes, from, to), slow ? pause() : Duration.ZERO);
            from = to;
        }
        end(body, cut == whole.length);
        return body;
    }

    private void end(ArrivingBytes body, boolean isWhole) {
        switch (isWhole ? 0 : trouble.nextInt(5)) {
            case 1 -> body.end(Duration.ZERO, reset());
            case 2 -> body.end(SILENCE, reset());
            case 3 -> {
                body.arrive("\n\n[{\n\"error\": {\"code\": 503, \"message\": \"m\"}\n}\n]".getBytes(UTF_8), pause());
                body.end(Duration.ZERO, null);
            }
            case 4 -> {
                String error =
                        "\n\nevent: error\ndata: {\"event_type\":\"error\",\"error\":{\"code\":\"gateway_timeout\"}}\n\n";
                body.arrive(error.getBytes(UTF_8), pause());
                body.end(Duration.ZERO, null);
            }
            default -> body.end(Duration.ZERO, null);
        }
    }

    private Duration pause() {
        return Duration.ofMillis(trouble.nextInt(5) == 0 ? trouble.nextInt(60_000) : trouble.nextInt(20));
    }

    @Override
    public CompletableFuture<Interaction> read(String id, boolean inLine) {
        gets++;
        if (forgets) return CompletableFuture.failedFuture(refusal(404));
        if (refusals < 2 && chance(6)) {
            refusals++;
            return CompletableFuture.failedFuture(refusal(403));
        }
        refusals = 0;
        boolean hasEnded = gets > 3 || !chance(2);
        String body = hasEnded ? run.stored() : "{\"id\":\"" + run.id() + "\",\"status\":\"in_progress\"}";
        return CompletableFuture.completedFuture(InteractionJson.read(body));
    }

    @Override
    public CompletionStage<ApiResponse> send(ApiRequest request) {
        throw new UnsupportedOperationException();
    }

    private boolean chance(int in) {
        return trouble != null && trouble.nextInt(in) == 0;
    }

    private static InteractionRejectedException refusal(int code) {
        return new InteractionRejectedException("get", code, null, null, null);
    }

    private static StatusException status(int code) {
        return new StatusException(new ApiResponse(code, Map.of(), new byte[0]));
    }

    private static InteractionTransportException reset() {
        return new InteractionTransportException("reset", false, new IOException());
    }

    @Override
    public void close() {}
}
