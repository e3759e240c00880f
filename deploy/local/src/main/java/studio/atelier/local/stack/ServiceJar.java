package studio.atelier.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import studio.atelier.local.infra.Trees;
import studio.atelier.local.settings.Service;
import studio.atelier.local.settings.StackDirectory;
import studio.atelier.local.settings.StackException;

/**
 * The jar of a service, extracted once per build: a JVM starts faster from plain jars than from nested ones, and a
 * class archive for later starts requires plain jars.
 *
 * @param jar to start with {@code -jar}
 * @param archive the JVM's class archive
 */
record ServiceJar(Path jar, Path archive) {

    private static final int EXTRACT_SECONDS = 180;

    /**
     * Finds and prepares the jar.
     *
     * @throws StackException if the jar was not built
     */
    static ServiceJar prepare(StackDirectory directory, Service service) {
        Path built = built(directory, service);
        try {
            Path parts = directory.cache().resolve("jars").resolve(service.artifact());
            Path current = parts.resolve(Long.toHexString(stamp(built)));
            if (!Files.exists(current)) {
                Trees.delete(parts);
                Files.createDirectories(parts);
                extract(built, current);
            }
            return new ServiceJar(current.resolve(built.getFileName()), current.resolve(service.name() + ".jsa"));
        } catch (IOException e) {
            throw new StackException("Cannot take " + built + " apart: " + e.getMessage(), e);
        }
    }

    private static Path built(StackDirectory directory, Service service) {
        Path target = directory.root().resolve(service.module()).resolve("target");
        String name = service.artifact() + "-[0-9][^-]*(-SNAPSHOT)?\\.jar";
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                return files.filter(file -> file.getFileName().toString().matches(name))
                        .findFirst()
                        .orElseThrow(() -> notBuilt(service));
            } catch (IOException e) {
                throw new StackException("Cannot read " + target + ": " + e.getMessage(), e);
            }
        }
        throw notBuilt(service);
    }

    private static StackException notBuilt(Service service) {
        return new StackException(
                service.module() + " is not built: start with ./atelier up, which builds, or run ./mvnw package");
    }

    /** Computed from the checksums in the jar's directory: its time is constant because builds are reproducible. */
    private static long stamp(Path built) throws IOException {
        try (ZipFile zip = new ZipFile(built.toFile())) {
            return zip.stream()
                    .mapToLong(entry -> entry.getCrc() * 31 + entry.getName().hashCode())
                    .reduce(1, (sum, entry) -> sum * 31 + entry);
        }
    }

    private static void extract(Path built, Path target) throws IOException {
        Path fresh = target.resolveSibling("extracting");
        Process process = new ProcessBuilder(List.of(
                        Jvm.executable(),
                        "-Djarmode=tools",
                        "-jar",
                        built.toString(),
                        "extract",
                        "--destination",
                        fresh.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(EXTRACT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new StackException("Taking %s apart did not end within %d s: is the machine busy, the disk full?"
                        .formatted(built, EXTRACT_SECONDS));
            }
            if (process.exitValue() != 0) {
                throw new StackException(built + " is no runnable jar of Spring Boot: run ./mvnw package");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while taking " + built + " apart", e);
        }
        Files.move(fresh, target);
    }
}
