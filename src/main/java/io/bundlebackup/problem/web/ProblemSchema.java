package io.bundlebackup.problem.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import java.util.Set;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.stereotype.Component;

/** The schema of a problem in the OpenAPI document. */
@Component
final class ProblemSchema implements GlobalOpenApiCustomizer {
    @Override
    public void customise(OpenAPI api) {
        Components components = api.getComponents() == null ? new Components() : api.getComponents();
        components.addSchemas("Problem", problem());
        components.addSchemas("InvalidPart", invalidPart());
        components.addSchemas("MissingFile", missingFile());
        components.addSchemas("HoldingSession", holdingSession());
        api.setComponents(components);
    }

    private static Schema<?> invalidPart() {
        return object("One part of the request that is invalid")
                .addProperty("pointer", text("JSON pointer into the body; empty for the whole body"))
                .addProperty("parameter", text("Name of the parameter or header, instead of a pointer"))
                .addProperty("detail", text("What is wrong with it"))
                .required(List.of("detail"));
    }

    private static Schema<?> missingFile() {
        return object("A file that `publish` needs")
                .addProperty("uri", text("The name of the file"))
                .addProperty("generation", text("The generation whose manifest names the file"))
                .addProperty("reason", text("Why the file does not count as uploaded"))
                .required(List.of("uri", "reason"));
    }

    private static Schema<?> holdingSession() {
        return object("The live session that holds a bundle")
                .addProperty("type", reference("SessionType"))
                .addProperty(
                        "since", text("When that session appended the bundle").format("date-time"))
                .required(List.of("type", "since"));
    }

    private static Schema<?> problem() {
        return object("A problem (RFC 9457). The problem's type says which of the further members are present.")
                .addProperty(
                        "type", text("The kind of problem: /problems/<name>").format("uri-reference"))
                .addProperty("title", text("The kind of problem in words"))
                .addProperty("status", number("The HTTP status"))
                .addProperty("detail", text("What is wrong with this request"))
                .addProperty("instance", text("The path of the request").format("uri-reference"))
                .addProperty("code", number("The error number of OpenHarmony's file.backup"))
                .addProperty("errors", list("InvalidPart").description("`invalid-request` only"))
                .addProperty(
                        "missing", list("MissingFile").description("`upload-incomplete` only: the first 1,000 files"))
                .addProperty(
                        "sessionInfo",
                        reference("HoldingSession")
                                .description("`bundle-held` only: the live session that holds the bundle"))
                .addProperty("line", whole("`invalid-manifest` only: the line of the manifest, counted from 1"))
                .addProperty("offset", whole("`offset-mismatch` only: the offset of the upload, in bytes"))
                .addProperty("limit", whole("`too-large` only: the largest size that is accepted, in bytes"))
                .required(List.of("type", "title", "status", "detail", "code"));
    }

    private static Schema<?> object(String description) {
        return typed("object").description(description);
    }

    private static Schema<?> text(String description) {
        return typed("string").description(description);
    }

    private static Schema<?> number(String description) {
        return typed("integer").format("int32").description(description);
    }

    private static Schema<?> whole(String description) {
        return typed("integer").format("int64").description(description);
    }

    private static Schema<?> list(String items) {
        return new ArraySchema().items(reference(items)).types(Set.of("array"));
    }

    private static Schema<?> reference(String name) {
        return new Schema<>().$ref("#/components/schemas/" + name);
    }

    /** OpenAPI 3.1 writes {@code types}, 3.0 writes {@code type}. */
    private static Schema<?> typed(String type) {
        return new Schema<>().type(type).types(Set.of(type));
    }
}
