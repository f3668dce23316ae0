package io.bundlebackup;

import io.bundlebackup.session.BundleTask;
import io.bundlebackup.session.BundleWork;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Stands before the service's work on bundles, and can hold one in its first phase as a slow disk would. Thread-safe. */
final class GatedWork {
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();

    /** The work on a bundle waits when it begins, until it is let go. */
    void hold(String bundle) {
        held.put(bundle, new CountDownLatch(1));
    }

    void letGo(String bundle) {
        Objects.requireNonNull(held.remove(bundle)).countDown();
    }

    /** With everything that the real one is beside: a restore's is told of uploads too. */
    BundleWork before(BundleWork real) {
        return (BundleWork) Proxy.newProxyInstance(
                real.getClass().getClassLoader(), real.getClass().getInterfaces(), (_, method, arguments) -> {
                    if (method.getName().equals("carryOut")) {
                        await((BundleTask) arguments[0]);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw Objects.requireNonNull(e.getCause());
                    }
                });
    }

    private void await(BundleTask task) throws InterruptedException {
        var gate = held.get(Objects.requireNonNull(task.bundle().name()));
        if (gate != null) {
            gate.await();
        }
    }
}
