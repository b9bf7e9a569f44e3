package org.s2r2;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.s2r2.checkpoint.CheckpointFolder.Choice;
import org.s2r2.data.Split;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.eval.protocol.EvaluationResult;
import org.s2r2.eval.protocol.Evaluator;
import org.s2r2.eval.protocol.Protocol;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Embedding;
import org.s2r2.experiment.EncoderSource;
import org.s2r2.experiment.Evaluation;
import org.s2r2.experiment.Export;
import org.s2r2.experiment.RunFolder;
import org.s2r2.tensor.HostArray;

/** A trained run: its folder, and what can be done with its newest checkpoint. */
public final class Run {

    private final S2r2 s2r2;
    private final Components components;
    private final RunFolder folder;

    Run(S2r2 s2r2, Components components, RunFolder folder) {
        this.s2r2 = s2r2;
        this.components = components;
        this.folder = folder;
    }

    /** Where its files are. */
    public Path folder() {
        return folder.path();
    }

    /**
     * Judges the encoder on the labelled images of its data, by all protocols of the run's configuration that apply, and
     * writes {@code evaluation.json} and {@code report.html} into the folder.
     */
    public EvaluationResult evaluate() {
        return Evaluation.run(source(), components, overrides(), Set.of(Evaluator.ALL), true, false).trained();
    }

    /** Judges the encoder by other protocols, and writes nothing. */
    public EvaluationResult evaluate(Protocol... protocols) {
        return Evaluation.by(source(), components, overrides(), List.of(protocols));
    }

    /** The representations of the images of a split, [images, features]. */
    public HostArray embed(Split split) {
        Embedding.Source images =
                new Embedding.Source("", split == Split.TEST ? Embedding.Part.TEST : Embedding.Part.TRAIN);
        return Embedding.run(source(), components, overrides(), images, Stage.BACKBONE, false).features().values();
    }

    /** Writes the backbone as safetensors, under torchvision's names where it is one of torchvision's. */
    public void export(Path file) {
        try {
            Export.safetensors(source(), components, Stage.BACKBONE, file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes the encoder as an ONNX model, which takes {@code pixels} [batch, 3, height, width] from 0 to 1 and
     * normalises them itself.
     *
     * @param stage where its rows are taken: {@code features} of the backbone, or {@code embeddings} of the projection
     */
    public void exportOnnx(Path file, Stage stage) {
        try {
            Export.onnx(source(), components, stage, true, file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    private EncoderSource.OfRun source() {
        return new EncoderSource.OfRun(folder, Choice.NEWEST);
    }

    /** A run of another backend is judged on this one. */
    private List<String> overrides() {
        return s2r2.backendSettings().entrySet().stream()
                .map(entry -> "backend." + entry.getKey() + "=" + entry.getValue())
                .toList();
    }
}
