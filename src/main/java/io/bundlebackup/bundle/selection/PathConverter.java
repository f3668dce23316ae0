package io.bundlebackup.bundle.selection;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;

/**
 * Converts directories in the configuration to paths. Spring's own editor searches the class path first, so that {@code static} would mean
 * a directory inside the program.
 */
@Component
@ConfigurationPropertiesBinding
public class PathConverter implements Converter<String, Path> {
    @Override
    public Path convert(String text) {
        return Path.of(text);
    }
}
