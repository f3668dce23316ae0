package io.bundlebackup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTests {
    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "-?", "help"})
    void helpNamesTheMostImportantSettings(String argument) {
        var reply = CommandLine.reply("--server.port=9000", argument).orElseThrow();

        assertThat(reply.status()).isZero();
        assertThat(reply.text()).contains("--server.port=8080").contains("--backup.data-directory=./data");
    }

    @Test
    void theHelpKeepsToTheWidthOfATerminal() {
        assertThat(CommandLine.reply("--help").orElseThrow().text().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--bogus              | The option --bogus is unknown. Try --help.",
                "--port=9000          | The option --port is unknown. Try --help.",
                "--sever.port=s3cret  | The option --sever.port is unknown. Try --help.",
                "-p                   | The argument \"-p\" is unknown: settings are --SETTING=VALUE. Try --help.",
                "start                | The argument \"start\" is unknown: settings are --SETTING=VALUE. Try --help.",
                "server.port=9000     | The argument \"server.port\" is unknown: settings are --SETTING=VALUE. Try --help.",
                "--                   | The option -- is unknown. Try --help.",
                "--server.port        | The setting --server.port needs =VALUE. Try --help.",
                "-Xmx512m             | The option -Xmx512m of Java has to come before -jar. Try --help.",
            })
    void whatNoPartOfTheServiceReadsIsRefused(String argument, String sentence) {
        assertThat(CommandLine.reply("--server.address=127.0.0.1", argument))
                .contains(new CommandLine.Reply(sentence, 2));
    }

    @Test
    void theAuditLogIsCheckedByACommand(@TempDir Path directory) throws IOException {
        assertThat(CommandLine.reply("audit", "verify", directory.toString()))
                .contains(new CommandLine.Reply("There is no audit log in " + directory + ".", 1));
        Files.writeString(directory.resolve("audit.jsonl"), "{}\n");
        assertThat(CommandLine.reply("audit", "verify", directory.toString()))
                .contains(new CommandLine.Reply(
                        "The audit log is broken in audit.jsonl, line 1: this is not a line of the log; it was changed or cut.",
                        1));
        assertThat(CommandLine.reply("audit", "verify", directory + "/missing")
                        .orElseThrow()
                        .status())
                .isEqualTo(2);
        assertThat(CommandLine.reply("audit"))
                .contains(new CommandLine.Reply("The command is: audit verify DIRECTORY. Try --help.", 2));
    }

    @Test
    void aTokenIsMadeWithTheLinesThatLetItsCallerIn() {
        var reply = CommandLine.reply(
                        "token",
                        "new",
                        "nightly",
                        "--authorities",
                        "backup,system,vault",
                        "--bundles=com.example.*, org.a",
                        "--session-types",
                        "backup",
                        "--expires",
                        "2027-01-01")
                .orElseThrow();

        assertThat(reply.status()).isZero();
        var token = reply.text().lines().skip(2).findFirst().orElse("");
        assertThat(token).matches("[A-Za-z0-9_-]{43}");
        assertThat(reply.text()).containsOnlyOnce(token).endsWith("""
                        backup.security.tokens:
                          - name: "nightly"
                            sha256: "%s"
                            authorities: ["backup", "system", "vault"]
                            bundles: ["com.example.*", "org.a"]
                            session-types: ["backup"]
                            expires: 2027-01-01T00:00:00Z""".formatted(sha256(token)));
        assertThat(CommandLine.reply("token", "new", "nightly").orElseThrow().text())
                .doesNotContain(token);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token                                | The command is: token new NAME. Try --help.",
                "token list                           | The command is: token new NAME. Try --help.",
                "token new                            | The name of the caller is missing: token new NAME. Try --help.",
                "token new --expires 2027-01-01       | The name of the caller is missing: token new NAME. Try --help.",
                "token new a --expires                | The option --expires needs a value. Try --help.",
                "token new a --expires tomorrow       | --expires must be a day such as 2027-01-01, or a time such as 2027-01-01T12:00:00Z. Try --help.",
                "token new a --bundle x               | The argument \"--bundle\" is unknown. Try --help.",
                "token new a --authorities root       | --authorities: 'root' is unknown; there are 'backup', 'system', 'vault', 'vault-admin'. Try --help.",
                "token new a/b                        | The name must be 1 to 64 letters, digits, '_', '.', '@' or '-', beginning with a letter or digit. Try --help.",
            })
    void aTokenThatMakesNoSenseIsRefused(String arguments, String sentence) {
        assertThat(CommandLine.reply(arguments.split(" "))).contains(new CommandLine.Reply(sentence, 2));
    }

    @Test
    void settingsStartTheService() {
        assertThat(CommandLine.reply(
                        "--server.port=0",
                        "--backup.security.tokens[0].name=alice",
                        "--spring.config.location=file:/etc/bundle-backup/",
                        "--logging.level.io.bundlebackup.session=debug",
                        "--debug"))
                .isEmpty();
        assertThat(CommandLine.reply()).isEmpty();
    }
}
