package studio.atelier.local.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {

    @TempDir
    private Path root;

    private StackDirectory directory;

    @BeforeEach
    void createDirectory() {
        directory = new StackDirectory(root, root.resolve("run"));
        directory.create();
    }

    @Test
    void makesUpKeysOfTheRightShapes() {
        Environment environment = prepare(Map.of());
        assertThat(environment.get("ATELIER_TELEGRAM_BOT_TOKEN")).matches("\\d+:[A-Za-z0-9_-]{35}");
        assertThat(Base64.getDecoder().decode(environment.get("ATELIER_AUTH_KEY_ENCRYPTION_KEY")))
                .hasSize(32);
        assertThat(environment.get("ATELIER_TELEGRAM_WEBHOOK_SECRET")).matches("[A-Za-z0-9_-]{16,256}");
    }

    @Test
    void keepsTheKeysItMadeUp() {
        assertThat(prepare(Map.of()).all()).isEqualTo(prepare(Map.of()).all());
    }

    @Test
    void twoStacksHaveDifferentKeys() {
        StackDirectory other = new StackDirectory(root, root.resolve("other"));
        other.create();
        assertThat(Environment.prepare(other, Map.of()).get("ATELIER_TELEGRAM_BOT_TOKEN"))
                .isNotEqualTo(prepare(Map.of()).get("ATELIER_TELEGRAM_BOT_TOKEN"));
    }

    @Test
    void leadsToTheSandboxWithoutKeysOfOnesOwn() {
        Environment environment = prepare(Map.of());
        assertThat(environment.get("ATELIER_KIE_API_URL")).isEqualTo("http://localhost:8090/kie");
        assertThat(environment.get("ATELIER_TELEGRAM_API_URL")).isEqualTo("http://localhost:8090/telegram");
        assertThat(environment.usesSandboxForKie()).isTrue();
    }

    @Test
    void aKieKeyOfOnesOwnLeadsToTheRealKie() throws IOException {
        Files.writeString(root.resolve(".env"), "ATELIER_KIE_API_KEY=mine\n");
        Environment environment = prepare(Map.of());
        assertThat(environment.get("ATELIER_KIE_API_KEY")).isEqualTo("mine");
        assertThat(environment.get("ATELIER_KIE_API_URL")).isEqualTo("https://api.kie.ai");
        assertThat(environment.usesSandboxForTelegram()).isTrue();
    }

    @Test
    void aKeyTakenOutOfDotEnvIsForgotten() throws IOException {
        String generated = prepare(Map.of()).get("ATELIER_KIE_API_KEY");
        Files.writeString(root.resolve(".env"), "ATELIER_KIE_API_KEY=mine\n");
        prepare(Map.of());
        Files.delete(root.resolve(".env"));
        assertThat(prepare(Map.of()).get("ATELIER_KIE_API_KEY")).isEqualTo(generated);
    }

    @Test
    void theShellOverridesDotEnv() throws IOException {
        Files.writeString(root.resolve(".env"), "ATELIER_PUBLIC_URL=https://file.example\n");
        Environment environment = prepare(Map.of("ATELIER_PUBLIC_URL", "https://shell.example", "PATH", "/bin"));
        assertThat(environment.get("ATELIER_PUBLIC_URL")).isEqualTo("https://shell.example");
        assertThat(environment.all()).doesNotContainKey("PATH");
    }

    @Test
    void anOffsetMovesEveryPortAndIsRemembered() {
        prepare(Map.of("ATELIER_PORT_OFFSET", "1000"));
        Environment environment = prepare(Map.of());
        assertThat(environment.ports().gateway()).isEqualTo(9080);
        assertThat(environment.get("ATELIER_REDIS_URL")).isEqualTo("redis://127.0.0.1:17379");
        assertThat(environment.get("ATELIER_PUBLIC_URL")).isEqualTo("http://localhost:9080");
    }

    @Test
    void standsInForEveryProviderAsLongAsNoRealOneIsUsed() {
        Environment environment = prepare(Map.of());
        assertThat(environment.get("ATELIER_OPENAI_ENABLED")).isEqualTo("true");
        assertThat(environment.get("ATELIER_OPENAI_API_URL")).isEqualTo("http://localhost:8090/openai/v1");
        assertThat(environment.get("ATELIER_A1111_API_URL")).isEqualTo("http://localhost:8090/a1111");
        assertThat(environment.get("ATELIER_REPLICATE_WEBHOOK_SECRET")).startsWith("whsec_");
    }

    @Test
    void usesNoStandInBesideTheRealKie() {
        Environment environment =
                prepare(Map.of("ATELIER_KIE_API_KEY", "a-real-key", "ATELIER_VENICE_API_KEY", "another"));
        assertThat(environment.get("ATELIER_OPENAI_ENABLED")).isEqualTo("false");
        assertThat(environment.get("ATELIER_A1111_ENABLED")).isEqualTo("false");
        assertThat(environment.get("ATELIER_VENICE_ENABLED")).isEqualTo("true");
        assertThat(environment.get("ATELIER_VENICE_API_URL")).isEqualTo("https://api.venice.ai/api/v1");
    }

    @Test
    void theServicesAreNotGivenTheKeyToAllDatabases() {
        assertThat(prepare(Map.of()).forServices()).doesNotContainKey("ATELIER_POSTGRES_SUPERUSER_PASSWORD");
    }

    @Test
    void nobodyElseCanReadTheKeys() throws IOException {
        prepare(Map.of());
        assertThat(PrivateFiles.isPrivate(directory.environmentFile())).isTrue();
        assertThat(PrivateFiles.isPrivate(directory.secretsFile())).isTrue();
        assertThat(PrivateFiles.isPrivate(directory.run())).isTrue();
    }

    @Test
    void saysWhichLineOfDotEnvIsWrong() throws IOException {
        Files.writeString(root.resolve(".env"), "# fine\nATELIER_PUBLIC_URL\n");
        assertThatThrownBy(() -> prepare(Map.of()))
                .hasMessageContaining("Line 2")
                .hasMessageContaining(".env");
    }

    @Test
    void saysWhatIsWrongWithAnOffset() {
        assertThatThrownBy(() -> prepare(Map.of("ATELIER_PORT_OFFSET", "many"))).hasMessageContaining("many");
        assertThatThrownBy(() -> prepare(Map.of("ATELIER_PORT_OFFSET", "60000")))
                .hasMessageContaining("60000");
    }

    private Environment prepare(Map<String, String> shell) {
        return Environment.prepare(directory, shell);
    }
}
