package io.bundlebackup.bundle.web;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.http.MediaType;

/** Documents the answer 404. */
@ApiResponse(
        responseCode = "404",
        description = "`no-such-bundle` (code 13900020): there is no bundle of this name",
        content =
                @Content(
                        mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                        schema = @Schema(ref = "#/components/schemas/Problem")))
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface NoSuchBundleAnswer {}
