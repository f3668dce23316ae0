package io.bundlebackup;

import io.bundlebackup.access.NewToken;
import io.bundlebackup.audit.AuditVerification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * Answers {@code --help} and {@code --version}, and refuses arguments that no part of the service reads, before anything is started.
 * Spring Boot ignores such arguments: with {@code --port=9000} the service would listen on 8080.
 */
final class CommandLine {
    /** The first words of settings. An operator's own keys, for placeholders, belong into application.yml or the environment. */
    private static final Set<String> FIRST_WORDS =
            Set.of("backup", "server", "spring", "management", "springdoc", "logging");

    /** Switches of Spring Boot for more lines in the log. */
    private static final Set<String> SWITCHES = Set.of("debug", "trace");

    private static final String HELP = """
            Bundle Backup: a service that backs up and restores the data of applications over HTTP.

              java -jar bundle-backup.jar [--SETTING=VALUE ...]
              java -jar bundle-backup.jar audit verify DIRECTORY
              java -jar bundle-backup.jar token new NAME [OPTIONS]

              audit verify DIRECTORY   check that no line of the audit log in this directory (./data/audit)
                                       was removed, changed, moved or doubled

              token new NAME           make a token for a caller of this name, and the lines for application.yml
                --authorities LIST     backup,system (both by default), vault, vault-admin
                --bundles LIST         the bundles that the caller reaches, such as 'com.example.*'; all by default
                --session-types LIST   backup, incrementalBackup, restore; all by default
                --expires DAY          the token ends when this day begins in UTC, such as 2027-01-01

              --help      print this text
              --version   print the version

            Settings are also read from application.yml in the working directory, and from environment variables
            (SERVER_PORT=9000). The most important settings, with their defaults:

              --server.port=8080
              --server.address=127.0.0.1             before you change this, put TLS in front of the service
              --backup.data-directory=./data         database, packed files, token
              --backup.bundles-directory=./bundles   every sub-directory with a bundle.json is a bundle

            Relative paths begin at the working directory. Options of Java, such as -Xmx512m, come before -jar.
            When the service runs: http://127.0.0.1:8080/swagger-ui/index.html
            All settings are explained in application.yml and docs/operations.md of the source.""";

    /** A text instead of a start: an answer on standard output with status 0, or a refusal on standard error with another status. */
    record Reply(String text, int status) {}

    private CommandLine() {}

    /** Empty if the service shall start with these arguments. */
    static Optional<Reply> reply(String... arguments) {
        if (arguments.length > 0 && arguments[0].equals("audit")) {
            return Optional.of(audit(arguments));
        }
        if (arguments.length > 0 && arguments[0].equals("token")) {
            return Optional.of(token(List.of(arguments)));
        }
        for (var argument : arguments) {
            switch (argument) {
                case "--help", "-help", "-h", "-?", "help" -> {
                    return Optional.of(new Reply(HELP, 0));
                }
                case "--version", "-version", "-V", "version" -> {
                    return Optional.of(new Reply("Bundle Backup " + version(), 0));
                }
                default -> {
                    var refusal = refusal(argument);
                    if (refusal.isPresent()) {
                        return refusal.map(text -> new Reply(text + " Try --help.", 2));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** The sentence of the check: status 0 if the log is whole, 1 if it is broken, 2 if it cannot be read. */
    private static Reply audit(String... arguments) {
        if (arguments.length != 3 || !arguments[1].equals("verify")) {
            return new Reply("The command is: audit verify DIRECTORY. Try --help.", 2);
        }
        try {
            var result = AuditVerification.verify(Path.of(arguments[2]));
            return new Reply(result.sentence(), result.whole() ? 0 : 1);
        } catch (IOException | InvalidPathException e) {
            return new Reply("The audit log cannot be read: " + LogEscaping.visible(e.toString()), 2);
        }
    }

    private static Reply token(List<String> arguments) {
        if (arguments.size() < 2 || !arguments.get(1).equals("new")) {
            return new Reply("The command is: token new NAME. Try --help.", 2);
        }
        try {
            return new Reply(NewToken.make(arguments.subList(2, arguments.size())), 0);
        } catch (IllegalArgumentException e) {
            return new Reply(LogEscaping.visible(String.valueOf(e.getMessage())) + " Try --help.", 2);
        }
    }

    static void printAndExit(Reply reply) {
        (reply.status() == 0 ? System.out : System.err).println(reply.text());
        System.exit(reply.status());
    }

    /** Never with the value of a setting, which may be a secret. */
    private static Optional<String> refusal(String argument) {
        if (argument.startsWith("-X") || argument.startsWith("-D")) {
            return Optional.of("The option " + name(argument) + " of Java has to come before -jar.");
        }
        if (!argument.startsWith("--")) {
            return Optional.of("The argument \"" + name(argument) + "\" is unknown: settings are --SETTING=VALUE.");
        }
        var setting = name(argument).substring(2);
        if (SWITCHES.contains(setting)) {
            return Optional.empty();
        }
        if (!FIRST_WORDS.contains(setting.split("[.\\[]", 2)[0].toLowerCase(Locale.ROOT))) {
            return Optional.of("The option --" + setting + " is unknown.");
        }
        return argument.contains("=") ? Optional.empty() : Optional.of("The setting --" + setting + " needs =VALUE.");
    }

    private static String name(String argument) {
        return LogEscaping.visible(argument.split("=", 2)[0]);
    }

    private static String version() {
        var build = new Properties();
        try (var file = CommandLine.class.getResourceAsStream("/META-INF/build-info.properties")) {
            if (file != null) {
                build.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return build.getProperty("build.version", "development");
    }
}
