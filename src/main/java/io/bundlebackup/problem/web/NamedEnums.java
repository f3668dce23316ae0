package io.bundlebackup.problem.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.stereotype.Component;

/**
 * Gives the enumerations that the OpenAPI document has in several places names of their own. Without names a generated client has a
 * type for each place: the type in a request for a session would not be the type in the session.
 */
@Component
final class NamedEnums implements GlobalOpenApiCustomizer {
    private record Named(String name, String description, List<String> values) {}

    // The Go generator makes a constant of each value, in one name space: no two of these have a value in common.
    private static final List<Named> ENUMS = List.of(
            new Named("SessionType", "What a session does", List.of("backup", "restore", "incrementalBackup")),
            new Named("BundleOutcome", "How a bundle ended", List.of("completed", "failed", "cancelled", "rejected")),
            new Named(
                    "RestoreMode",
                    "Whether a restore removes files that the backup does not have, keeps them, or takes what is intact of an "
                            + "incomplete backup",
                    List.of("replace", "merge", "salvage")),
            new Named("FileKind", "What a delivered file contains", List.of("part", "file", "index")),
            new Named("FileState", "Whether the client has closed a file", List.of("ready", "closed")));

    @Override
    public void customise(OpenAPI api) {
        Components components = api.getComponents();
        if (components == null || components.getSchemas() == null) {
            return;
        }
        components.getSchemas().values().forEach(NamedEnums::nameMembers);
        if (api.getPaths() != null) {
            api.getPaths().values().stream()
                    .flatMap(path -> path.readOperations().stream())
                    .forEach(NamedEnums::nameParameters);
        }
        for (Named named : ENUMS) {
            components.addSchemas(
                    named.name,
                    new Schema<>()
                            .type("string")
                            .types(Set.of("string"))
                            .description(named.description)
                            ._enum(new ArrayList<>(named.values)));
        }
    }

    private static void nameMembers(Schema<?> schema) {
        if (schema.getProperties() != null) {
            schema.getProperties().replaceAll((name, member) -> named(member));
        }
    }

    private static void nameParameters(Operation operation) {
        if (operation.getParameters() != null) {
            operation.getParameters().stream()
                    .filter(parameter -> parameter.getSchema() != null)
                    .forEach(parameter -> parameter.setSchema(named(parameter.getSchema())));
        }
    }

    private static Schema<?> named(Schema<?> schema) {
        return ENUMS.stream()
                .filter(named -> named.values.equals(schema.getEnum()))
                .findFirst()
                .<Schema<?>>map(named -> reference(named, schema))
                .orElse(schema);
    }

    private static Schema<?> reference(Named named, Schema<?> schema) {
        Schema<?> reference = new Schema<>().$ref("#/components/schemas/" + named.name);
        reference.setDescription(schema.getDescription());
        if (schema.getDefault() != null) {
            reference.setDefault(schema.getDefault());
        }
        return reference;
    }
}
