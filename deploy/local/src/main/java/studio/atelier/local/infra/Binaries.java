package studio.atelier.local.infra;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The server programs from their jars, unpacked once into a directory that several processes may share. */
public final class Binaries {

    private static final int OWNER_EXECUTES = 0100;

    private final Path directory;

    public Binaries(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /** The folder with {@code bin/postgres} and {@code bin/initdb}. */
    Path postgres() {
        return unpacked("postgres", "/postgres-%s-%s.txz".formatted(os(), arch("x86_64", "arm_64")), Binaries::untar);
    }

    /** The Redis server's executable. */
    Path redis() {
        return unpacked("redis", redisResource(), Binaries::copyExecutable).resolve("redis-server");
    }

    private static String redisResource() {
        String arch = arch("amd64", "arm64");
        String version = "linux".equals(os()) && "arm64".equals(arch) ? "6.2.7" : "6.2.6-v5";
        return "/redis-server-%s-%s-%s".formatted(version, os(), arch);
    }

    private Path unpacked(String name, String resource, Unpacker unpacker) {
        Path target = directory.resolve(name + "-" + checksum(resource));
        try {
            Files.createDirectories(directory);
            // the monitor for the threads of this process, the file lock for other processes
            synchronized (Binaries.class) {
                unpackOnce(resource, unpacker, target);
            }
            return target;
        } catch (IOException e) {
            throw new ServerException("Cannot unpack " + resource + " into " + directory, e);
        }
    }

    private void unpackOnce(String resource, Unpacker unpacker, Path target) throws IOException {
        Path lockFile = directory.resolve("lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock(); // released with the channel
            if (!Files.exists(target)) {
                unpackAtomically(resource, unpacker, target);
            }
        }
    }

    private void unpackAtomically(String resource, Unpacker unpacker, Path target) throws IOException {
        Path fresh = Files.createTempDirectory(directory, "unpacking-");
        try (InputStream content = open(resource)) {
            unpacker.unpack(content, fresh);
        }
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void untar(InputStream content, Path target) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(content))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("Entry outside of the archive: " + entry.getName());
                }
                writeEntry(tar, entry, path);
            }
        }
    }

    private static void writeEntry(TarArchiveInputStream tar, TarArchiveEntry entry, Path path) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, path);
            if ((entry.getMode() & OWNER_EXECUTES) != 0) {
                makeExecutable(path);
            }
        }
    }

    private static void copyExecutable(InputStream content, Path target) throws IOException {
        Path file = target.resolve("redis-server");
        Files.copy(content, file);
        makeExecutable(file);
    }

    private static void makeExecutable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String checksum(String resource) {
        CRC32 crc = new CRC32();
        try (InputStream content = open(resource)) {
            crc.update(content.readNBytes(1 << 20));
        } catch (IOException e) {
            throw new ServerException("Cannot read " + resource, e);
        }
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private static InputStream open(String resource) throws IOException {
        InputStream content = Binaries.class.getResourceAsStream(resource);
        if (content == null) {
            throw new IOException("There is no %s on the class path: this system (%s, %s) has no server binaries"
                    .formatted(resource, System.getProperty("os.name"), System.getProperty("os.arch")));
        }
        return content;
    }

    private static String os() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (name.startsWith("mac")) {
            return "darwin";
        }
        return name.startsWith("linux") ? "linux" : name;
    }

    private static String arch(String intel, String arm) {
        String arch = System.getProperty("os.arch");
        if (Set.of("amd64", "x86_64").contains(arch)) {
            return intel;
        }
        return "aarch64".equals(arch) ? arm : arch;
    }

    private interface Unpacker {
        void unpack(InputStream content, Path target) throws IOException;
    }
}
