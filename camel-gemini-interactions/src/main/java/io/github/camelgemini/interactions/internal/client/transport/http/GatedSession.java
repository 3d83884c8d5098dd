// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.locks.Lock;

import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ssl.SSLIOSession;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose reading can be stopped from one moment to the next.
 *
 * <p>The library's own means, withholding capacity, only stops its selector from asking; over HTTP/1.1 the loop that is
 * already reading goes on for as long as a fast sender keeps the socket's buffer filled. So this session, while it is
 * paused, also answers that loop with zero bytes. Under TLS bytes do not come through {@link #read}, but one record's worth
 * for each time the selector asks: there, not asking is enough, and {@code read} must still tell the end of the stream.
 *
 * <p>While paused the session has no time limit: silence that we ask for is not the service's.
 *
 * <p>The session also tells the end of the input, or its failure, only when asked anew: the library's chunk decoder forgets
 * the bytes it has just decoded when the same call then meets the end.
 */
final class GatedSession implements IOSession {

    /** The session whose event the current thread is working on. Only I/O threads. */
    private static final ThreadLocal<GatedSession> CURRENT = new ThreadLocal<>();

    private final IOSession session;
    private final boolean readsDirectly;

    /** Written under this object's monitor. */
    private volatile boolean paused;

    // Only the I/O thread: what happened since the selector asked.
    private boolean hasRead;
    private @Nullable IOException broken;

    GatedSession(IOSession session) {
        this.session = session;
        this.readsDirectly = !(session instanceof SSLIOSession);
    }

    /** The session whose event led to the current call; null outside of an I/O thread. */
    static @Nullable GatedSession current() {
        return CURRENT.get();
    }

    synchronized void pause() {
        paused = true;
        try {
            session.clearEvent(SelectionKey.OP_READ);
        } catch (CancelledKeyException e) {
            // Closed meanwhile: there is nothing left to pause.
        }
    }

    synchronized void resume() {
        session.updateReadTime();
        paused = false;
        try {
            session.setEvent(SelectionKey.OP_READ);
        } catch (CancelledKeyException e) {
            // Closed meanwhile: whoever waits for the bytes is told so by the reactor.
        }
    }

    boolean isPaused() {
        return paused;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        if (!readsDirectly) {
            return session.read(dst);
        }
        if (paused) {
            return 0;
        }
        if (broken != null) {
            throw broken;
        }
        try {
            int read = session.read(dst);
            if (read > 0) {
                hasRead = true;
            }
            return read < 0 && hasRead ? 0 : read;
        } catch (IOException e) {
            if (hasRead) {
                broken = e;
                return 0;
            }
            throw e;
        }
    }

    // The reactor begins its work on every event with one of the next three.

    @Override
    public void clearEvent(int op) {
        if (op == SelectionKey.OP_CONNECT) {
            enter();
        }
        session.clearEvent(op);
    }

    @Override
    public void updateWriteTime() {
        enter();
        session.updateWriteTime();
    }

    private void enter() {
        CURRENT.set(this);
    }

    @Override
    public void updateReadTime() {
        enter();
        hasRead = false;
        session.updateReadTime();
    }

    @Override
    public Timeout getSocketTimeout() {
        return paused ? Timeout.DISABLED : session.getSocketTimeout();
    }

    @Override
    public void setEvent(int op) {
        change(() -> session.setEvent(allowed(op)), op);
    }

    @Override
    public void setEventMask(int ops) {
        change(() -> session.setEventMask(allowed(ops)), ops);
    }

    /** The library asks for input whenever it has room; while we are paused that is not its to decide. */
    private int allowed(int ops) {
        return paused ? ops & ~SelectionKey.OP_READ : ops;
    }

    private void change(Runnable change, int ops) {
        if ((ops & SelectionKey.OP_READ) == 0) {
            change.run();
        } else {
            synchronized (this) {
                change.run();
            }
        }
    }

    // All else as it was.

    @Override
    public int write(ByteBuffer src) throws IOException {
        return session.write(src);
    }

    @Override
    public String getId() {
        return session.getId();
    }

    @Override
    public IOEventHandler getHandler() {
        return session.getHandler();
    }

    @Override
    public void upgrade(IOEventHandler handler) {
        session.upgrade(handler);
    }

    @Override
    public Lock getLock() {
        return session.getLock();
    }

    @Override
    public void enqueue(Command command, Command.Priority priority) {
        session.enqueue(command, priority);
    }

    @Override
    public boolean hasCommands() {
        return session.hasCommands();
    }

    @Override
    public Command poll() {
        return session.poll();
    }

    @Override
    public ByteChannel channel() {
        return session.channel();
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return session.getRemoteAddress();
    }

    @Override
    public SocketAddress getLocalAddress() {
        return session.getLocalAddress();
    }

    @Override
    public int getEventMask() {
        return session.getEventMask();
    }

    @Override
    public boolean isOpen() {
        return session.isOpen();
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public void close(CloseMode closeMode) {
        session.close(closeMode);
    }

    @Override
    public Status getStatus() {
        return session.getStatus();
    }

    @Override
    public void setSocketTimeout(Timeout timeout) {
        session.setSocketTimeout(timeout);
    }

    @Override
    public long getLastReadTime() {
        return session.getLastReadTime();
    }

    @Override
    public long getLastWriteTime() {
        return session.getLastWriteTime();
    }

    @Override
    public long getLastEventTime() {
        return session.getLastEventTime();
    }

    @Override
    public String toString() {
        return session.toString();
    }
}
