package io.bundlebackup.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

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
    private final long ofEvents;

    CuttingProxy(int target, long limit, Fault fault) throws IOException {
        this(target, limit, Long.MAX_VALUE, limit, fault);
    }

    private CuttingProxy(int target, long toClient, long toService, long ofEvents, Fault fault) throws IOException {
        this.target = target;
        this.toClient = toClient;
        this.toService = toService;
        this.ofEvents = ofEvents;
        this.fault = fault;
        Thread.ofVirtual().start(this::accept);
    }

    /** Cuts every connection on which so many bytes were sent to the service. */
    public static CuttingProxy ofUploads(int target, long limit) throws IOException {
        return new CuttingProxy(target, Long.MAX_VALUE, limit, Long.MAX_VALUE, Fault.CUT);
    }

    /** Cuts every connection on which so many bytes were sent in one of the two directions; those with events much earlier. */
    static CuttingProxy ofBoth(int target, long limit, long limitOfEvents) throws IOException {
        return new CuttingProxy(target, limit, limit, limitOfEvents, Fault.CUT);
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
                var left = new AtomicLong(toClient);
                Thread.ofVirtual().start(() -> carryRequests(client, service, left));
                Thread.ofVirtual().start(() -> carry(service, client, left));
            }
        } catch (IOException closed) {
            cutAll();
        }
    }

    /** What the first request asks for decides how much the client gets. */
    private void carryRequests(Socket client, Socket service, AtomicLong toClientLeft) {
        try {
            var first = new byte[8192];
            int n = client.getInputStream().read(first);
            if (n > 0) {
                if (new String(first, 0, n, StandardCharsets.ISO_8859_1)
                        .lines()
                        .findFirst()
                        .orElse("")
                        .contains("/events")) {
                    toClientLeft.set(ofEvents);
                }
                service.getOutputStream().write(first, 0, n);
            }
            carry(client, service, new AtomicLong(toService - n));
        } catch (IOException closedByTheOtherSide) {
            open.remove(client);
        }
    }

    private void carry(Socket from, Socket to, AtomicLong left) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            var buffer = new byte[8192];
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                out.write(buffer, 0, (int) Math.min(n, left.get()));
                if (left.addAndGet(-n) <= 0) {
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
