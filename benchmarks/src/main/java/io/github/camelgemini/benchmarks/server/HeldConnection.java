// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.server;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * One connection with a stream that does not end: an event at once, and one each few seconds. The text of an event begins
 * with the {@link System#nanoTime} at which it is sent, that of the first one with a zero. The streams take turns, so that
 * the server sends evenly.
 */
final class HeldConnection extends SimpleChannelInboundHandler<HttpObject> {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final AtomicInteger STREAMS = new AtomicInteger();

    private final InteractionEncoding encoding;
    private final int streams;
    private @Nullable ScheduledFuture<?> turns;

    /** @param streams number of streams that a client opens */
    HeldConnection(InteractionEncoding encoding, int streams) {
        this.encoding = encoding;
        this.streams = streams;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (!(part instanceof LastHttpContent)) return;
        Channel channel = context.channel();
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_EVENT_STREAM)
                .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        channel.write(head);
        String id = StreamBytes.newId();
        channel.write(new DefaultHttpContent(encoding.begin(id)));
        channel.write(new DefaultHttpContent(InteractionEncoding.start(0)));
        send(channel, 0);
        // A splitter that looks ahead has the event before this one at once.
        channel.writeAndFlush(new DefaultHttpContent(InteractionEncoding.status(id)));
        long turn = STREAMS.getAndIncrement() % streams * INTERVAL_NANOS / streams;
        turns = channel.eventLoop()
                .scheduleAtFixedRate(
                        () -> send(channel, System.nanoTime()), turn, INTERVAL_NANOS, TimeUnit.NANOSECONDS);
    }

    private void send(Channel channel, long nanos) {
        channel.writeAndFlush(new DefaultHttpContent(InteractionEncoding.delta(0, "%019d by camel".formatted(nanos))));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (turns != null) turns.cancel(false);
    }

    /** A client that ends with its streams open is no failure. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
