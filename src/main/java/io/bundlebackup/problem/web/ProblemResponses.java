package io.bundlebackup.problem.web;

import io.bundlebackup.problem.ProblemType;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The problems that an operation can answer with, for the OpenAPI document: on a method, or on a type for all its operations.
 * Types with the same status become one response that lists them. Not to be named: {@code unauthenticated}, {@code
 * permission-denied}, {@code not-a-system-caller} and {@code internal-error}, which every operation has, and {@code
 * invalid-request}, which every operation with parameters or a body has.
 */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface ProblemResponses {
    ProblemType[] value();

    /** Headers that some of these answers have. */
    Told[] told() default {};

    /** A header of the answers with the status of one of these problems. */
    @interface Told {
        String header();

        String description();

        /** Of OpenAPI. */
        String type() default "string";

        ProblemType[] with();
    }
}
