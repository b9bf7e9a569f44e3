package org.s2r2.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.s2r2.data.dataset.GreyPicture.grey;
import static org.s2r2.data.dataset.Opening.open;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.image.BadImageException;
import org.s2r2.settings.InvalidInputException;

class CocoTest {

    private static final String IMAGES = """
            "images": [
              {"license": 4, "file_name": "b.png", "height": 3, "width": 4, "id": 30},
              {"id": 7, "file_name": "a.png"},
              {"id": 900000000000, "file_name": "c.png"}
            ]""";
    private static final String ANNOTATIONS = """
            "annotations": [
              {"segmentation": [[1.5, 2]], "area": 3.1, "iscrowd": 0, "image_id": 7, "category_id": 90, "id": 1},
              {"segmentation": {"counts": [1, 2], "size": [3, 4]}, "iscrowd": 1, "image_id": 30,
               "category_id": 2, "id": 2},
              {"id": 3, "image_id": 7, "category_id": 2},
              {"id": 4, "image_id": 7, "category_id": 90}
            ]""";
    private static final String CATEGORIES = """
            "categories": [
              {"supercategory": "outdoor", "id": 90, "name": "toothbrush"}, {"id": 2, "name": "bicycle"},
              {"id": 3, "name": "car"}
            ]""";
    private static final String INFO = """
            "info": {"year": 2017, "list": [{"id": 1}]}, "licenses": [{"id": 4, "name": "x"}]""";

    @TempDir
    Path folder;

    private void json(String name, String... parts) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{" + String.join(",\n", parts) + "}");
    }

    private void picture(String name, int grey) throws IOException {
        GreyPicture.write(folder.resolve(name), grey);
    }

    private void train() throws IOException {
        json("annotations/instances_train2017.json", INFO, IMAGES, ANNOTATIONS, CATEGORIES);
        picture("train2017/a.png", 1);
        picture("train2017/b.png", 2);
        picture("train2017/c.png", 3);
    }

    private void assertInvalid(Split split, String message, Object... more) {
        Object[] settings = new Object[2 + more.length];
        settings[0] = "path";
        settings[1] = folder;
        System.arraycopy(more, 0, settings, 2, more.length);
        assertThatThrownBy(() -> open("coco", split, settings))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void labelsAreTheCategoriesOfAllAnnotationsInTheOrderOfTheirList() throws Exception {
        train();
        ImageDataset images = open("coco", Split.TRAIN, "path", folder);
        assertThat(images.description()).isEqualTo("coco train of " + folder + "/train2017, 3 images, 3 classes");
        assertThat(images.classNames()).containsExactly("toothbrush", "bicycle", "car");
        assertThat(images.multiLabel()).isTrue();
        assertThat(images.labels(0)).as("a crowd's").containsExactly(1);
        assertThat(images.labels(1)).as("each once").containsExactly(0, 1);
        assertThat(images.labels(2)).as("none").isEmpty();
        assertThat(images.label(0)).isEqualTo(-1);
        assertThat(grey(images, 0)).isEqualTo(2);
        assertThat(grey(images, 1)).isEqualTo(1);
        assertThatThrownBy(() -> images.labels(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> images.image(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void theListsOfAFileMayComeInAnyOrder() throws Exception {
        train();
        json("annotations/instances_train2017.json", ANNOTATIONS, CATEGORIES, INFO, IMAGES);
        ImageDataset images = open("coco", Split.TRAIN, "path", folder);
        assertThat(images.labels(0)).containsExactly(1);
        assertThat(images.labels(1)).containsExactly(0, 1);
    }

    @Test
    void testImagesAreThoseOfValWhereTheyAreThere() throws Exception {
        train();
        assertThat(open("coco", Split.TEST, "path", folder).size()).as("the training images").isEqualTo(3);
        json("annotations/instances_val2017.json",
                "\"images\": [{\"id\": 1, \"file_name\": \"deep/x.png\"}]",
                "\"annotations\": [{\"id\": 1, \"image_id\": 1, \"category_id\": 3}]", CATEGORIES);
        assertThat(open("coco", Split.TEST, "path", folder).size()).as("without their folder").isEqualTo(3);
        picture("val2017/deep/x.png", 9);
        ImageDataset test = open("coco", Split.TEST, "path", folder, "holdOut", 0.5);
        assertThat(test.size()).isEqualTo(1);
        assertThat(test.labels(0)).containsExactly(2);
        assertThat(grey(test, 0)).isEqualTo(9);
        assertThat(open("coco", Split.TRAIN, "path", folder, "holdOut", 0.5).size()).isEqualTo(3);
        json("annotations/instances_val2017.json", "\"images\": [{\"id\": 1, \"file_name\": \"deep/x.png\"}]",
                "\"annotations\": [{\"id\": 1, \"image_id\": 1, \"category_id\": 2}]",
                "\"categories\": [{\"id\": 2, \"name\": \"bicycle\"}]");
        assertInvalid(Split.TEST, "instances_val2017.json lists other categories");
    }

    @Test
    void imagesAreHeldOutWhereThereAreNoTestImages() throws Exception {
        String many = IntStream.range(0, 10)
                .mapToObj(i -> String.format(Locale.ROOT, "{\"id\": %d, \"file_name\": \"%d.png\"}", i, i))
                .collect(Collectors.joining(",", "\"images\": [", "]"));
        json("instances.json", many, "\"annotations\": [{\"id\": 1, \"image_id\": 6, \"category_id\": 3}]", CATEGORIES);
        for (int i = 0; i < 10; i++) {
            picture(i + ".png", i);
        }
        ImageDataset test = open("coco", Split.TEST, "path", folder, "holdOut", 0.3);
        assertThat(test.size()).isEqualTo(3);
        assertThat(grey(test, 0)).isEqualTo(3);
        assertThat(grey(test, 1)).isEqualTo(6);
        assertThat(test.labels(1)).containsExactly(2);
        assertThat(open("coco", Split.TRAIN, "path", folder, "holdOut", 0.3).size()).isEqualTo(7);
        assertInvalid(Split.TEST, "lists no images for the test part at holdOut: 0.05", "holdOut", 0.05);
    }

    @Test
    void keysSayWhereImagesAndAnnotationsLie() throws Exception {
        json("labels/mine.json", IMAGES, ANNOTATIONS, CATEGORIES);
        json("labels/other.json", IMAGES, ANNOTATIONS, CATEGORIES);
        picture("pictures/a.png", 5);
        picture("more/a.png", 6);
        Object[] keys = {"path", folder, "trainAnnotations", "labels/mine.json", "trainImages", "pictures",
            "testAnnotations", folder.resolve("labels/other.json"), "testImages", "more"};
        assertThat(grey(open("coco", Split.TRAIN, keys), 1)).isEqualTo(5);
        assertThat(grey(open("coco", Split.TEST, keys), 1)).isEqualTo(6);
        assertInvalid(Split.TRAIN, "trainAnnotations: found nothing, expected a file of annotations");
        assertInvalid(Split.TRAIN, "trainImages: found nothing", "trainAnnotations", "labels/mine.json");
        assertInvalid(Split.TRAIN,
                "trainImages: found '" + folder.resolve("labels/mine.json") + "', expected an existing folder",
                "trainAnnotations", "labels/mine.json", "trainImages", "labels/mine.json");
        assertInvalid(Split.TRAIN,
                "trainAnnotations: found '" + folder.resolve("labels") + "', expected an existing file",
                "trainAnnotations", "labels");
        assertInvalid(Split.TEST, "testAnnotations: found nothing",
                "trainAnnotations", "labels/mine.json", "trainImages", "pictures", "testImages", "more");
        json("annotations/instances_train2014.json", IMAGES, ANNOTATIONS, CATEGORIES);
        json("annotations/instances_train2017.json", IMAGES, ANNOTATIONS, CATEGORIES);
        assertInvalid(Split.TRAIN, "trainAnnotations: found nothing, expected one of the files");
    }

    @Test
    void missingImageFilesAreSkippedAndCountedOrStopTheRun() throws Exception {
        train();
        Files.delete(folder.resolve("train2017/b.png"));
        ImageDataset skipping = open("coco", Split.TRAIN, "path", folder);
        assertThat(skipping.size()).isEqualTo(3);
        assertThatThrownBy(() -> skipping.image(0))
                .isInstanceOf(BadImageException.class)
                .hasMessageContaining("b.png: there is no such file");
        assertThat(skipping.badImages()).isEqualTo(1);
        ImageDataset failing = open("coco", Split.TRAIN, "path", folder, "onBadImage", "fail");
        assertThatThrownBy(() -> failing.image(0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("b.png");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "\"id\": 7, | \"id\": 30, | images[1] has id 30, expected one that no other image has",
        "\"id\": 3, \"name\" | \"id\": 2, \"name\" | categories[2] has id 2",
        "{\"id\": 7, | { | images[1] has no id",
        "\"a.png\" | 5 | images[1].file_name: found 5, expected text",
        "\"a.png\" | \"../a.png\" | file_name '../a.png' lies outside",
        "\"a.png\" | \"/a.png\" | file_name '/a.png' lies outside",
        "\"id\": 7, | \"id\": \"seven\", | images[1].id: found seven, expected a whole number",
        "\"id\": 7, | \"id\": 7 | not JSON at line ",
        "\"id\": 7, | \"id\": 7.5, | images[1].id: found 7.5, expected a whole number",
        "\"id\": 7, | \"id\": NaN, | images[1].id: found NaN, expected a whole number",
        "\"id\": 7, | \"id\": 1e400000000, | images[1].id: found 1e400000000, expected a whole number",
        "\"id\": 7, | \"id\": [7], | images[1].id: found [, expected a whole number",
        "\"image_id\": 30 | \"image_id\": true | annotations[1].image_id: found true, expected a whole number",
        "\"images\": | \"pictures\": | found no list images",
        "\"categories\": | \"kinds\": | found no list categories",
        "\"id\": 7, | \"id\": 7, \"id\": 8, | images[1] has id twice, expected it once",
        "\"image_id\": 30 | \"image_id\": 30, \"image_id\": 7 | annotations[1] has image_id twice, expected it once",
        "\"annotations\": [ | \"annotations\": [], \"annotations\": [ | found the list annotations twice",
        "\"images\": [ | \"images\": 5, \"other\": [ | images: found 5, expected a list",
        "{\"id\": 3, \"image_id\": 7, \"category_id\": 2} | 3 | annotations[2]: found 3, expected an object"
    })
    void whatIsWrongInAFileIsNamedWithWhereItIs(String right, String wrong, String message) throws Exception {
        String whole = String.join(",\n", IMAGES, ANNOTATIONS, CATEGORIES);
        assertThat(whole).contains(right);
        train();
        int at = whole.indexOf(right);
        json("annotations/instances_train2017.json",
                whole.substring(0, at) + wrong + whole.substring(at + right.length()));
        assertInvalid(Split.TRAIN, message);
        assertInvalid(Split.TRAIN, "instances_train2017.json");
    }

    @Test
    void aFileThatIsCutOffOrNoObjectIsNamed() throws Exception {
        train();
        Path file = folder.resolve("annotations/instances_train2017.json");
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() / 2));
        assertInvalid(Split.TRAIN, "instances_train2017.json: not JSON at line ");
        Files.writeString(file, "[]");
        assertInvalid(Split.TRAIN, "found no JSON object");
        Files.writeString(file, "");
        assertInvalid(Split.TRAIN, "found no JSON object");
    }

    @Test
    void manyAnnotationsOfOneImageAreKept() throws Exception {
        train();
        String many = IntStream.range(0, 5000)
                .mapToObj(i -> String.format(Locale.ROOT, "{\"id\": %d, \"image_id\": %d, \"category_id\": %d}",
                        i, i % 2 == 0 ? 7 : 30, i < 4998 ? 2 : 3))
                .collect(Collectors.joining(",", "\"annotations\": [", "]"));
        json("annotations/instances_train2017.json", IMAGES, many, CATEGORIES);
        ImageDataset images = open("coco", Split.TRAIN, "path", folder);
        assertThat(images.labels(0)).containsExactly(1, 2);
        assertThat(images.labels(1)).containsExactly(1, 2);
        assertThat(images.labels(2)).isEmpty();
    }

    @Test
    void aBoxOutsideOfThePictureCountsAsALabelAsBoxesAreNotRead() throws Exception {
        train();
        json("annotations/instances_train2017.json", IMAGES, CATEGORIES,
                "\"annotations\": [{\"id\": 1, \"image_id\": 7, \"category_id\": 3, \"bbox\": [-5, 900, 1e9, \"x\"]}]");
        assertThat(open("coco", Split.TRAIN, "path", folder).labels(1)).containsExactly(2);
    }

    @Test
    void deepAndLongValuesAreRefused() throws Exception {
        train();
        String deep = "\"info\": " + "[".repeat(100_000);
        json("annotations/instances_train2017.json", deep);
        assertInvalid(Split.TRAIN, "instances_train2017.json: not JSON");
        String name = "\"images\": [{\"id\": 1, \"file_name\": \"" + "x".repeat(100_000) + "\"}]";
        json("annotations/instances_train2017.json", name, ANNOTATIONS, CATEGORIES);
        assertInvalid(Split.TRAIN, "instances_train2017.json: not JSON");
        Files.writeString(folder.resolve("annotations/instances_train2017.json"), "{"
                + String.join(",", IMAGES, ANNOTATIONS, CATEGORIES) + "} {}");
        assertInvalid(Split.TRAIN, "behind the annotations' object, expected the end");
    }

    @Test
    void manyCategoriesAreReadInNoTime() throws Exception {
        train();
        String many = IntStream.range(0, 200_000)
                .mapToObj(i -> String.format(Locale.ROOT, "{\"id\": %d, \"name\": \"c\"}", i))
                .collect(Collectors.joining(",", "\"categories\": [", "]"));
        json("annotations/instances_train2017.json", IMAGES, ANNOTATIONS, many);
        assertThat(assertTimeout(Duration.ofSeconds(20), () -> open("coco", Split.TRAIN, "path", folder)).classNames())
                .hasSize(200_000);
    }
}
