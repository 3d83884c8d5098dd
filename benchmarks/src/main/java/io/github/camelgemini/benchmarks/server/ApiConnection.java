// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.server;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** One connection: reads requests, answers each, and writes a stream as fast as its client reads. */
final class ApiConnection extends SimpleChannelInboundHandler<HttpObject> {

    /** The longest beginning of a request's body that is looked at; documents are longer. */
    private static final int BODY_BYTES = 16 << 10;

    private static final int CHUNK_BYTES = 64 << 10;

    private final CannedAnswers answers;
    private final ByteBuf body = Unpooled.buffer(BODY_BYTES);
    private String path = "";
    private StreamBytes.@Nullable Reader stream;

    ApiConnection(CannedAnswers answers) {
        this.answers = answers;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (part instanceof HttpRequest request) {
            path = request.uri();
            body.clear();
        }
        if (part instanceof HttpContent content) {
            int length = Math.min(content.content().readableBytes(), BODY_BYTES - body.readableBytes());
            body.writeBytes(content.content(), length);
        }
        if (part instanceof LastHttpContent) answer(context.channel());
    }

    private void answer(Channel channel) {
        String request = body.toString(StandardCharsets.ISO_8859_1);
        if (CannedAnswers.isStream(path, request)) {
            HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            head.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_EVENT_STREAM)
                    .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            channel.write(head);
            stream = answers.stream(path, request);
            write(channel);
        } else {
            ByteBuf whole = answers.whole(path, request);
            DefaultFullHttpResponse response =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, whole);
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=UTF-8")
                    .set(HttpHeaderNames.CONTENT_LENGTH, whole.readableBytes());
            channel.writeAndFlush(response);
        }
    }

    /** Fills the channel's buffer; {@link #channelWritabilityChanged} continues when it has room again. */
    private void write(Channel channel) {
        while (stream != null && channel.isWritable()) {
            if (stream.hasNext()) {
                channel.write(new DefaultHttpContent(stream.next(CHUNK_BYTES)));
            } else {
                stream = null;
                channel.write(LastHttpContent.EMPTY_LAST_CONTENT);
            }
        }
        channel.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (stream != null && context.channel().isWritable()) write(context.channel());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (stream != null) stream.close();
        stream = null;
        body.release();
    }

    /** A client that ends with a stream open is no failure. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
