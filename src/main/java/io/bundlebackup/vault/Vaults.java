package io.bundlebackup.vault;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The declared vaults. Immutable. */
@Component
public final class Vaults {
    private final Map<String, Vault> vaults = new LinkedHashMap<>();

    public Vaults(VaultSettings settings) {
        settings.vaults().forEach(declared -> vaults.put(declared.name(), new Vault(settings, declared)));
    }

    /** All, in the order of the configuration. */
    public List<Vault> all() {
        Collection<Vault> all = vaults.values();
        return new ArrayList<>(all);
    }

    /** @throws ProblemException {@code no-such-vault} */
    public Vault get(String name) {
        var vault = vaults.get(name);
        if (vault == null) {
            throw new ProblemException(ProblemType.NO_SUCH_VAULT, "There is no vault " + name + " here.");
        }
        return vault;
    }
}
