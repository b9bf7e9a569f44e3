package org.s2r2.search;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.s2r2.file.IoReason;
import org.s2r2.file.JsonFile;
import org.s2r2.file.Sha256;
import org.s2r2.file.WholeFile;
import org.s2r2.settings.InvalidInputException;

/**
 * {@code index.json}: what an index is, and the SHA-256 of its other files. It is written last and in one move, so that a
 * folder is an index, the old one or the new one, at any moment.
 *
 * @param format of the files; {@link #FORMAT}
 * @param description of the data set
 * @param pictures how many are in the index
 * @param dimension of an embedding
 * @param encoder that embedded them
 * @param classNames in the order of their labels
 * @param unreadable the names of pictures that could not be decoded
 * @param files the names of {@code embeddings}, {@code pictures}, {@code signatures} and {@code graph} in the folder; each begins with its
 *     role, and its SHA-256 stands between dash and dot
 */
record IndexManifest(
        int format,
        String description,
        int pictures,
        int dimension,
        IndexedEncoder encoder,
        List<String> classNames,
        List<String> unreadable,
        Map<String, String> files) {

    static final int FORMAT = 1;
    static final String NAME = "index.json";
    static final String EMBEDDINGS = "embeddings";
    static final String PICTURES = "pictures";
    static final String SIGNATURES = "signatures";
    static final String GRAPH = "graph";

    private static final List<String> ROLES = List.of(EMBEDDINGS, PICTURES, SIGNATURES, GRAPH);

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    IndexManifest {
        if (format != FORMAT) {
            throw new IllegalArgumentException("format: found " + format + ", expected " + FORMAT);
        }
        if (description == null || encoder == null || classNames == null || unreadable == null || files == null
                || pictures < 1 || dimension < 1) {
            throw new IllegalArgumentException("found " + pictures + " pictures of " + dimension
                    + " values, or one of its parts missing");
        }
        for (String role : ROLES) {
            String name = files.get(role);
            if (name == null || !name.matches(role + "-[0-9a-f]{64}\\.[a-z]{3,5}")) {
                throw new IllegalArgumentException("files: found " + role + ": " + name + ", expected " + role
                        + "-SHA256 with an ending");
            }
        }
        classNames = List.copyOf(classNames);
        unreadable = List.copyOf(unreadable);
    }

    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(NAME));
    }

    static IndexManifest read(Path folder) {
        if (!isIn(folder)) {
            throw new InvalidInputException(folder + ": found no " + NAME + ", expected the folder of an index, as the"
                    + " command index writes it");
        }
        return JsonFile.read(folder.resolve(NAME), new TypeReference<>() {}, "the description of an index");
    }

    void write(Path folder) throws IOException {
        WholeFile.write(folder.resolve(NAME), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    }

    Path file(Path folder, String role) {
        return folder.resolve(name(role));
    }

    /** The sum that stands in the name of a file. */
    String sha256(String role) {
        String name = name(role);
        return name.substring(role.length() + 1, name.lastIndexOf('.'));
    }

    private String name(String role) {
        return Objects.requireNonNull(files.get(role), role);
    }

    /** @throws InvalidInputException if a file is missing, or not as it was written */
    void verify(Path folder) {
        for (String role : ROLES) {
            Path file = file(folder, role);
            try {
                if (!Files.isRegularFile(file)) {
                    throw new InvalidInputException(file + ": there is no such file, expected the " + role + " of the"
                            + " index; delete the folder of the index, and write it again");
                }
                if (!Sha256.of(file).equals(sha256(role))) {
                    throw new InvalidInputException(
                            file + ": damaged, its SHA-256 is not the one in its name; delete the folder of the index, and write it"
                                    + " again");
                }
            } catch (IOException e) {
                throw new InvalidInputException(file + ": cannot be read (" + IoReason.of(e) + ")", e);
            }
        }
    }
}
