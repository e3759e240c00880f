package studio.atelier.platform.database;

import org.flywaydb.core.Flyway;

/** Migrates the platform's tables under a history of their own, then the service's. */
final class PlatformMigration {

    private static final String HISTORY = "flyway_platform_history";
    private static final String LOCATION = "classpath:db/platform";

    private PlatformMigration() {}

    static void migrateBoth(Flyway service) {
        Flyway.configure(service.getConfiguration().getClassLoader())
                .configuration(service.getConfiguration())
                .locations(LOCATION)
                .table(HISTORY)
                .load()
                .migrate();
        service.migrate();
    }
}
