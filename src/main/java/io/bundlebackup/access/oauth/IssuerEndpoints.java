package io.bundlebackup.access.oauth;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Where an issuer is asked, by its discovery document, which is read every five minutes at most; every five seconds if that fails. Thread-safe. */
final class IssuerEndpoints {
    private static final long OLD = TimeUnit.MINUTES.toNanos(5);
    private static final long SOON = TimeUnit.SECONDS.toNanos(5);
    private static final long PATIENCE = 10;

    /**
     * What the document says.
     *
     * @param namesItself whether each answer of the issuer has the parameter {@code iss}
     */
    record Known(URI authorization, URI token, boolean namesItself) {}

    private final Issuer issuer;
    private final LongSupplier nanos;
    private final ReentrantLock reading = new ReentrantLock();

    @GuardedBy("reading")
    private @Nullable Known known;

    @GuardedBy("reading")
    private @Nullable IOException failure;

    @GuardedBy("reading")
    private long readAt;

    IssuerEndpoints(Issuer issuer, LongSupplier nanos) {
        this.issuer = issuer;
        this.nanos = nanos;
    }

    Known known() throws IOException {
        try {
            if (!reading.tryLock(PATIENCE, TimeUnit.SECONDS)) {
                throw new IOException("others wait for the issuer");
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        try {
            var age = nanos.getAsLong() - readAt;
            if (known != null && age < OLD) {
                return known;
            }
            if (failure != null && age < SOON) {
                throw new IOException("the issuer did not answer a moment ago", failure);
            }
            return read();
        } finally {
            reading.unlock();
        }
    }

    @GuardedBy("reading")
    private Known read() throws IOException {
        try {
            var document = issuer.discover();
            var found = new Known(
                    Issuer.endpoint(document, "authorization_endpoint"),
                    Issuer.endpoint(document, "token_endpoint"),
                    Boolean.TRUE.equals(document.json().get("authorization_response_iss_parameter_supported")));
            known = found;
            failure = null;
            return found;
        } catch (IOException e) {
            known = null;
            failure = e;
            throw e;
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            readAt = nanos.getAsLong();
        }
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("the issuer was not waited for", e);
    }
}
