package io.bundlebackup.bundle.web;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.http.MediaType;

/** Documents the answer 400. */
@ApiResponse(
        responseCode = "400",
        description = "`invalid-request` (code 401): malformed; `invalid-argument` (code 13900020): invalid values",
        content =
                @Content(
                        mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                        schema = @Schema(ref = "#/components/schemas/Problem")))
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface InvalidRequestAnswer {}
