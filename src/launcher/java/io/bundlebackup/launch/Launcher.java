package io.bundlebackup.launch;

import java.lang.reflect.InvocationTargetException;

/**
 * The main class of the jar: refuses an old Java with one sentence, and hands over to Spring Boot's launcher. The build compiles this
 * class for Java 8, so that every Java that may be installed can load it; all other classes of the jar need a newer one.
 */
public final class Launcher {
    private static final int OLDEST_JAVA = 25;

    private Launcher() {}

    public static void main(String[] args) throws Throwable {
        if (release(System.getProperty("java.specification.version")) < OLDEST_JAVA) {
            System.err.println("Bundle Backup needs Java " + OLDEST_JAVA + " or later; this is Java "
                    + System.getProperty("java.version") + " in " + System.getProperty("java.home")
                    + ". Start the jar with the program java of a newer installation.");
            System.exit(1);
        }
        try {
            Class.forName("org.springframework.boot.loader.launch.JarLauncher")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** 8 for "1.8", 17 for "17". */
    private static int release(String specification) {
        return Integer.parseInt(specification.startsWith("1.") ? specification.substring(2) : specification);
    }
}
