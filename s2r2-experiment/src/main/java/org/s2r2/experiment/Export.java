package org.s2r2.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.s2r2.backend.ParameterLayout;
import org.s2r2.checkpoint.Checkpoint;
import org.s2r2.checkpoint.Safetensors;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Parameter;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/**
 * Writes the encoder of a run for other programs: a safetensors file with torchvision's names and shapes, which PyTorch
 * loads into its ResNets, and which {@code encoder.weights} names to start from. docs/exchange.md shows both.
 */
public final class Export {

    /** The note that names the backbone. */
    static final String BACKBONE = "backbone";

    private Export() {}

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
     * @param head whether to write the projection head too, under {@code head.}
     * @throws InvalidInputException if the run has no such checkpoint
     */
    public static Exported run(EncoderSource.OfRun source, Components components, boolean head, Path out)
            throws IOException {
        Experiment experiment = Experiment.read(source.config(List.of()), components);
        experiment.rejectUnknownBesideData();
        Checkpoint checkpoint = source.checkpoint();
        Encoder encoder = experiment.encoder();
        List<Parameter> parameters = new ArrayList<>(encoder.backbone().parameters());
        if (head) {
            parameters.addAll(encoder.head().parameters());
        }
        Safetensors.write(out, arrays(source, parameters, experiment.models().evaluated(checkpoint)), metadata(experiment, checkpoint));
        long count = parameters.stream().filter(Parameter::trainable).mapToLong(Parameter::size).sum();
        return new Exported(out.toString(), encoder.name(), count, checkpoint.state().step());
    }

    private static Map<String, HostArray> arrays(
            EncoderSource.OfRun source, List<Parameter> parameters, Map<String, HostArray> weights) {
        try {
            new ParameterLayout(parameters).requireAll(weights);
        } catch (IllegalArgumentException e) {
            throw source.misfit(e);
        }
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        parameters.forEach(parameter -> arrays.put(parameter.name(), weights.get(parameter.name())));
        return arrays;
    }

    private static Map<String, String> metadata(Experiment experiment, Checkpoint checkpoint) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.put(BACKBONE, experiment.encoder().name());
        metadata.putAll(experiment.inputMetadata().entries());
        metadata.put("name", experiment.name());
        metadata.put("step", String.valueOf(checkpoint.state().step()));
        metadata.put("configSha256", checkpoint.state().configSha256());
        return metadata;
    }
}
