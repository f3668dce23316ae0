package io.bundlebackup.problem.web;

import java.time.Duration;
import org.apache.coyote.Adapter;
import org.apache.coyote.ErrorState;
import org.apache.coyote.Request;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.jspecify.annotations.Nullable;

/** Lets {@link EdgeValve} and {@link ClientTimeouts} say how long a client is waited for. Used by the request's thread. */
final class EdgeProcessor extends Http11Processor {
    /** One of the places that Tomcat has for what others keep with a request; its own are the first few. */
    private static final int NOTE = 20;

    EdgeProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
        super(protocol, adapter);
        request.setNote(NOTE, this);
    }

    /** What processes a request; null if that is not one of these. */
    static @Nullable EdgeProcessor of(Request request) {
        return request.getNote(NOTE) instanceof EdgeProcessor processor ? processor : null;
    }

    /** How long a client may stand still while its body is read. */
    void awaitBody(Duration patience) {
        getSocketWrapper().setReadTimeout(patience.toMillis());
    }

    /** How long a client may stand still while the answer is written, also by the container after the request has ended. */
    void awaitReader(Duration patience) {
        getSocketWrapper().setWriteTimeout(patience.toMillis());
    }

    /** No further request is read from this connection, nor what is left of this one. */
    void closeAfterAnswer() {
        setErrorState(ErrorState.CLOSE_CLEAN, null);
    }
}
