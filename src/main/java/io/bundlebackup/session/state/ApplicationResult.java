package io.bundlebackup.session.state;

import io.bundlebackup.problem.Failure;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an application's own commands add to {@code onResultReport}. Immutable.
 *
 * @param resultInfo members of {@code resultInfo}, behind the service's own
 * @param failure of a command of the application; reported if the bundle itself did not fail
 */
public record ApplicationResult(
        List<Map<String, Object>> resultInfo, @Nullable Failure failure) {
    public static final ApplicationResult NONE = new ApplicationResult(List.of(), null);

    public ApplicationResult {
        resultInfo = List.copyOf(resultInfo);
    }
}
