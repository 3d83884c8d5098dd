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
 * A connection whose reading can be paused immediately.
 *
 * <p>The library's own back-pressure, withholding capacity, only clears the selector's interest in reading; over HTTP/1.1
 * the loop that is already reading continues for as long as a fast sender keeps the socket's buffer filled. So a paused
 * session also returns zero bytes to that loop. Under TLS, bytes do not pass through {@link #read} but arrive one record per
 * selector event: clearing the interest is enough there, and {@code read} must still report the end of the stream.
 *
 * <p>A paused session has no socket timeout: the silence is ours, not the service's.
 *
 * <p>After a read that returned bytes, the end of the input, or its failure, is reported only at the next selector event:
 * the library's chunk decoder loses the bytes it has just decoded if the same call then meets the end.
 */
final class GatedSession implements IOSession {

    /** The session whose event the current I/O thread is processing. */
    private static final ThreadLocal<GatedSession> CURRENT = new ThreadLocal<>();

    private final IOSession session;
    private final boolean readsDirectly;

    /** Writes are guarded by this. */
    private volatile boolean paused;

    // Only the I/O thread: what happened since the last read event.
    private boolean hasRead;
    private @Nullable IOException broken;

    GatedSession(IOSession session) {
        this.session = session;
        this.readsDirectly = !(session instanceof SSLIOSession);
    }

    /** The session whose event led to the current call; null outside I/O threads. */
    static @Nullable GatedSession current() {
        return CURRENT.get();
    }

    synchronized void pause() {
        paused = true;
        try {
            session.clearEvent(SelectionKey.OP_READ);
        } catch (CancelledKeyException e) {
            // Closed meanwhile: nothing to pause.
        }
    }

    synchronized void resume() {
        session.updateReadTime();
        paused = false;
        try {
            session.setEvent(SelectionKey.OP_READ);
        } catch (CancelledKeyException e) {
            // Closed meanwhile: the reactor reports that.
        }
    }

    boolean isPaused() {
        return paused;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        if (!readsDirectly) return session.read(dst);
        if (paused) return 0;
        if (broken != null) throw broken;
        try {
            int read = session.read(dst);
            if (read > 0) hasRead = true;
            return read < 0 && hasRead ? 0 : read;
        } catch (IOException e) {
            if (!hasRead) throw e;
            broken = e;
            return 0;
        }
    }

    // The reactor processes every event by first calling one of the next three.

    @Override
    public void clearEvent(int op) {
        if (op == SelectionKey.OP_CONNECT) enter();
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

    /** While paused, the library must not restore the interest in reading, which it does whenever it has room. */
    private int allowed(int ops) {
        return paused ? ops & ~SelectionKey.OP_READ : ops;
    }

    private void change(Runnable change, int ops) {
        if ((ops & SelectionKey.OP_READ) == 0) {
            change.run();
            return;
        }
        synchronized (this) {
            change.run();
        }
    }

    // Plain delegation.

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
