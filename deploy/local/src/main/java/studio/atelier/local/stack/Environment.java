package studio.atelier.local.stack;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The settings of a stack: what the shell or {@code .env} gives, else what an earlier start made up, else a default
 * that leads to this machine and the sandbox.
 */
public final class Environment {

    /** Services with a database, as in {@code ATELIER_AUTH_DATABASE_NAME}. */
    public static final List<String> DATABASES = List.of("AUTH", "BILLING", "GENERATION", "CHAT");

    private static final String PREFIX = "ATELIER_";
    private static final String SUPERUSER_PASSWORD = "ATELIER_POSTGRES_SUPERUSER_PASSWORD";
    private static final String OFFSET = "ATELIER_PORT_OFFSET";
    private static final String LONGEST_RESTART_PAUSE = "ATELIER_LONGEST_RESTART_PAUSE_SECONDS";
    private static final String TELEGRAM_TOKEN = "ATELIER_TELEGRAM_BOT_TOKEN";
    private static final String KIE_KEY = "ATELIER_KIE_API_KEY";
    private static final String SANDBOX_OPERATOR = "700000000";

    private final Map<String, String> given;
    private final Map<String, String> secrets;
    private final Map<String, String> values = new LinkedHashMap<>();

    private Environment(Map<String, String> given, Map<String, String> secrets) {
        this.given = given;
        this.secrets = new HashMap<>(secrets);
    }

    /** The settings for a start; new secrets are made up and, like everything, saved for the next one. */
    public static Environment prepare(StackDirectory directory, Map<String, String> shell) {
        Environment environment = new Environment(given(directory, shell), DotEnv.read(directory.secretsFile()));
        environment.resolve(directory);
        environment.save(directory);
        return environment;
    }

    /**
     * The settings of the last start.
     *
     * @throws StackException if there was none
     */
    public static Environment ofLastStart(StackDirectory directory) {
        Map<String, String> saved = DotEnv.read(directory.environmentFile());
        if (saved.isEmpty()) {
            throw new StackException("Atelier was not started yet in " + directory.run() + ": ./atelier up");
        }
        Environment environment = new Environment(Map.of(), Map.of());
        environment.values.putAll(saved);
        return environment;
    }

    /** Settings from {@code .env}, overridden by those of the shell. */
    public static Map<String, String> given(StackDirectory directory, Map<String, String> shell) {
        Map<String, String> given = new HashMap<>(DotEnv.read(directory.root().resolve(".env")));
        shell.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                given.put(name, value);
            }
        });
        given.values().removeIf(String::isBlank);
        return given;
    }

    /** The value of a setting that has one in every stack. */
    public String get(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new StackException(name + " is not set: ./atelier up sets it");
        }
        return value;
    }

    public StackPorts ports() {
        return new StackPorts(number(OFFSET));
    }

    /** How long a process that keeps ending waits at most before it is started again. */
    Duration longestRestartPause() {
        int seconds = number(LONGEST_RESTART_PAUSE);
        if (seconds < 1) {
            throw new StackException(LONGEST_RESTART_PAUSE + " must be at least 1, not " + seconds);
        }
        return Duration.ofSeconds(seconds);
    }

    private int number(String name) {
        String value = get(name);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new StackException(name + " must be a number, not " + value, e);
        }
    }

    public String superuserPassword() {
        return get(SUPERUSER_PASSWORD);
    }

    public Map<String, String> all() {
        return Map.copyOf(values);
    }

    /** What the services are given: everything but the key to all databases. */
    Map<String, String> forServices() {
        Map<String, String> settings = new LinkedHashMap<>(values);
        settings.remove(SUPERUSER_PASSWORD);
        return settings;
    }

    /** Whether pictures are made by the sandbox instead of the real kie.ai. */
    public boolean usesSandboxForKie() {
        return get("ATELIER_KIE_API_URL").startsWith(get("ATELIER_SANDBOX_URL"));
    }

    public boolean usesSandboxForTelegram() {
        return get("ATELIER_TELEGRAM_API_URL").startsWith(get("ATELIER_SANDBOX_URL"));
    }

    private void resolve(StackDirectory directory) {
        Map<String, String> lastStart = DotEnv.read(directory.environmentFile());
        set(OFFSET, lastStart.getOrDefault(OFFSET, "0"));
        set(LONGEST_RESTART_PAUSE, "30");
        StackPorts ports = ports();
        addresses(ports, directory);
        databases(ports);
        telegram();
        kie();
        secret("ATELIER_IMAGE_LINK_KEY", Secrets::key);
        secret("ATELIER_SHARE_TICKET_KEY", Secrets::key);
        secret("ATELIER_REALTIME_TICKET_KEY", Secrets::key);
        secret("ATELIER_AUTH_KEY_ENCRYPTION_KEY", Secrets::key);
        given.forEach(values::putIfAbsent);
    }

    private void addresses(StackPorts ports, StackDirectory directory) {
        set("ATELIER_PUBLIC_URL", local(ports.gateway()));
        set("ATELIER_AUTH_URL", local(ports.auth()));
        set("ATELIER_BILLING_URL", local(ports.billing()));
        set("ATELIER_GENERATION_URL", local(ports.generation()));
        set("ATELIER_CHAT_URL", local(ports.chat()));
        set("ATELIER_SANDBOX_URL", local(ports.sandbox()));
        set("ATELIER_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + ports.kafka());
        set("ATELIER_REDIS_URL", "redis://127.0.0.1:" + ports.redis());
        set("ATELIER_OBJECT_STORE_DIRECTORY", directory.objects().toString());
        set("ATELIER_FETCH_TRUSTED_HOSTS", "localhost:%d,127.0.0.1:%d".formatted(ports.sandbox(), ports.sandbox()));
        set(
                "ATELIER_FRAME_ANCESTORS",
                "%s,http://127.0.0.1:%d,https://web.telegram.org".formatted(local(ports.sandbox()), ports.sandbox()));
    }

    private void databases(StackPorts ports) {
        set("ATELIER_POSTGRES_HOST", "127.0.0.1");
        set("ATELIER_POSTGRES_PORT", Integer.toString(ports.postgres()));
        secret(SUPERUSER_PASSWORD, Secrets::hex);
        for (String service : DATABASES) {
            String name = "atelier_" + service.toLowerCase(Locale.ROOT);
            set("ATELIER_" + service + "_DATABASE_NAME", name);
            set("ATELIER_" + service + "_DATABASE_USER", name);
            secret("ATELIER_" + service + "_DATABASE_PASSWORD", Secrets::hex);
        }
    }

    /** A bot token of one's own means the real Telegram, unless an address says otherwise. */
    private void telegram() {
        boolean real = given.containsKey(TELEGRAM_TOKEN);
        secret(TELEGRAM_TOKEN, Secrets::botToken);
        set("ATELIER_TELEGRAM_API_URL", real ? "https://api.telegram.org" : get("ATELIER_SANDBOX_URL") + "/telegram");
        secret("ATELIER_TELEGRAM_WEBHOOK_SECRET", Secrets::hex);
        set("ATELIER_TELEGRAM_ADMIN_IDS", real ? "" : SANDBOX_OPERATOR);
        set("ATELIER_TELEGRAM_LINK", real ? "" : get("ATELIER_SANDBOX_URL"));
    }

    /** A key of one's own means the real kie.ai, unless an address says otherwise. */
    private void kie() {
        boolean real = given.containsKey(KIE_KEY);
        secret(KIE_KEY, Secrets::hex);
        set("ATELIER_KIE_API_URL", real ? "https://api.kie.ai" : get("ATELIER_SANDBOX_URL") + "/kie");
        set(
                "ATELIER_KIE_UPLOAD_URL",
                real ? "https://kieai.redpandaai.co" : get("ATELIER_SANDBOX_URL") + "/kie-upload");
        secret("ATELIER_KIE_WEBHOOK_KEY", Secrets::hex);
    }

    private void set(String name, String otherwise) {
        values.put(name, given.getOrDefault(name, otherwise));
    }

    /** One's own value, else the one made up for this stack, which is kept for the day one's own is taken out again. */
    private void secret(String name, Supplier<String> generator) {
        String generated = secrets.computeIfAbsent(name, absent -> generator.get());
        set(name, generated);
    }

    private static String local(int port) {
        return "http://localhost:" + port;
    }

    private void save(StackDirectory directory) {
        try {
            PrivateFiles.write(directory.secretsFile(), DotEnv.format(secrets));
            PrivateFiles.write(
                    directory.environmentFile(),
                    "# Written by ./atelier up; your own settings belong into .env. Private: it holds keys.\n"
                            + DotEnv.format(values));
        } catch (IOException e) {
            throw new StackException("Cannot write the settings into " + directory.run() + ": " + e.getMessage(), e);
        }
    }
}
