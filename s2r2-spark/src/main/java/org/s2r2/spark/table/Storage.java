package org.s2r2.spark.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.s2r2.file.AbsolutePath;
import org.s2r2.settings.InvalidInputException;

/** File systems as Spark knows them, local ones among them. */
public final class Storage {

    private static final String DONE = "_SUCCESS";

    private Storage() {}

    /** Paths of this machine made absolute; URIs as they are. */
    public static String absolute(String place) {
        return place.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")
                ? place
                : AbsolutePath.of(java.nio.file.Path.of(place)).toUri().toString();
    }

    static Configuration configuration() {
        return SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
    }

    static FileSystem of(Path path) throws IOException {
        FileSystem files = path.getFileSystem(configuration());
        // No .crc beside every file.
        files.setWriteChecksum(false);
        return files;
    }

    /**
     * Makes the folder of a table, in the place of one that is there already.
     *
     * @throws InvalidInputException if something else is there
     */
    public static void begin(String folder) {
        Path path = new Path(folder);
        try {
            FileSystem files = of(path);
            if (files.exists(path)) {
                boolean table = files.getFileStatus(path).isDirectory()
                        && Arrays.stream(files.listStatus(path)).map(file -> file.getPath().getName()).allMatch(
                                name -> name.equals(DONE) || name.startsWith("_") || name.endsWith(".parquet"));
                if (!table) {
                    throw new InvalidInputException("--out: found " + folder + ", which is no folder of Parquet files alone,"
                            + " expected such a folder or nothing");
                }
                files.delete(path, true);
            }
            files.mkdirs(path);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
        }
    }

    /** Marks the table as whole. */
    public static void finish(String folder) {
        Path path = new Path(folder, DONE);
        try {
            of(path).create(path, true).close();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * The files of a table in the order of their names, which is that of the rows.
     *
     * @throws InvalidInputException if there is none
     */
    static List<String> files(String table) {
        Path path = new Path(absolute(table));
        List<String> found = new ArrayList<>();
        try {
            FileSystem files = of(path);
            if (!files.exists(path)) {
                throw new InvalidInputException(table + ": there is no such file or folder, expected Parquet files");
            }
            for (FileStatus file : files.listStatus(path)) {
                String name = file.getPath().getName();
                if (file.isFile() && (name.endsWith(".parquet") || file.getPath().equals(path))
                        && !name.startsWith("_") && !name.startsWith(".")) {
                    found.add(file.getPath().toString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(table + ": " + e.getMessage(), e);
        }
        if (found.isEmpty()) {
            throw new InvalidInputException(table + ": found no file whose name ends in .parquet, expected at least one");
        }
        found.sort(null);
        return found;
    }
}
