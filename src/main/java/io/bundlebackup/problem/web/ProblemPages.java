package io.bundlebackup.problem.web;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Arrays;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The page behind the {@code type} of a problem, which explains the problem. Needs no token. */
@RestController
@Hidden
final class ProblemPages {
    /** A problem type; {@code statuses} are the HTTP statuses of its answers. */
    record Description(String type, String title, List<Integer> statuses, int code, String codeMeaning) {}

    @GetMapping(path = "/problems/{slug}", produces = MediaType.APPLICATION_JSON_VALUE)
    Description describe(@PathVariable("slug") String slug) {
        List<ProblemType> types = Arrays.stream(ProblemType.values())
                .filter(type -> type.slug().equals(slug))
                .toList();
        if (types.isEmpty()) {
            throw new ProblemException(ProblemType.NO_SUCH_RESOURCE, "There is no such problem type.");
        }
        ProblemType type = types.getFirst();
        ErrorCode code = type.code();
        return new Description(
                "/problems/" + slug,
                type.title(),
                types.stream().map(Statuses::of).toList(),
                code.number(),
                code.text());
    }
}
