package org.s2r2.data.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.SmallPictures;
import org.s2r2.fuzz.FuzzedReader;

/** The readers of this module; those that do not say how they read are of pictures. */
enum DataReaders implements FuzzedReader {
    IMAGE("image.jpg", true),
    WEBP("image.webp", true),
    TIFF("image.tif", true),
    GIF("image.gif", true),
    BMP("image.bmp", true),
    COCO("instances_train.json") {
        @Override
        public void read(Path file) {
            Coco.open(Opening.settings("path", file.getParent(), "trainImages", "."), Split.TRAIN).close();
        }
    },
    LIST("images.csv") {
        @Override
        public void prepare(Path folder) throws IOException {
            GreyPicture.write(folder.resolve("a.png"), 7);
        }

        @Override
        public void read(Path file) {
            ImageList.open(Opening.settings("path", file), Split.TRAIN).close();
            ImageList.open(Opening.settings("path", file), Split.TEST).close();
        }
    },
    CIFAR10("test_batch.bin") {
        @Override
        public void read(Path file) throws BadImageException {
            try (ImageDataset images = Cifar10Dataset.open(Opening.settings("path", file.getParent()), Split.TEST)) {
                images.image(images.size() - 1);
            }
        }
    },
    STL10_IMAGES("unlabeled_X.bin") {
        @Override
        public void read(Path file) throws BadImageException {
            try (ImageDataset images = new Stl10().openForPretraining(
                    Opening.settings("path", file.getParent(), "trainOn", "unlabeled"))) {
                images.image(images.size() - 1);
            }
        }
    },
    STL10_LABELS("train_y.bin") {
        @Override
        public void prepare(Path folder) throws IOException {
            Files.write(folder.resolve("train_X.bin"), new byte[3 * Stl10Dataset.IMAGE_BYTES]);
        }

        @Override
        public void read(Path file) {
            new Stl10().open(Opening.settings("path", file.getParent()), Split.TRAIN).close();
        }
    },
    STL10_FOLDS("fold_indices.txt") {
        @Override
        public void prepare(Path folder) throws IOException {
            STL10_LABELS.prepare(folder);
            Files.write(folder.resolve("train_y.bin"), new byte[] {1, 2, 10});
        }

        @Override
        public void read(Path file) {
            new Stl10().open(Opening.settings("path", file.getParent()), Split.TRAIN).close();
        }
    };

    private final String fileName;
    private final boolean picture;

    DataReaders(String fileName) {
        this(fileName, false);
    }

    DataReaders(String fileName, boolean picture) {
        this.fileName = fileName;
        this.picture = picture;
    }

    @Override
    public String fileName() {
        return fileName;
    }

    @Override
    public void read(Path file) throws BadImageException {
        SmallPictures.read(file);
    }

    @Override
    public boolean expects(Exception exception) {
        return picture ? exception instanceof BadImageException : FuzzedReader.super.expects(exception);
    }
}
