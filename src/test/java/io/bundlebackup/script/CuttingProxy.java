package io.bundlebackup.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network between client and service that is out of order: it cuts or stalls every connection that has carried more than so many
 * bytes to the client, or to the service. Thread-safe.
 */
public final class CuttingProxy implements AutoCloseable {
    /** What becomes of a connection at its limit. */
    enum Fault {
        CUT,
        STALL
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger faults = new AtomicInteger();
    private final Fault fault;
    private final int target;
    private final long toClient;
    private final long toService;

    CuttingProxy(int target, long limit, Fault fault) throws IOException {
        this(target, limit, Long.MAX_VALUE, fault);
    }

    private CuttingProxy(int target, long toClient, long toService, Fault fault) throws IOException {
        this.target = target;
        this.toClient = toClient;
        this.toService = toService;
        this.fault = fault;
        Thread.ofVirtual().start(this::accept);
    }

    /** Cuts every connection on which so many bytes were sent to the service. */
    public static CuttingProxy ofUploads(int target, long limit) throws IOException {
        return new CuttingProxy(target, Long.MAX_VALUE, limit, Fault.CUT);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Waits until so many connections have met their fault. */
    synchronized void awaitFaults(int count) throws InterruptedException {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (faults.get() < count) {
            wait(1_000);
            if (System.nanoTime() > deadline) {
                throw new AssertionError("only " + faults + " connections carried that much");
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                var service = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(service);
                Thread.ofVirtual().start(() -> carry(client, service, toService));
                Thread.ofVirtual().start(() -> carry(service, client, toClient));
            }
        } catch (IOException closed) {
            cutAll();
        }
    }

    private void carry(Socket from, Socket to, long most) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            var buffer = new byte[8192];
            long left = most;
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                out.write(buffer, 0, (int) Math.min(n, left));
                left -= n;
                if (left <= 0) {
                    meet(in);
                    return;
                }
            }
        } catch (IOException closedByTheOtherSide) {
            open.remove(from);
        }
    }

    private void meet(InputStream in) throws IOException {
        synchronized (this) {
            faults.incrementAndGet();
            notifyAll();
        }
        if (fault == Fault.STALL) {
            // Takes what the service sends, and lets nothing through, until somebody closes it.
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private void cutAll() {
        for (var socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cutAll();
    }
}
