package org.s2r2.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.encoder.Encoder.Stage;

/** The representation that an encoder has of any images. */
public final class Embedding {

    private Embedding() {}

    /** Some of the images of a {@code data} section. */
    public enum Part {
        /** The labelled training images. */
        TRAIN,
        /** The labelled test images. */
        TEST,
        /** Those that encoders learn from. */
        PRETRAIN,
        /** Those that encoders learn from where the section says that these are unlabelled images alone, else TRAIN. */
        UNSTATED;

        ImageDataset open(Experiment experiment) {
            boolean pretrain = this == PRETRAIN || this == UNSTATED && experiment.data().learnsFromUnlabelledAlone();
            return pretrain ? experiment.openForPretraining() : experiment.open(this == TEST ? Split.TEST : Split.TRAIN);
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Which images to embed.
     *
     * @param data a {@code data} section as YAML, or the path of a folder of images; empty for those of the run or experiment
     * @param part which of them
     */
    public record Source(String data, Part part) {

        /**
         * Reads {@code train}, {@code test} or {@code pretrain}, for the images of the run or experiment, the path of a
         * folder of images, or a section with one of the three words behind it, as in <code>{dataset: stl10, path:
         * DIR}:test</code>, or without.
         */
        public static Source parse(String spec) {
            for (Part part : List.of(Part.TRAIN, Part.TEST, Part.PRETRAIN)) {
                if (spec.equals(part.word())) {
                    return new Source("", part);
                }
                if (spec.endsWith("}:" + part.word())) {
                    return new Source(spec.substring(0, spec.lastIndexOf(':')), part);
                }
            }
            return new Source(spec, Part.UNSTATED);
        }

        /** Whether it is a folder by its URI, as {@code hdfs://head:9000/pictures}, which a cluster can read. */
        public boolean isUri() {
            return data.matches("[A-Za-z][A-Za-z0-9+.-]+:/.*");
        }

        /** The section of data, empty for that of the run or experiment. */
        public Map<String, Object> keys() {
            return data.isEmpty() ? Map.of() : ExperimentFile.keys("--data", section());
        }

        private String section() {
            return data.startsWith("{") ? data : "{dataset: folder, path: " + ExperimentFile.quote(data) + "}";
        }

        /** Keys of a configuration to replace for these images, before others. */
        public List<String> overrides(List<String> others) {
            List<String> all = new ArrayList<>();
            if (!data.isEmpty()) {
                all.add("data=" + section());
            }
            all.addAll(others);
            return all;
        }
    }

    /**
     * The embeddings of images, and which they are of.
     *
     * @param features a row for every image that can be decoded
     * @param names what the image of each row is called: the path of its file from the folder of the dataset, or its number
     * @param labels the class of each row; empty where it has none, and with semicolons between several
     * @param skipped how many images could not be decoded and have no row
     * @param description of the dataset
     */
    public record Embedded(
            Features features, List<String> names, List<String> labels, int skipped, String description) {

        static Embedded of(Features features, ImageDataset images, int looked) {
            return new Embedded(
                    features,
                    IntStream.of(features.indices()).mapToObj(images::name).toList(),
                    IntStream.of(features.indices()).mapToObj(index -> labels(images, index)).toList(),
                    looked - features.indices().length,
                    images.description());
        }

        private static String labels(ImageDataset images, int index) {
            return IntStream.of(images.labels(index)).mapToObj(images.classNames()::get).collect(Collectors.joining(";"));
        }
    }

    /**
     * Embeds images.
     *
     * @param encoder the encoder, and the configuration that says how images are prepared for it
     * @param overrides keys of the configuration to replace
     * @param labelled whether the images have to be labelled
     */
    public static Embedded run(EncoderSource encoder, Components components, List<String> overrides, Source source,
            Stage stage, boolean labelled) {
        try (ImageEmbedder embedder = ImageEmbedder.open(
                encoder, encoder.config(source.overrides(overrides)), components, source.part, stage, labelled)) {
            return embedder.all();
        }
    }
}
