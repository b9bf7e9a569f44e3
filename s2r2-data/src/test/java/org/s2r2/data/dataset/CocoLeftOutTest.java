package org.s2r2.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.s2r2.data.dataset.Opening.open;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.SubsetDataset;
import org.s2r2.settings.InvalidInputException;

/** What of COCO's annotations is not needed may be missing or wrong, and what is left out is said. */
class CocoLeftOutTest {

    private static final String IMAGES = "\"images\": [{\"id\": 11, \"file_name\": \"x.png\"},"
            + " {\"id\": 12, \"file_name\": \"y.png\"}, {\"id\": 13, \"file_name\": \"z.png\"}]";
    private static final String CATEGORIES =
            "\"categories\": [{\"id\": 3, \"name\": \"boat\"}, {\"id\": 1, \"name\": \"tree\"}]";

    @TempDir
    Path folder;

    private Path annotations() {
        return folder.resolve("instances_train.json");
    }

    private ImageDataset opened(String... lists) throws IOException {
        Files.writeString(annotations(), "{" + String.join(", ", lists) + "}");
        GreyPicture.write(folder.resolve("x.png"), 1);
        return open("coco", Split.TRAIN, "path", folder);
    }

    /** Images of the two categories of boats, of trees, and of both. */
    private static void requireAllLabels(ImageDataset images) {
        assertThat(images.classNames()).containsExactly("boat", "tree");
        assertThat(images.labels(0)).containsExactly(0);
        assertThat(images.labels(1)).containsExactly(1);
        assertThat(images.labels(2)).containsExactly(0, 1);
        assertThat(images.remarks()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "\"id\": 1,",
        "",
        "\"id\": null,",
        "\"id\": \"five\", \"id\": [5],",
        "\"area\": NaN, \"bbox\": [Infinity, -Infinity, NaN, 0],",
        "\"area\": 1, \"area\": {\"area\": 2, \"area\": 3},",
        "\"iscrowd\": \"no\", \"segmentation\": {\"counts\": \"_m:1O\", \"size\": null},"
    })
    void whatIsNotReadOfAnAnnotationMayBeAnything(String more) throws Exception {
        requireAllLabels(opened(IMAGES, CATEGORIES, String.format(Locale.ROOT, """
                "annotations": [{%1$s "image_id": 11, "category_id": 3}, {%1$s "image_id": 12, "category_id": 1},
                  {%1$s "image_id": 13, "category_id": 3}, {"image_id": 13, "category_id": 1, %1$s "x": 0}]
                """, more)));
    }

    @Test
    void idsMayBeWrittenAsTextOrWithAPoint() throws Exception {
        requireAllLabels(opened("""
                "images": [{"id": "11", "file_name": "x.png"}, {"id": 12.0, "file_name": "y.png"},
                  {"id": 9007199254740993, "file_name": "z.png"}]""", """
                "categories": [{"id": 3, "name": "boat"}, {"id": "0001", "name": "tree"}]""", """
                "annotations": [{"image_id": 1.1e1, "category_id": " 3"}, {"image_id": "12", "category_id": 1},
                  {"image_id": "9007199254740993.0", "category_id": 3.0}, {"image_id": 9007199254740993, "category_id": "1.00"}]
                """));
    }

    @Test
    void annotationsOfNothingInTheFileAreLeftOutAndCounted() throws Exception {
        ImageDataset images = opened(IMAGES, CATEGORIES, """
                "annotations": [{"image_id": 12, "category_id": 1}, {"image_id": 99, "category_id": 1},
                  {"image_id": 98, "category_id": 97}, {"image_id": 11, "category_id": 2}, {"image_id": 13},
                  {"category_id": 3, "image_id": null}, {}, {"image_id": 12, "category_id": 3}]
                """);
        assertThat(images.labels(0)).isEmpty();
        assertThat(images.labels(1)).containsExactly(0, 1);
        assertThat(images.labels(2)).isEmpty();
        assertThat(images.remarks()).containsExactly(annotations() + ": left out 6 of 8 annotations:"
                + " 2 with an image_id that no image has, 1 with a category_id that no category has,"
                + " 3 without image_id or category_id");
        assertThat(SubsetDataset.random(images, 2, 5).remarks()).isEqualTo(images.remarks());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "\"info\": {}",
        "\"categories\": [{\"id\": 3, \"name\": \"boat\"}]",
        "\"annotations\": []",
        "\"annotations\": null, \"categories\": null",
        "\"categories\": [], \"annotations\": []"
    })
    void aListOfImagesAloneIsUnlabelled(String more) throws Exception {
        ImageDataset images = opened(IMAGES, more);
        assertThat(images.description()).isEqualTo("coco train of " + folder + ", 3 images, unlabelled");
        assertThat(images.classNames()).isEmpty();
        assertThat(images.multiLabel()).isFalse();
        assertThat(images.labels(2)).isEmpty();
        assertThat(images.label(2)).isEqualTo(-1);
        assertThat(GreyPicture.grey(images, 0)).isEqualTo(1);
        assertThat(images.remarks())
                .containsExactly(annotations() + ": no annotations, so that its images are unlabelled");
    }

    @Test
    void imagesOfWhichNoAnnotationIsLeftAreUnlabelled() throws Exception {
        ImageDataset images = opened(IMAGES, CATEGORIES, "\"annotations\": [{\"image_id\": 1, \"category_id\": 3}]");
        assertThat(images.classNames()).isEmpty();
        assertThat(images.multiLabel()).isFalse();
        assertThat(images.remarks()).containsExactly(
                annotations() + ": left out 1 of 1 annotations: 1 with an image_id that no image has",
                annotations() + ": no annotations are left, so that its images are unlabelled");
    }

    @Test
    void unlabelledImagesHaveNoClassesToDifferInFromTheOtherSplit() throws Exception {
        String annotations = "\"annotations\": [{\"image_id\": 13, \"category_id\": 1}]";
        String others = "\"categories\": [{\"id\": 1, \"name\": \"tree\"}]";
        Files.writeString(folder.resolve("instances_val.json"), "{" + String.join(", ", IMAGES, others, annotations) + "}");
        opened(IMAGES, CATEGORIES);
        assertThat(open("coco", Split.TEST, "path", folder).labels(2)).containsExactly(0);
        opened(IMAGES, CATEGORIES, annotations);
        assertThatThrownBy(() -> open("coco", Split.TEST, "path", folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("instances_val.json lists other categories");
        Files.writeString(folder.resolve("instances_val.json"), "{" + IMAGES + "}");
        assertThat(open("coco", Split.TEST, "path", folder).classNames()).isEmpty();
    }

    @Test
    void aLongIdIsShownByItsBeginning() {
        for (String id : new String[] {"9".repeat(900), "\"" + "9".repeat(900) + "\""}) {
            assertThatThrownBy(() -> opened("\"images\": [{\"id\": " + id + "}]"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(annotations() + ": images[0].id: found " + "9".repeat(200) + "..., expected a whole number");
        }
    }
}
