package io.bundlebackup.problem.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code errors}: an invalid part of a request.
 *
 * @param pointer JSON pointer into the body, empty for the whole body
 * @param parameter name of a parameter or header, instead of a pointer
 * @param detail what is wrong with it, without its name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record InvalidPart(@Nullable String pointer, @Nullable String parameter, String detail) {
    static InvalidPart at(String pointer, String detail) {
        return new InvalidPart(pointer, null, detail);
    }

    static InvalidPart parameter(String name, String detail) {
        return new InvalidPart(null, name, detail);
    }

    /** The request as a whole. */
    static InvalidPart whole(String detail) {
        return new InvalidPart(null, null, detail);
    }

    /** The part and what is wrong with it, as a sentence without its full stop. */
    String clause() {
        if (parameter != null) {
            return "Parameter " + parameter + " " + detail;
        }
        if (pointer == null) {
            return "The request " + detail;
        }
        return (pointer.isEmpty() ? "The body " : "Member " + pointer + " ") + detail;
    }

    /** One step of a JSON pointer, escaped. */
    static String step(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
