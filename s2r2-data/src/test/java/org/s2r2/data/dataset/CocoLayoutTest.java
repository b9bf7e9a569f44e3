package org.s2r2.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.s2r2.data.dataset.GreyPicture.grey;
import static org.s2r2.data.dataset.Opening.open;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.settings.InvalidInputException;

/** Where COCO's files are looked for when no key names them. */
class CocoLayoutTest {

    @TempDir
    Path folder;

    /** Lists one picture. */
    private void unlabelled(String annotations) throws IOException {
        write(annotations, "");
    }

    private void labelled(String annotations) throws IOException {
        write(annotations, ", \"categories\": [{\"id\": 0, \"name\": \"fish\"}, {\"id\": 4, \"name\": \"fin\"}],"
                + " \"annotations\": [{\"image_id\": 0, \"category_id\": 4}]");
    }

    private void write(String annotations, String more) throws IOException {
        Path file = folder.resolve(annotations);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"images\": [{\"id\": 0, \"file_name\": \"p.png\"}]" + more + "}");
    }

    private void picture(String name, int grey) throws IOException {
        GreyPicture.write(folder.resolve(name), grey);
    }

    private ImageDataset opened(Split split, Object... more) {
        Object[] keys = new Object[2 + more.length];
        keys[0] = "path";
        keys[1] = folder;
        System.arraycopy(more, 0, keys, 2, more.length);
        return open("coco", split, keys);
    }

    @Test
    void imagesWithoutAnnotationsAreInTheFolderOfTheirName() throws Exception {
        unlabelled("annotations/image_info_unlabeled2017.json");
        picture("unlabeled2017/p.png", 4);
        assertThat(grey(opened(Split.TRAIN), 0)).isEqualTo(4);
        assertThat(grey(opened(Split.TEST), 0)).as("the training images").isEqualTo(4);
        unlabelled("annotations/image_info_test2017.json");
        unlabelled("annotations/image_info_test-dev2017.json");
        picture("test2017/p.png", 5);
        ImageDataset test = opened(Split.TEST);
        assertThat(test.description()).isEqualTo("coco test of " + folder + "/test2017, 1 images, unlabelled");
        assertThat(grey(test, 0)).isEqualTo(5);
        assertThat(grey(opened(Split.TRAIN), 0)).isEqualTo(4);
        assertThat(grey(opened(Split.TEST, "testAnnotations", "annotations/image_info_test-dev2017.json"), 0))
                .isEqualTo(5);
    }

    @Test
    void annotatedImagesGoBeforeThoseWithoutAnnotations() throws Exception {
        unlabelled("annotations/image_info_unlabeled2017.json");
        unlabelled("annotations/image_info_test2017.json");
        labelled("annotations/instances_val2017.json");
        picture("unlabeled2017/p.png", 4);
        picture("test2017/p.png", 5);
        picture("val2017/p.png", 6);
        assertThat(grey(opened(Split.TRAIN), 0)).isEqualTo(4);
        assertThat(opened(Split.TEST).classNames()).containsExactly("fish", "fin");
        labelled("annotations/instances_train2017.json");
        picture("train2017/p.png", 7);
        assertThat(grey(opened(Split.TRAIN), 0)).isEqualTo(7);
        assertThat(grey(opened(Split.TEST), 0)).isEqualTo(6);
        Files.delete(folder.resolve("annotations/instances_val2017.json"));
        assertThat(grey(opened(Split.TEST), 0)).as("labelled images are not judged on unlabelled ones").isEqualTo(7);
    }

    @Test
    void testImagesWithoutAnnotationsAreNotTakenBesideTrainingImagesThatAKeyNames() throws Exception {
        labelled("annotations/mine.json");
        unlabelled("annotations/image_info_test2017.json");
        picture("test2017/p.png", 5);
        picture("mine/p.png", 8);
        assertThat(grey(opened(Split.TEST, "trainAnnotations", "annotations/mine.json"), 0)).isEqualTo(8);
    }

    @Test
    void annotationsMayLieAmongTheirImages() throws Exception {
        labelled("train/_annotations.coco.json");
        picture("train/p.png", 1);
        assertThat(grey(opened(Split.TEST), 0)).isEqualTo(1);
        labelled("valid/_annotations.coco.json");
        picture("valid/p.png", 2);
        assertThat(grey(opened(Split.TRAIN), 0)).isEqualTo(1);
        assertThat(grey(opened(Split.TEST), 0)).isEqualTo(2);
        labelled("test/_annotations.coco.json");
        picture("test/p.png", 3);
        ImageDataset test = opened(Split.TEST);
        assertThat(grey(test, 0)).isEqualTo(3);
        assertThat(test.labels(0)).containsExactly(1);
        assertThat(grey(open("coco", Split.TRAIN, "path", folder.resolve("valid")), 0)).isEqualTo(2);
        assertThat(grey(opened(Split.TEST, "testAnnotations", "valid/_annotations.coco.json"), 0)).isEqualTo(2);
    }

    @Test
    void severalFilesThatFitAreNamed() throws Exception {
        unlabelled("annotations/image_info_a.json");
        unlabelled("annotations/image_info_b.json");
        assertThatThrownBy(() -> opened(Split.TRAIN))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("trainAnnotations: found nothing, expected one of the files",
                        "annotations/image_info_a.json, ", "annotations/image_info_b.json");
    }

    @Test
    void whereNothingFitsAllPlacesAreNamed() {
        assertThatThrownBy(() -> opened(Split.TRAIN))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("trainAnnotations: found nothing, expected a file of annotations",
                        "instances_train*.json", "image_info_*.json", "train/_annotations.coco.json", folder.toString());
    }
}
