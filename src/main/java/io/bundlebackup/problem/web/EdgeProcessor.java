package io.bundlebackup.problem.web;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.coyote.Adapter;
import org.apache.coyote.ErrorState;
import org.apache.coyote.Request;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Lets {@link EdgeValve} and {@link ClientTimeouts} set the timeouts of a connection, and {@link AnswerEnd} wait for the end of an answer.
 * Used by the request's thread.
 */
final class EdgeProcessor extends Http11Processor {
    /** An index of Tomcat's notes on a request; Tomcat itself uses the first few. */
    private static final int NOTE = 20;

    /**
     * Whether an answer is written as HTTP/0.9 says, without a head. Tomcat keeps the value for the next connection, whose answer would have
     * no head either if its request line cannot be read.
     */
    private static final VarHandle WITHOUT_HEAD = withoutHead();

    private final List<Runnable> afterAnswer = new ArrayList<>(1);

    EdgeProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
        super(protocol, adapter);
        request.setNote(NOTE, this);
    }

    private static VarHandle withoutHead() {
        try {
            return MethodHandles.privateLookupIn(Http11Processor.class, MethodHandles.lookup())
                    .findVarHandle(Http11Processor.class, "http09", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This version of Tomcat is not supported.", e);
        }
    }

    /** The processor of a request; null if it is of another class. */
    static @Nullable EdgeProcessor of(Request request) {
        return request.getNote(NOTE) instanceof EdgeProcessor processor ? processor : null;
    }

    @Override
    public SocketState service(SocketWrapperBase<?> socket) throws IOException {
        WITHOUT_HEAD.set(this, false);
        try {
            return super.service(socket);
        } finally {
            answerIsOver();
        }
    }

    /** The container serves requests that follow quickly in one call, so the next request tells that an answer is over too. */
    void answerIsOver() {
        afterAnswer.forEach(Runnable::run);
        afterAnswer.clear();
    }

    /** The connection of the request. */
    SocketChannel channel() {
        return ((NioChannel) getSocketWrapper().getSocket()).getIOChannel();
    }

    /** Runs when the answer is written, or has failed. */
    void afterAnswer(Runnable task) {
        afterAnswer.add(task);
    }

    /** Sets how long a client may pause while its body is read. */
    void awaitBody(Duration patience) {
        getSocketWrapper().setReadTimeout(patience.toMillis());
    }

    /** Sets how long a client may pause while the answer is written, also by the container after the request has ended. */
    void awaitReader(Duration patience) {
        getSocketWrapper().setWriteTimeout(patience.toMillis());
    }

    /** Whether the connection is closed after this answer, because its request cannot be read to the end. */
    boolean closesAfterAnswer() {
        return getErrorState().isError();
    }

    /** Reads neither further requests from this connection nor the rest of this request. */
    void closeAfterAnswer() {
        setErrorState(ErrorState.CLOSE_CLEAN, null);
    }
}
