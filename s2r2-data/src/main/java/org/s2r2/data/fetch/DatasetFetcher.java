package org.s2r2.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.s2r2.settings.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches public datasets into a folder. An archive whose own folder is there already is not fetched again; one that
 * lies in the folder as a file is checked and unpacked. Archives that were fetched are deleted when they are unpacked.
 */
public final class DatasetFetcher {

    private static final Logger LOG = LoggerFactory.getLogger(DatasetFetcher.class);

    private final Path folder;
    private final FetchProgress progress;

    /**
     * What there is after a fetch.
     *
     * @param path the folder of the dataset, for the key {@code data.path}
     * @param unpacked the names of the archives that were unpacked now
     */
    public record Fetched(Path path, List<String> unpacked) {}

    private DatasetFetcher(Path folder, FetchProgress progress) {
        this.folder = folder;
        this.progress = progress;
    }

    /**
     * Fetches what is missing of a dataset.
     *
     * @param folder where to, made where it is missing
     * @param address the web address to fetch from; empty for the dataset's own
     * @throws InvalidInputException if the folder cannot be written or the address is none
     * @throws IOException if the server does not answer, or an archive is not what it should be; the same call goes on
     *     with a download that was cut off
     */
    public static Fetched fetch(PublicDataset dataset, Path folder, String address, FetchProgress progress)
            throws IOException {
        List<String> unpacked = new DatasetFetcher(folder, progress)
                .fetch(dataset.archives(), address.isEmpty() ? dataset.address() : address);
        return new Fetched(folder.resolve(dataset.path()), unpacked);
    }

    static List<String> fetch(List<Archive> archives, Path folder, String address, FetchProgress progress)
            throws IOException {
        return new DatasetFetcher(folder, progress).fetch(archives, address);
    }

    private List<String> fetch(List<Archive> archives, String address) throws IOException {
        requireWritable();
        List<String> unpacked = new ArrayList<>();
        for (Archive archive : archives) {
            URI uri = uri(address, archive);
            if (isThere(archive)) {
                LOG.info("{} is there already", folder.resolve(archive.root()));
            } else {
                obtain(archive, uri);
                unpacked.add(archive.name());
            }
        }
        return unpacked;
    }

    private void requireWritable() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new InvalidInputException(folder + " cannot be made, expected a folder to write to", e);
        }
        if (!Files.isWritable(folder)) {
            throw new InvalidInputException(folder + " cannot be written, expected a folder to write to");
        }
    }

    private static URI uri(String address, Archive archive) {
        try {
            URI uri = URI.create(address.replaceFirst("/+$", "") + "/" + archive.path());
            if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
                throw new IllegalArgumentException("no address of the web");
            }
            return uri;
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "found the address '" + address + "', expected one such as http://HOST/PATH", e);
        }
    }

    private boolean isThere(Archive archive) throws IOException {
        Path root = folder.resolve(archive.root());
        if (!Files.isDirectory(root)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.findAny().isPresent();
        }
    }

    private void obtain(Archive archive, URI uri) throws IOException {
        Path file = folder.resolve(archive.name());
        if (Files.exists(file)) {
            LOG.info("{} is there already and is unpacked", file);
            requireMd5(archive, file, "remove it to fetch it anew");
            unpack(archive, file);
            return;
        }
        Download download = new Download(uri, file, progress);
        try {
            requireMd5(archive, download.run(), "it was removed");
        } catch (DamagedArchiveException e) {
            download.discard();
            throw e;
        }
        download.keepAs(file);
        try {
            unpack(archive, file);
            Files.delete(file);
        } catch (DamagedArchiveException e) {
            Files.delete(file);
            throw e;
        }
    }

    private static void requireMd5(Archive archive, Path file, String consequence) throws IOException {
        if (archive.md5().isEmpty()) {
            LOG.info("no checksum is published for {}: those inside of it are checked", archive.name());
            return;
        }
        String found = md5(file);
        if (!found.equals(archive.md5())) {
            throw new DamagedArchiveException(
                    file + " has MD5 " + found + ", expected " + archive.md5() + "; " + consequence);
        }
    }

    private static String md5(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** Unpacks to a folder beside the place of the archive's root, which is there whole or not at all. */
    private void unpack(Archive archive, Path file) throws IOException {
        Path unfinished = folder.resolve("." + archive.name() + ".unpacking");
        deleteAll(unfinished);
        Files.createDirectory(unfinished);
        try {
            Unpacking.unpack(file, unfinished, archive.maxBytes(), progress);
            Path root = unfinished.resolve(archive.root());
            if (!Files.isDirectory(root)) {
                throw new DamagedArchiveException(file + " holds no folder " + archive.root());
            }
            Files.move(root, folder.resolve(archive.root()), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            deleteAll(unfinished);
        }
    }

    private static void deleteAll(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(root)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}
