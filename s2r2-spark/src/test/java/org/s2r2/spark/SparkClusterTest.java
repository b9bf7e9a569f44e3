package org.s2r2.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.data.ImageDataset;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.eval.protocol.EvaluationData;
import org.s2r2.eval.protocol.Evaluator;
import org.s2r2.eval.protocol.FeatureSet;
import org.s2r2.eval.protocol.Knn;
import org.s2r2.eval.protocol.NearestNeighbours;
import org.s2r2.eval.protocol.Retrieval;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Embedding;
import org.s2r2.experiment.Embedding.Embedded;
import org.s2r2.experiment.Embedding.Source;
import org.s2r2.experiment.EncoderSource;
import org.s2r2.experiment.ImageEmbedder;
import org.s2r2.experiment.cluster.Cluster;
import org.s2r2.experiment.cluster.Cluster.EmbeddedTable;
import org.s2r2.experiment.cluster.Cluster.SearchResult;
import org.s2r2.experiment.cluster.ClusterProvider;
import org.s2r2.experiment.cluster.ClusterProvider.Connection;
import org.s2r2.experiment.cluster.EmbeddingTask;
import org.s2r2.experiment.cluster.SearchTask;
import org.s2r2.experiment.compare.Comparison;
import org.s2r2.experiment.compare.ComparisonPlan;
import org.s2r2.experiment.compare.RunResult;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.training.StopRequest;

/** What a cluster comes to is what one process comes to. */
@Tag("slow")
@Timeout(300)
class SparkClusterTest {

    @TempDir
    static Path folder;

    private static EncoderSource encoder;
    private static Embedded train;
    private static Embedded test;

    @BeforeAll
    static void embedInOneProcess() throws Exception {
        encoder = EncoderSource.at(
                Files.writeString(folder.resolve("tiny.yaml"), Trials.tiny(1100).replace("threads: 1", "threads: 2")), null);
        train = Embedding.run(encoder, Components.discover(), List.of(), Source.parse("train"), Stage.BACKBONE, true);
        test = Embedding.run(encoder, Components.discover(), List.of(), Source.parse("test"), Stage.BACKBONE, true);
    }

    @Test
    void embeddingsAreThoseOfOneProcessBitForBitAndSoAreTheFiguresOfTheirTables() {
        Cluster cluster = Trials.cluster();
        Embedded found = cluster.embed(task("train"));
        assertThat(found.features().values()).isEqualTo(train.features().values());
        assertThat(found.features().indices()).isEqualTo(train.features().indices());
        assertThat(found.features().labels()).isEqualTo(train.features().labels());
        assertThat(found.names()).isEqualTo(train.names());
        assertThat(found.labels()).isEqualTo(train.labels());

        String rows = folder.resolve("train.parquet").toString();
        String queries = folder.resolve("test.parquet").toString();
        assertThat(cluster.embed(task("train"), rows)).isEqualTo(new EmbeddedTable(1100, 16, 0, train.description()));
        cluster.embed(task("test"), queries);
        SearchResult result = cluster.search(new SearchTask(rows, queries, Set.of("all"), 3));
        assertThat(result.figures()).isEqualTo(Evaluator.evaluate(List.of(Knn.DEFAULT, new Retrieval()),
                EvaluationData.of(set("train", train), set("test", test))));
        assertThat(result.neighbours())
                .isDeepEqualTo(NearestNeighbours.of(train.features().values(), test.features().values(), query -> -1, 3));
    }

    @Test
    void picturesOfAnotherFileSystemHaveTheRowsAndNamesThatTheyHaveHere() throws Exception {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        for (int i = 0; i < 300; i++) {
            Path kind = Files.createDirectories(pictures.resolve(i % 3 == 0 ? "a kind" : "another/deeper"));
            BufferedImage picture = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
            picture.setRGB(i % 20, i / 20, 0xffffff);
            // Every seventh has a name that does not say what it is, and one is broken.
            ImageIO.write(picture, "png", kind.resolve(i + (i % 7 == 0 ? "" : ".png")).toFile());
        }
        Files.writeString(pictures.resolve("a kind/9.png"), "no picture");
        Files.writeString(pictures.resolve("a kind/notes.txt"), "no picture");
        Embedded here = Embedding.run(encoder, Components.discover(), List.of("backend.threads=1"),
                Source.parse(pictures.toString()), Stage.BACKBONE, true);
        Cluster cluster =
                new SparkProvider().open(Trials.connection("spark.hadoop.fs.shelf.impl", Shelf.class.getName()));
        String uri = "shelf:" + pictures;
        Embedded found = cluster.embed(
                new EmbeddingTask(encoder, List.of(), Source.parse(uri), Stage.BACKBONE, true));
        assertThat(found.skipped()).isEqualTo(here.skipped()).isEqualTo(1);
        assertThat(found.names()).isEqualTo(here.names()).hasSize(299).contains("another/deeper/7", "a kind/0");
        assertThat(found.labels()).isEqualTo(here.labels());
        assertThat(found.features().values()).isEqualTo(here.features().values());
        assertThat(found.description()).isEqualTo(here.description().replace(pictures.toString(), uri));
        assertThatThrownBy(() -> cluster.embed(
                        new EmbeddingTask(encoder, List.of(), Source.parse(uri + "/none"), Stage.BACKBONE, true)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("--data: found '" + uri + "/none'", "which is not there");
        assertThatThrownBy(() -> cluster.embed(
                        new EmbeddingTask(encoder, List.of(), Source.parse("nowhere://x/y"), Stage.BACKBONE, true)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("--data: found 'nowhere://x/y'", "nowhere");
    }

    @Test
    void aComparisonHasTheResultsOfOneProcess() throws Exception {
        Path file = Files.writeString(folder.resolve("two.yaml"), """
                name: two
                base: tiny.yaml
                seeds: [1, 2]
                set: {data.images: 64, backend.threads: 1}
                protocol: knn
                rows:
                  ranking: {}
                  contrast: {objective: {name: nt-xent, temperature: 0.2}}
                """);
        Comparison comparison = Comparison.read(file, false, name -> Optional.empty());
        ComparisonPlan alone = ComparisonPlan.of(comparison, List.of(), Components.discover(), folder.resolve("alone"));
        ComparisonPlan spread = ComparisonPlan.of(comparison, List.of(), Components.discover(), folder.resolve("spread"));
        Trials.cluster().finish(spread, new StopRequest());
        assertThat(spread.runs()).allSatisfy(run -> assertThat(run.folder().path().resolve("comparison.json")).exists());
        assertThat(finished(spread)).extracting(RunResult::metrics)
                .isEqualTo(finished(alone).stream().map(RunResult::metrics).toList());
    }

    private static List<RunResult> finished(ComparisonPlan plan) {
        return plan.runs().stream().map(run -> run.finish(new StopRequest(), List.of())).toList();
    }

    @Test
    void anImageThatOneMachineHasNotIsNamed() {
        try (ImageDataset images = ImageEmbedder.images(
                encoder.config(List.of()), Components.discover(), Embedding.Part.TRAIN)) {
            String[] names = train.names().toArray(String[]::new);
            OpenEmbedders.requireSame(images, names);
            names[70] = "cat/70.jpg";
            assertThatThrownBy(() -> OpenEmbedders.requireSame(images, names))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContainingAll("'cat/70.jpg' is not among the images", "where '70' is");
            assertThatThrownBy(() -> OpenEmbedders.requireSame(images, "0"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("has '1', which other machines have not");
        }
    }

    @Test
    void whatIsNoMasterIsRefusedInASentence() {
        ClusterProvider spark = ClusterProvider.installed("--on");
        assertThatThrownBy(() -> spark.open(new Connection("spork://here:1", Optional.empty(), Map.of())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("--on: found 'spork://here:1'", "expected spark://HOST:PORT");
        assertThatThrownBy(() -> spark.open(new Connection("spark://127.0.0.1:1", Optional.empty(), Map.of())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("spark://127.0.0.1:1", "a master of Spark that answers there");
        assertThatThrownBy(() -> spark.open(new Connection("local-cluster[2,1,64]", Optional.empty(), Map.of())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at least 512 MiB");
    }

    @Test
    void tablesThatAreNoneAreRefused() throws Exception {
        Cluster cluster = Trials.cluster();
        Path text = Files.writeString(folder.resolve("text.parquet"), "no table");
        assertThatThrownBy(() -> cluster.search(new SearchTask(text.toString(), text.toString(), Set.of(), 1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("text.parquet", "not a Parquet file");
    }

    private static EmbeddingTask task(String data) {
        return new EmbeddingTask(encoder, List.of(), Source.parse(data), Stage.BACKBONE, true);
    }

    private static FeatureSet set(String name, Embedded embedded) {
        return embedded.features().labelled(name);
    }
}
