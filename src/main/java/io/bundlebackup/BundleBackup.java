package io.bundlebackup;

import io.bundlebackup.capacity.FatalErrors;
import io.bundlebackup.posix.Umask;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The service: starts HTTP, WebSocket and the sessions behind them. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class BundleBackup {
    public static void main(String[] args) {
        CommandLine.reply(args).ifPresent(CommandLine::printAndExit);
        FatalErrors.watchAllThreads();
        Umask.makeOwnFilesPrivate();
        var application = new SpringApplication(BundleBackup.class);
        application.addListeners(new PreparedBeans());
        application.run(args);
    }
}
