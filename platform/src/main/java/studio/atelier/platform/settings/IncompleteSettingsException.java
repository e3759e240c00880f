package studio.atelier.platform.settings;

import java.util.List;

/** The service cannot start with its settings. */
final class IncompleteSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> complaints;

    IncompleteSettingsException(List<String> complaints) {
        super("Settings are missing: " + String.join("; ", complaints));
        this.complaints = List.copyOf(complaints);
    }

    List<String> complaints() {
        return complaints;
    }
}
