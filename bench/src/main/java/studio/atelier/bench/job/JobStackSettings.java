package studio.atelier.bench.job;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import studio.atelier.e2e.Sandbox;

/** Stacks whose jobs wait neither for limits nor for budgets. */
final class JobStackSettings {

    /** The queue, provider and model of the jobs that no provider is called for. */
    static final String NOOP = "noop";

    /** The queue of the provider that the sandbox simulates. */
    static final String KIE = "kie";

    private static final Map<String, String> SETTINGS = Map.of(
            // The queue is longer than admission would allow.
            "ATELIER_GENERATION_JOB_MAXESTIMATEDWAIT", "24h",
            // Everything runs on two busy cores: Redis answers late but is not down.
            "ATELIER_LIMIT_REDISTIMEOUT", "2s",
            "ATELIER_LIMIT_REQUIREDREDISTIMEOUT", "2s",
            "SPRING_DATA_REDIS_TIMEOUT", "2s",
            "ATELIER_PROVIDER_DAILY_CAP_MICRO_USD", "1000000000000",
            "ATELIER_FREE_QUOTA_DAILY_CAP_MICRO_USD", "1000000000000");

    private JobStackSettings() {}

    /** A stack whose jobs are done by a provider that takes no time. */
    static Map<String, String> withNoop(int slots) {
        return with(Map.of(
                "ATELIER_NOOP_PROVIDER",
                "true",
                "ATELIER_TRY_ON_MODEL",
                NOOP,
                "ATELIER_MAX_CONCURRENT_IMAGE_GENERATIONS",
                Integer.toString(slots)));
    }

    /** A stack whose jobs are done by the sandbox, which accepts any number of calls. */
    static Map<String, String> withKie(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(with(more));
        settings.put("ATELIER_KIE_RATE", "100000");
        return settings;
    }

    private static Map<String, String> with(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.putAll(more);
        return settings;
    }

    /** From now on the sandbox takes this long for an image, does not draw it, and refuses no call. */
    static void kieTakes(Sandbox sandbox, Duration time) {
        sandbox.kie(Map.of(
                "latencyMinMs",
                time.toMillis(),
                "latencyMaxMs",
                time.toMillis(),
                "accountLimit",
                false,
                "drawing",
                "TINY"));
    }
}
