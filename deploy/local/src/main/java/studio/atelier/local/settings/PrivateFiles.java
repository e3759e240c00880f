package studio.atelier.local.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner can read. */
public final class PrivateFiles {

    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");

    private PrivateFiles() {}

    /** Replaces the file's content atomically; no other user can read it at any moment. */
    static void write(Path file, String content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(FILE));
        Files.writeString(fresh, content);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void restrictDirectory(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, DIRECTORY);
    }

    /** Whether group and others have no permissions on the file. */
    public static boolean isPrivate(Path file) throws IOException {
        return FILE.containsAll(Files.getPosixFilePermissions(file))
                || DIRECTORY.containsAll(Files.getPosixFilePermissions(file));
    }
}
