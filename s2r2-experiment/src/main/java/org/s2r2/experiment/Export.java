package org.s2r2.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.s2r2.backend.ParameterLayout;
import org.s2r2.checkpoint.Checkpoint;
import org.s2r2.checkpoint.Safetensors;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Parameter;
import org.s2r2.experiment.onnx.OnnxModel;
import org.s2r2.experiment.provenance.Code;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.RecordSettings;
import org.s2r2.tensor.HostArray;

/**
 * Writes the encoder of a run for other programs: as a safetensors file with torchvision's names and shapes, which
 * PyTorch loads into its ResNets and which {@code encoder.weights} names to start from, or as an ONNX model.
 * docs/exchange.md shows all of it.
 */
public final class Export {

    private static final Set<Parameter.Role> STATISTICS =
            Set.of(Parameter.Role.RUNNING_MEAN, Parameter.Role.RUNNING_VARIANCE, Parameter.Role.BUFFER);

    /** The note that names the backbone. */
    static final String BACKBONE = "backbone";

    private final Experiment experiment;
    private final Checkpoint checkpoint;
    private final List<Layer> layers;
    private final Map<String, HostArray> weights;

    private Export(EncoderSource.OfRun source, Components components, Stage stage) throws IOException {
        experiment = Experiment.read(source.config(List.of()), components);
        experiment.rejectUnknownBesideData();
        checkpoint = source.checkpoint();
        Encoder encoder = experiment.encoder();
        layers = stage == Stage.BACKBONE ? List.of(encoder.backbone()) : List.of(encoder.backbone(), encoder.head());
        weights = experiment.models().evaluated(checkpoint);
        try {
            new ParameterLayout(parameters()).requireAll(weights);
        } catch (IllegalArgumentException e) {
            throw source.misfit(e);
        }
    }

    /**
     * What was written.
     *
     * @param out the file
     * @param backbone the short name of the backbone
     * @param parameters how many weights are in the file, running statistics not counted
     * @param step steps that the run had done
     */
    public record Exported(String out, String backbone, long parameters, long step) {}

    /**
     * Writes a checkpoint's backbone with its running statistics, whole or not at all. The metadata says what its images
     * have to look like: {@code backbone}, {@code mean} and {@code std} of values from 0 to 1, {@code size} in pixels,
     * besides {@code name} of the experiment, {@code step}, {@code configSha256} and {@code format}, which is {@code pt}.
     *
     * @param stage the last part to write; the projection head is under {@code head.}
     * @throws InvalidInputException if the run has no such checkpoint
     */
    public static Exported safetensors(EncoderSource.OfRun source, Components components, Stage stage, Path out)
            throws IOException {
        Export export = new Export(source, components, stage);
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        export.parameters().forEach(parameter -> arrays.put(parameter.name(), export.weights.get(parameter.name())));
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.putAll(export.metadata());
        Safetensors.write(out, arrays, metadata);
        return export.exported(out);
    }

    /**
     * Writes a checkpoint's encoder as an ONNX model, whole or not at all: from {@code pixels} [batch, 3, height, width]
     * to {@code features} [batch, featureDim], or to {@code embeddings} [batch, embeddingDim] with the projection head.
     * A vision transformer takes images of one size, that of the evaluation. The metadata is that of {@link #safetensors}
     * but for {@code format}, besides {@code stage}, {@code normalization} and {@code s2r2}, the version of the code that
     * wrote it.
     *
     * @param stage where the rows are taken
     * @param normalizes whether the model normalises, and takes values from 0 to 1
     * @throws InvalidInputException if the run has no such checkpoint, the encoder has a part that is no layers, or the
     *     file would take 2 GiB
     */
    public static Exported onnx(
            EncoderSource.OfRun source, Components components, Stage stage, boolean normalizes, Path out)
            throws IOException {
        Export export = new Export(source, components, stage);
        Encoder encoder = export.experiment.encoder();
        InputMetadata input = export.experiment.inputMetadata();
        Map<String, String> metadata = export.metadata();
        metadata.put("stage", RecordSettings.word(stage));
        metadata.put("normalization", normalizes ? "inside" : "outside");
        metadata.put("s2r2", Code.running().toString());
        new OnnxModel(
                        new Layer.Sequential(export.layers),
                        export.weights,
                        new OnnxModel.Input(input.normalization(), normalizes, input.size()),
                        new OnnxModel.Output(
                                stage == Stage.BACKBONE ? "features" : "embeddings", encoder.dim(stage)),
                        new OnnxModel.About(
                                encoder.name(),
                                encoder.name() + " of the run " + export.experiment.name() + " after step "
                                        + export.checkpoint.state().step(),
                                Code.running().version(),
                                metadata))
                .write(out);
        return export.exported(out);
    }

    private List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        layers.forEach(layer -> layer.collect(parameters));
        return parameters;
    }

    private Exported exported(Path out) {
        long count = parameters().stream().filter(parameter -> !STATISTICS.contains(parameter.drawnAs())).mapToLong(Parameter::size).sum();
        return new Exported(out.toString(), experiment.encoder().name(), count, checkpoint.state().step());
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(BACKBONE, experiment.encoder().name());
        metadata.putAll(experiment.inputMetadata().entries());
        metadata.put("name", experiment.name());
        metadata.put("step", String.valueOf(checkpoint.state().step()));
        metadata.put("configSha256", checkpoint.state().configSha256());
        return metadata;
    }
}
