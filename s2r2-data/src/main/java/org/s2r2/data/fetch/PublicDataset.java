package org.s2r2.data.fetch;

import java.util.List;

/** Datasets that can be fetched, and the hosts and checksums that their authors publish. */
public enum PublicDataset {
    /** 2.6 GB; 3.1 GB unpacked. */
    STL10(
            "http://ai.stanford.edu/~acoates/stl10",
            "stl10_binary",
            new Archive("stl10_binary.tar.gz", "91f7769df0f17e558f3565bffb0c7dfb", "stl10_binary", gigabytes(4))),
    /** 19.4 GB for the images and annotations of 2017. No checksums are published. */
    COCO(
            "http://images.cocodataset.org",
            "",
            new Archive("annotations/annotations_trainval2017.zip", "", "annotations", gigabytes(4)),
            new Archive("zips/val2017.zip", "", "val2017", gigabytes(2)),
            new Archive("zips/train2017.zip", "", "train2017", gigabytes(40))),
    /** 170 MB; 184 MB unpacked. */
    CIFAR10(
            "https://www.cs.toronto.edu/~kriz",
            "cifar-10-batches-bin",
            new Archive(
                    "cifar-10-binary.tar.gz",
                    "c32a1d4ab5d03f1284b67883e8d87530",
                    "cifar-10-batches-bin",
                    gigabytes(1)));

    private final String address;
    private final String path;
    private final List<Archive> archives;

    PublicDataset(String address, String path, Archive... archives) {
        this.address = address;
        this.path = path;
        this.archives = List.of(archives);
    }

    private static long gigabytes(int count) {
        return count * 1_000_000_000L;
    }

    String address() {
        return address;
    }

    /** What the key {@code data.path} of an experiment is, below the folder that the dataset was fetched into. */
    String path() {
        return path;
    }

    List<Archive> archives() {
        return archives;
    }
}
