package io.bundlebackup.vault.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.vault.Vault;
import io.bundlebackup.vault.Vaults;
import io.bundlebackup.vault.keeping.SnapshotKeeping;
import io.bundlebackup.vault.retention.DatedSnapshot;
import io.bundlebackup.vault.retention.RetentionDecision;
import io.bundlebackup.vault.retention.RetentionRules;
import io.bundlebackup.vault.snapshot.SnapshotCatalog;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

@RestController
class RetentionController implements RetentionApi {
    private final Vaults vaults;
    private final SnapshotCatalog catalog;
    private final SnapshotKeeping keeping;
    private final JsonMapper mapper;

    RetentionController(Vaults vaults, SnapshotCatalog catalog, SnapshotKeeping keeping, JsonMapper mapper) {
        this.vaults = vaults;
        this.catalog = catalog;
        this.keeping = keeping;
        this.mapper = mapper;
    }

    @Override
    public RetentionDecisionView retention(String vault, String bundleName, @Nullable String retention) {
        var place = vaults.get(vault);
        if (!place.bundles().contains(bundleName)) {
            throw new ProblemException(
                    ProblemType.NO_SUCH_BUNDLE, "The vault " + vault + " has nothing of a bundle " + bundleName + ".");
        }
        var decision = retention == null
                ? keeping.decide(place, bundleName)
                : keeping.simulate(place, bundleName, rules(retention));
        return RetentionDecisionView.of(decision, stored(place, bundleName, decision));
    }

    private RetentionRules rules(String json) {
        @Nullable RetentionView view;
        try {
            view = mapper.readValue(json, RetentionView.class);
        } catch (JacksonException e) {
            view = null;
        }
        if (view == null) {
            // Also for the JSON "null".
            throw ProblemException.invalidParameter("retention", "must be a JSON object with rules of retention");
        }
        var rules = view.rules();
        rules.fault().ifPresent(fault -> {
            throw ProblemException.invalidParameter("retention", "has " + fault.member() + ", which " + fault.detail());
        });
        return rules;
    }

    private long stored(Vault vault, String bundle, RetentionDecision decision) {
        var gone = decision.remove().stream().map(DatedSnapshot::id).collect(Collectors.toSet());
        return catalog.of(vault, bundle).stream()
                .filter(snapshot -> gone.contains(snapshot.snapshotId()))
                .mapToLong(snapshot -> snapshot.figures().storedBytes())
                .sum();
    }
}
