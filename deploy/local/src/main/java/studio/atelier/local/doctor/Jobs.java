package studio.atelier.local.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * I4, I5 and I7: every job ends once and in time, its hold and images match its status, and its provider calls are
 * limited.
 */
final class Jobs {

    private static final int MAGIC_BYTES = 8;

    private Jobs() {}

    static List<Invariant> invariants() {
        return List.of(
                new Invariant(
                        "I4",
                        "every job reaches one terminal state in time and stays there",
                        evidence -> joined(
                                evidence.lines(DoctorQuery.STUCK_JOBS),
                                Notifications.read(evidence).changedAfterTheEnd())),
                new Invariant(
                        "I5",
                        "a job that failed was not charged, one that completed was, and its images are whole",
                        evidence -> joined(
                                wronglyCharged(evidence),
                                joined(evidence.lines(DoctorQuery.COMPLETED_WITHOUT_IMAGE), broken(evidence)))),
                new Invariant(
                        "I7",
                        "no job calls providers more than %d times".formatted(DoctorQuery.MAX_PROVIDER_CALLS),
                        evidence -> evidence.lines(DoctorQuery.TOO_MANY_PROVIDER_CALLS)));
    }

    /** The jobs are read first: the hold of each had reached billing by then, or the grace has passed. */
    private static List<String> wronglyCharged(Evidence evidence) throws SQLException {
        List<List<String>> jobs = evidence.rows(DoctorQuery.ENDED_JOBS);
        Map<String, String> holds = new HashMap<>();
        evidence.rows(DoctorQuery.HOLD_STATUSES).forEach(row -> holds.put(row.get(0), row.get(1)));
        List<String> violations = new ArrayList<>();
        for (List<String> job : jobs) {
            String hold = holds.getOrDefault(job.get(1), "unknown to billing");
            if (isWrong(job.get(2), hold)) {
                violations.add(
                        "job %s is %s, but its hold %s is %s".formatted(job.get(0), job.get(2), job.get(1), hold));
            }
        }
        return violations;
    }

    private static boolean isWrong(String job, String hold) {
        return "COMPLETED".equals(job) ? !"captured".equals(hold) : "captured".equals(hold) || "held".equals(hold);
    }

    private static List<String> broken(Evidence evidence) throws SQLException, IOException {
        Map<String, Path> files = filesByName(evidence.objects());
        List<String> violations = new ArrayList<>();
        for (List<String> image : evidence.rows(DoctorQuery.NEWEST_IMAGES)) {
            String hash = image.get(1);
            Path file = find(files, hash);
            if (file == null) {
                violations.add("image " + image.get(0) + " has no file");
            } else if (!hash.equals(sha256(file))) {
                violations.add("image " + image.get(0) + " differs from what was stored: " + file);
            } else if (!image.get(2).equals(contentType(file))) {
                violations.add("image " + image.get(0) + " is not of type " + image.get(2) + ": " + file);
            }
        }
        return violations;
    }

    private static Map<String, Path> filesByName(Path directory) throws IOException {
        Map<String, Path> files = new HashMap<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                all.filter(Files::isRegularFile)
                        .forEach(file -> files.put(hashIn(file.getFileName().toString()), file));
            }
        }
        return files;
    }

    private static @Nullable Path find(Map<String, Path> files, String hash) {
        return files.get(hash);
    }

    /** The hash that is part of each file's name. */
    private static String hashIn(String name) {
        return name.replaceFirst("^.*?([0-9a-f]{64}).*$", "$1");
    }

    private static String sha256(Path file) throws IOException {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static String contentType(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String magic = HexFormat.of().formatHex(in.readNBytes(MAGIC_BYTES));
            if (magic.startsWith("ffd8ff")) {
                return "image/jpeg";
            }
            return "89504e470d0a1a0a".equals(magic) ? "image/png" : "unknown";
        }
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
