package org.s2r2.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.RgbImage;
import org.s2r2.eval.protocol.EvaluationResult;
import org.s2r2.eval.protocol.Figure;
import org.s2r2.eval.protocol.NearestNeighbours;
import org.s2r2.eval.report.ReportData;
import org.s2r2.eval.report.ReportData.Chart;
import org.s2r2.eval.report.ReportData.Neighbour;
import org.s2r2.eval.report.ReportData.Picture;
import org.s2r2.eval.report.ReportData.PictureRow;
import org.s2r2.eval.report.ReportData.Point;
import org.s2r2.eval.report.ReportData.Score;
import org.s2r2.eval.report.ReportData.ScoreRow;
import org.s2r2.eval.report.ReportData.ScoreTable;
import org.s2r2.eval.report.ReportData.Series;
import org.s2r2.eval.report.ReportData.Style;
import org.s2r2.tensor.HostArray;

/** What the report of a run says, gathered from its folder and its evaluation. */
record ReportContent(Experiment experiment, RunFolder run, Map<String, Object> config, String backend) {

    private static final int QUERIES = 10;
    private static final int NEIGHBOURS = 8;

    /** The report with accuracies, and with the nearest training images of some test images. */
    ReportData with(RunEvaluation evaluation, Features train, ImageDataset trainImages, Features test,
            ImageDataset testImages) throws IOException {
        List<JsonNode> steps = run.metrics("step");
        List<JsonNode> epochs = run.metrics("epoch");
        return new ReportData(
                experiment.name(),
                "An encoder that learnt without labels to rank the views of an image above all others, judged with"
                        + " frozen features.",
                facts(epochs, trainImages, testImages, evaluation.leaveOneOut()),
                List.of(scores(evaluation)),
                charts(steps),
                pictures(train, trainImages, test, testImages, evaluation.leaveOneOut()),
                TestImagesMap.of(test, testImages, experiment.backendOptions().threads()),
                ExperimentFile.write(config));
    }

    private Map<String, String> facts(List<JsonNode> epochs, ImageDataset trainImages, ImageDataset testImages,
            boolean leaveOneOut) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Objective", experiment.objective().name());
        facts.put("Encoder", experiment.encoder().name() + ", " + experiment.encoder().featureDim() + " features");
        facts.put("Labelled training images", trainImages.description());
        facts.put("Test images", testImages.description() + (leaveOneOut
                ? ": the training images, each left out of its own neighbours; linear probes were fitted on them"
                : ""));
        facts.put("Epochs", String.valueOf(epochs.size()));
        facts.put("Training time", String.format(Locale.ROOT, "%.0f s", run.trainingSeconds()));
        facts.put("Views of an image", String.valueOf(experiment.views().views()));
        facts.put("Backend", backend);
        facts.put("Seed", String.valueOf(experiment.seed()));
        return facts;
    }

    private List<Chart> charts(List<JsonNode> steps) throws IOException {
        List<Chart> charts = new ArrayList<>();
        charts.add(chart("Loss", "loss", steps));
        charts.add(chart("Mean average precision of the batch", "batchAp", steps));
        List<Point> online = run.metrics("online").stream()
                .map(line -> new Point(line.path("epoch").asDouble(), line.path("knn").asDouble()))
                .toList();
        if (!online.isEmpty()) {
            charts.add(new Chart("kNN accuracy while training", "epoch", "kNN top-1", Style.DOTTED,
                    List.of(new Series("knn", online))));
        }
        return charts;
    }

    private static Chart chart(String title, String key, List<JsonNode> steps) {
        List<Point> points = steps.stream()
                .filter(step -> step.has(key))
                .map(step -> new Point(step.path("step").asDouble(), step.path(key).asDouble()))
                .toList();
        return new Chart(title, "step", title.toLowerCase(Locale.ROOT), Style.SMOOTHED, List.of(new Series(key, points)));
    }

    private static ScoreTable scores(RunEvaluation evaluation) {
        Map<String, EvaluationResult> results = new LinkedHashMap<>();
        results.put("trained", evaluation.trained());
        if (evaluation.baselines() != null) {
            results.put("untrained", evaluation.baselines().untrained());
            results.put("raw pixels", evaluation.baselines().pixels());
        }
        List<String> columns = results.values().stream()
                .flatMap(result -> result.figures().stream().map(Figure::heading))
                .distinct()
                .toList();
        return new ScoreTable(
                "Accuracy on the test images with frozen features",
                columns,
                results.entrySet().stream().map(entry -> row(entry.getKey(), entry.getValue(), columns)).toList());
    }

    private static ScoreRow row(String name, EvaluationResult result, List<String> columns) {
        Map<String, Score> scores = result.figures().stream()
                .collect(Collectors.toMap(Figure::heading, figure -> new Score(figure.value().doubleValue(), figure.deviation())));
        return new ScoreRow(name, columns.stream().map(column -> Optional.ofNullable(scores.get(column))).toList());
    }

    /**
     * Test images spread evenly over the test set, each with its nearest training images.
     *
     * @param leaveOneOut whether image i of both is the same, and left out of its own neighbours
     */
    static List<PictureRow> pictures(
            Features train, ImageDataset trainImages, Features test, ImageDataset testImages, boolean leaveOneOut) {
        int count = Math.min(QUERIES, test.labels().length);
        int dim = test.values().columns();
        int[] queries = new int[count];
        float[] values = new float[count * dim];
        for (int i = 0; i < count; i++) {
            queries[i] = (int) ((long) i * test.labels().length / count);
            System.arraycopy(test.values().values(), queries[i] * dim, values, i * dim, dim);
        }
        int[] ownRows = leaveOneOut ? SameImages.ownRows(train, trainImages, test, testImages) : new int[0];
        int[][] nearest = NearestNeighbours.of(train.values(), HostArray.matrix(values, count, dim),
                query -> leaveOneOut ? ownRows[queries[query]] : -1, NEIGHBOURS);
        List<PictureRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int query = queries[i];
            List<Neighbour> neighbours = Arrays.stream(nearest[i])
                    .mapToObj(row -> new Neighbour(
                            picture(trainImages, train.indices()[row]), test.agrees(query, train, row)))
                    .toList();
            rows.add(new PictureRow(picture(testImages, test.indices()[query]), neighbours));
        }
        return rows;
    }

    private static Picture picture(ImageDataset images, int index) {
        try {
            RgbImage image = images.image(index);
            String name = IntStream.of(images.labels(index))
                    .mapToObj(images.classNames()::get)
                    .collect(Collectors.joining(", "));
            return new Picture(image.pixels(), image.width(), image.height(), name);
        } catch (BadImageException e) {
            throw new IllegalStateException("an image that was embedded cannot be decoded any more", e);
        }
    }
}
