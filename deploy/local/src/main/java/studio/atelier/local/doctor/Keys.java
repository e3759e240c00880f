package studio.atelier.local.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import studio.atelier.local.process.Tool;
import studio.atelier.local.settings.Environment;
import studio.atelier.local.settings.PrivateFiles;
import studio.atelier.local.settings.StackDirectory;

/** Checks that keys are present, well-formed, real and private, and in no file that git tracks. */
record Keys(StackDirectory directory, Map<String, String> given) {

    private static final Pattern PLACEHOLDER =
            Pattern.compile("(?i).*(change[-_ ]?me|placeholder|your[-_ ]|example|dummy|todo|<.*>|x{4,}|\\.\\.\\.).*");
    private static final int KEY_BYTES = 32;

    /** Patterns of keys in text, in the syntax of git grep. */
    private static final String SHAPES = String.join(
            "|",
            "[0-9]{8,10}:AA[A-Za-z0-9_-]{33}",
            "sk-[A-Za-z0-9_-]{24,}",
            "AKIA[0-9A-Z]{16}",
            "gh[pousr]_[A-Za-z0-9]{36}",
            "(live|test)_[A-Za-z0-9_-]{40,}",
            "-----BEGIN [A-Z ]*PRIVATE KEY-----");

    /** Tokens of revoked bots, published as examples of signed initData; tests verify against them. */
    private static final List<String> PUBLISHED = List.of(":5768337691:", ":7342037359:");

    List<Finding> look(boolean started) throws IOException {
        List<Finding> findings = new ArrayList<>();
        findings.addAll(dotEnv());
        findings.addAll(placeholders());
        if (started) {
            findings.add(privacy(directory.environmentFile()));
            findings.addAll(shapes(Environment.ofLastStart(directory)));
        }
        findings.add(trackedFiles());
        return findings;
    }

    private List<Finding> dotEnv() throws IOException {
        Path file = directory.root().resolve(".env");
        if (!Files.exists(file)) {
            return List.of(Finding.fine("No .env: the sandbox stands in for Telegram and kie.ai"));
        }
        List<Finding> findings = new ArrayList<>(List.of(privacy(file)));
        if (isCheckout()) {
            findings.add(Finding.of(
                    git("check-ignore", "-q", ".env").succeeded()
                            && git("ls-files", ".env").output().isEmpty(),
                    "git ignores .env",
                    "put .env into .gitignore; if it was committed, change every key in it"));
        }
        return findings;
    }

    private static Finding privacy(Path file) throws IOException {
        return Finding.of(PrivateFiles.isPrivate(file), file + " is readable by you only", "chmod 600 " + file);
    }

    private List<Finding> placeholders() {
        return given.entrySet().stream()
                .filter(entry -> isSecret(entry.getKey()))
                .filter(entry -> PLACEHOLDER.matcher(entry.getValue()).matches())
                .map(entry -> Finding.broken(
                        entry.getKey() + " is a placeholder",
                        "put the real value into .env, or take the line out to use the sandbox"))
                .toList();
    }

    private static List<Finding> shapes(Environment environment) {
        Map<String, Predicate<String>> required = new LinkedHashMap<>();
        required.put("ATELIER_TELEGRAM_BOT_TOKEN", matches("\\d+:[A-Za-z0-9_-]{35}"));
        required.put("ATELIER_TELEGRAM_WEBHOOK_SECRET", matches("[A-Za-z0-9_-]{16,256}"));
        required.put("ATELIER_TELEGRAM_ADMIN_IDS", matches("(\\d+(\\s*,\\s*\\d+)*)?"));
        required.put("ATELIER_KIE_API_KEY", matches("\\S{16,}"));
        required.put("ATELIER_KIE_WEBHOOK_KEY", matches("\\S{16,}"));
        required.put("ATELIER_IMAGE_LINK_KEY", matches("\\S{32,}"));
        required.put("ATELIER_SHARE_TICKET_KEY", matches("\\S{32,}"));
        required.put("ATELIER_REALTIME_TICKET_KEY", matches("\\S{32,}"));
        required.put("ATELIER_AUTH_KEY_ENCRYPTION_KEY", Keys::isKey);
        Environment.DATABASES.forEach(
                service -> required.put("ATELIER_" + service + "_DATABASE_PASSWORD", matches("\\S{16,}")));
        List<Finding> broken = new ArrayList<>();
        required.forEach((name, shape) -> {
            if (!shape.test(environment.all().getOrDefault(name, ""))) {
                broken.add(Finding.broken(
                        name + " is missing or has not the right form", ".env.example says what it looks like"));
            }
        });
        return broken.isEmpty()
                ? List.of(Finding.fine("All %d keys are there and well-formed".formatted(required.size())))
                : broken;
    }

    private Finding trackedFiles() {
        if (!isCheckout()) {
            return Finding.note("This is no git checkout: tracked files were not searched for keys", "");
        }
        Tool shaped = git("grep", "-I", "-o", "-E", "-e", SHAPES);
        List<String> files = new ArrayList<>(shaped.output()
                .lines()
                .filter(found -> PUBLISHED.stream().noneMatch(found::contains))
                .map(found -> found.replaceFirst(":.*", ""))
                .toList());
        given.forEach((name, value) -> {
            if (isSecret(name) && value.length() >= 16) {
                git("grep", "-I", "-l", "-F", "-e", value).output().lines().forEach(files::add);
            }
        });
        return Finding.of(
                files.isEmpty(),
                files.isEmpty()
                        ? "No key in a file that git knows"
                        : "Keys seem to be in "
                                + String.join(", ", files.stream().distinct().toList()),
                "take them out and change them at their provider: history keeps them");
    }

    private boolean isCheckout() {
        return git("rev-parse", "--git-dir").succeeded();
    }

    private Tool git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        return Tool.runIn(directory.root(), command);
    }

    private static boolean isSecret(String name) {
        return name.matches(".*_(KEY|TOKEN|SECRET|PASSWORD)");
    }

    private static Predicate<String> matches(String pattern) {
        return Pattern.compile(pattern).asMatchPredicate();
    }

    private static boolean isKey(String value) {
        try {
            return Base64.getDecoder().decode(value).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
