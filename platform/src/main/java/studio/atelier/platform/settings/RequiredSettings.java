package studio.atelier.platform.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Finds required settings that are missing, that still have the value of an example file, or that are too short for a
 * secret. A setting is required if a configuration file takes it from a variable without a default: <code>
 * ${ATELIER_TELEGRAM_BOT_TOKEN}
 * </code>.
 */
final class RequiredSettings {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(ATELIER_[A-Z0-9_]+)(:[^}]*)?}");
    private static final Pattern SECRET = Pattern.compile(".*(KEY|TOKEN|SECRET|PASSWORD)");

    /** Secrets that an attacker can try to guess, unlike keys for other services. */
    private static final Pattern GUESSED = Pattern.compile(".*((?<!API_)KEY|SECRET)");

    private static final int SHORTEST_SECRET = 16;

    private static final Pattern PLACEHOLDER = Pattern.compile(
            "(?i)change[-_ ]?me.*|replace[-_ ]?me.*|your[-_ ].*|todo|xxx+|<.*>|placeholder|example.*|secret|password|\\.\\.\\.");

    private final ConfigurableEnvironment environment;

    RequiredSettings(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    /** One sentence for each variable with a problem. */
    List<String> listComplaints() {
        List<String> complaints = new ArrayList<>();
        settingsByVariable().forEach((variable, setting) -> {
            String complaint = findComplaint(variable, setting);
            if (complaint != null) {
                complaints.add(complaint);
            }
        });
        return complaints;
    }

    private @Nullable String findComplaint(SettingVariable variable, String setting) {
        String value = findValue(setting);
        if (value == null || value.isBlank()) {
            return variable.required() ? "%s is not set (it fills %s)".formatted(variable.name(), setting) : null;
        }
        if (SECRET.matcher(variable.name()).matches()
                && PLACEHOLDER.matcher(value.strip()).matches()) {
            return "%s still holds a placeholder (it fills %s)".formatted(variable.name(), setting);
        }
        return GUESSED.matcher(variable.name()).matches() && value.strip().length() < SHORTEST_SECRET
                ? "%s is too short: it needs at least %d characters, such as openssl rand -hex 32 makes (it fills %s)"
                        .formatted(variable.name(), SHORTEST_SECRET, setting)
                : null;
    }

    /** The resolved value of the setting, whatever its source; null if it cannot be resolved. */
    private @Nullable String findValue(String setting) {
        try {
            return environment.getProperty(setting);
        } catch (IllegalArgumentException unresolvable) {
            return null;
        }
    }

    private Map<SettingVariable, String> settingsByVariable() {
        Map<SettingVariable, String> found = new LinkedHashMap<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> file
                    && source.getName().startsWith("Config resource")) {
                collectVariables(file, found);
            }
        }
        return found;
    }

    private static void collectVariables(EnumerablePropertySource<?> file, Map<SettingVariable, String> found) {
        for (String setting : file.getPropertyNames()) {
            Matcher variables = VARIABLE.matcher(String.valueOf(file.getProperty(setting)));
            while (variables.find()) {
                found.putIfAbsent(new SettingVariable(variables.group(1), variables.group(2) == null), setting);
            }
        }
    }

    private record SettingVariable(String name, boolean required) {}
}
