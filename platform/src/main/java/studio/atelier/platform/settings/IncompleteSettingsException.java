package studio.atelier.platform.settings;

import java.util.List;

/** The service cannot start with its settings. */
public final class IncompleteSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> complaints;

    /**
     * Creates the exception.
     *
     * @param complaints a sentence for each setting, which begins with its name and says what is wrong with it
     */
    public IncompleteSettingsException(List<String> complaints) {
        super("Settings are missing or wrong: " + String.join("; ", complaints));
        this.complaints = List.copyOf(complaints);
    }

    List<String> complaints() {
        return complaints;
    }
}
