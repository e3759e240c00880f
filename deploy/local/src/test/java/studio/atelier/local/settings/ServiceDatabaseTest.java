package studio.atelier.local.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServiceDatabaseTest {

    @Test
    void doesNotPrintItsPassword() {
        ServiceDatabase database = new ServiceDatabase("host", "5432", "billing", "billing_user", "hidden");
        assertThat(database.toString()).contains("billing_user").doesNotContain("hidden");
    }
}
