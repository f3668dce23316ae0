package io.bundlebackup.journey;

import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.session.work.BundleWork;
import io.bundlebackup.session.work.RestoreTask;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Stands before the service's work on bundles, and can hold one somewhere in it, as a slow disk would. Thread-safe. */
public final class GatedWork {
    private static final long PATIENCE_SECONDS = 20;

    /** Where work is held. */
    public enum At {
        /** In its first phase. */
        BEGIN,
        /** A restore that its client has published, before anything is verified. */
        PUBLISHED,
        /** A restore that begins to verify what was published. */
        VERIFYING,
        /** A restore whose new tree is complete, before the exchange. */
        APPLYING,
        /** A restore, after the exchange. */
        PLACED,
        /** Its work is over, and the end is not recorded yet. */
        CARRIED_OUT
    }

    private record Gate(At at, CountDownLatch arrived, CountDownLatch open) {}

    private final Map<String, Gate> gates = new ConcurrentHashMap<>();

    /** The work on a bundle waits when it begins, for good. */
    void hold(String bundle) {
        hold(bundle, At.BEGIN);
    }

    /** The work on a bundle (that which gets the data) waits there, until it is let go or interrupted. */
    public void hold(String bundle, At at) {
        gates.put(bundle, new Gate(at, new CountDownLatch(1), new CountDownLatch(1)));
    }

    public void awaitHeld(String bundle) {
        try {
            if (!Objects.requireNonNull(gates.get(bundle)).arrived.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("Nobody works on " + bundle);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Holds nobody any more. */
    void letGo() {
        gates.values().forEach(gate -> gate.open.countDown());
        gates.clear();
    }

    public void letGo(String bundle) {
        Objects.requireNonNull(gates.remove(bundle)).open.countDown();
    }

    private void pass(BundleTask task, At at) throws InterruptedException {
        var gate = gates.get(task.bundle().name());
        if (gate != null && gate.at == at) {
            gate.arrived.countDown();
            gate.open.await();
        }
    }

    BundleWork before(BundleWork real) {
        return standIn(BundleWork.class, real, (proxy, method, arguments) -> {
            if (method.getName().equals("run")) {
                var task = (BundleTask) arguments[0];
                pass(task, At.BEGIN);
                var result = call(real, method, before(task));
                pass(task, At.CARRIED_OUT);
                return result;
            }
            return call(real, method, arguments);
        });
    }

    private BundleTask before(BundleTask real) {
        return standIn(BundleTask.class, real, (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "restore" -> {
                    return before(real, real.restore());
                }
                case "enter" -> {
                    if (arguments[0] == Phase.VERIFYING) {
                        pass(real, At.PUBLISHED);
                    }
                }
                // What a restore says when it is over and done with.
                case "emitReport" -> pass(real, At.PLACED);
                default -> {}
            }
            return call(real, method, arguments);
        });
    }

    private RestoreTask before(BundleTask task, RestoreTask real) {
        return standIn(RestoreTask.class, real, (proxy, method, arguments) -> {
            switch (method.getName()) {
                // It tells this again and again while it verifies.
                case "recordRestored" -> pass(task, At.VERIFYING);
                case "commitCutover" -> pass(task, At.APPLYING);
                default -> {}
            }
            return call(real, method, arguments);
        });
    }

    /** It is whatever the real one is: others may know that by another side. */
    private static <T> T standIn(Class<T> type, T real, InvocationHandler handler) {
        var sides = Stream.concat(Stream.of(type), Arrays.stream(real.getClass().getInterfaces()))
                .distinct()
                .toArray(Class<?>[]::new);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), sides, handler));
    }

    private static Object call(Object real, Method method, Object... arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNullElse(e.getCause(), e);
        }
    }
}
