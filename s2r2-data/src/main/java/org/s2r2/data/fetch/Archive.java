package org.s2r2.data.fetch;

/**
 * An archive of a dataset.
 *
 * @param path where it lies below the dataset's address
 * @param md5 its published checksum in lower-case hexadecimal; empty where none is published
 * @param root the folder in it that is wanted
 * @param maxBytes the most that it may unpack to
 */
record Archive(String path, String md5, String root, long maxBytes) {

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
