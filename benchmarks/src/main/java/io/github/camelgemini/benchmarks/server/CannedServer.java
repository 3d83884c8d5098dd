// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.measure.Scenarios;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;

/** The command of the server's process: prints its port, and ends when its standard input does. */
public final class CannedServer {

    private static final int THREADS = 2;
    private static final int BACKLOG = 16_384;
    private static final WriteBufferWaterMark BUFFER = new WriteBufferWaterMark(64 << 10, 256 << 10);

    private CannedServer() {}

    /** Argument: the name of the scenario. */
    public static void main(String... arguments) throws Exception {
        int port = start(Scenarios.named(arguments[0]));
        System.out.println(port);
        while (System.in.read() >= 0) {} // ends with the process that started this one
        System.exit(0);
    }

    private static int start(Scenario scenario) throws InterruptedException {
        CannedAnswers answers = new CannedAnswers(scenario);
        EventLoopGroup threads = new NioEventLoopGroup(THREADS);
        Channel server = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, BUFFER)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), connection(scenario, answers));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    private static ChannelHandler connection(Scenario scenario, CannedAnswers answers) {
        return scenario.work() == Scenario.Work.HELD
                ? new HeldConnection(new InteractionEncoding(scenario.answer()), scenario.concurrency())
                : new ApiConnection(answers);
    }
}
