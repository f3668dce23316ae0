package io.bundlebackup.problem.web;

import io.bundlebackup.problem.ProblemType;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The problems that an operation can answer with, for the OpenAPI document: on a method, on a type for all its operations, or on an
 * annotation of either. Problems with the same status become one response that lists them. Not to be named, because {@link
 * ProblemDocumentation} adds them: {@code unauthenticated}, {@code permission-denied}, {@code not-a-system-caller}, {@code
 * invalid-request} and {@code internal-error}; with a body {@code unsupported-media-type}, with a JSON body
 * {@code too-large}; for a {@code POST} the problems of its {@code Idempotency-Key}.
 */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface ProblemResponses {
    ProblemType[] value();

    /** Headers that some of these answers have. */
    Header[] headers() default {};

    /** A header of the answers with the status of one of these problems. */
    @interface Header {
        String name();

        String description();

        /** Type in OpenAPI. */
        String type() default "string";

        ProblemType[] on();
    }
}
