package org.s2r2.cli.facade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.Images;
import org.s2r2.Pretraining;
import org.s2r2.Run;
import org.s2r2.S2r2;
import org.s2r2.Views;
import org.s2r2.backend.BackendFactory.Device;
import org.s2r2.backend.BackendFactory.Options;
import org.s2r2.baseline.NtXent;
import org.s2r2.checkpoint.Safetensors;
import org.s2r2.cli.Cli;
import org.s2r2.data.Split;
import org.s2r2.djl.DjlBlock;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.ResNets;
import org.s2r2.eval.protocol.Knn;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.experiment.RunFolder;
import org.s2r2.objective.LossFunction;
import org.s2r2.objective.SmoothAp;
import org.s2r2.objective.WeightedSum;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.Sgd;
import org.s2r2.optim.UpdatePart;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.training.TrainingEvent;
import org.s2r2.training.TrainingListener;
import org.s2r2.view.ViewLayout;

/** The facade for Java makes the runs that experiment files make. */
class FacadeTest {

    private static final Options ONE_THREAD = new Options(Device.CPU, 1);
    private static final String FILE = """
            name: experiment
            backend: {name: djl, threads: 1}
            data: {dataset: shapes, images: 24, size: 16}
            views:
              crops: [{count: 2, size: 16}, {count: 1, size: 12, scale: [0.1, 0.4]}]
              grayscale: 0.1
            encoder: {backbone: resnet8, width: 4, stemStride: 2, head: {layers: 2, dim: 4}}
            objective: {name: smooth-ap, temperature: 0.05}
            optimizer: {name: sgd, learningRate: 0.05, momentum: 0.8, weightDecay: 0.001}
            schedule: {warmupEpochs: 1}
            training: {epochs: 2, batchSize: 4}
            """;

    @TempDir
    Path folder;

    private static Pretraining described(S2r2 s2r2) {
        return s2r2.pretrain(Images.shapes(24).with("size", 16))
                .views(Views.of(2, 16).and(1, 12).scale(0.1, 0.4).with("grayscale", 0.1))
                .encoder(ResNets.cifar(8, 4, 2).project(4))
                .objective(SmoothAp.of(0.05))
                .optimizer(new Sgd(0.8, false, 0.001), 0.05)
                .set("schedule.warmupEpochs", 1)
                .epochs(2)
                .batchSize(4);
    }

    @Test
    void aRunOfJavaIsTheRunOfTheFileThatSaysTheSame() throws Exception {
        try (S2r2 s2r2 = S2r2.open("djl", ONE_THREAD)) {
            Run run = described(s2r2).into(folder.resolve("java"));
            Path file = Files.writeString(folder.resolve("file.yaml"), FILE);
            Cli.run("pretrain", file, "--out", folder.resolve("file")).done();
            assertThat(ExperimentFile.hash(config("java"))).isEqualTo(ExperimentFile.hash(config("file")));
            assertThat(weights("java")).isEqualTo(weights("file"));

            double top1 = run.evaluate(Knn.k(5)).value("knn", "top1");
            assertThat(top1).isBetween(0.0, 1.0);
            assertThat(run.folder().resolve("evaluation.json")).doesNotExist();
            assertThat(run.evaluate().find("linear", "top1")).isPresent();
            assertThat(run.folder().resolve("report.html")).exists();
            assertThat(run.embed(Split.TEST).shape()).containsExactly(1000, 16);
            run.export(folder.resolve("backbone.safetensors"));
            assertThat(Safetensors.read(folder.resolve("backbone.safetensors"))).containsKey("conv1.weight");
            requireTheHeadInOnnx(run);
            assertThat(s2r2.run(folder.resolve("file")).evaluate(Knn.k(5)).value("knn", "top1")).isEqualTo(top1);
        }
    }

    @Test
    void whatIsSaidOfWeightsAndFreezingStaysWithAnEncoderThatIsGivenLater() throws Exception {
        try (S2r2 s2r2 = S2r2.open("djl", ONE_THREAD)) {
            s2r2.pretrain(Images.shapes(24).with("size", 16))
                    .views(Views.of(2, 16))
                    .set("encoder.freeze", "layer1")
                    .encoder(ResNets.cifar(8, 4, 2).project(4))
                    .epochs(1)
                    .batchSize(4)
                    .into(folder.resolve("frozen"));
        }
        assertThat(Files.readString(folder.resolve("frozen/config.yaml"))).contains("freeze: layer1");
    }

    private void requireTheHeadInOnnx(Run run) throws Exception {
        Path file = folder.resolve("encoder.onnx");
        run.exportOnnx(file, Stage.PROJECTION);
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
            assertThat(session.getOutputNames()).containsExactly("embeddings");
            assertThat(session.getMetadata().getCustomMetadata()).containsEntry("normalization", "inside");
        }
    }

    private Map<String, Object> config(String run) {
        return new RunFolder(folder.resolve(run)).config(List.of()).all();
    }

    private Map<String, HostArray> weights(String run) throws java.io.IOException {
        return Safetensors.read(folder.resolve(run).resolve("checkpoints/epoch-000002/weights.safetensors"));
    }

    @Test
    void whatIsWrongIsRefusedInTheWordsOfTheFile() {
        assertThatThrownBy(() -> S2r2.open("tpu"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("backend.name: found 'tpu', expected one of djl, dl4j");
        try (S2r2 s2r2 = S2r2.open("djl", ONE_THREAD)) {
            Path out = folder.resolve("refused");
            assertThatThrownBy(() -> described(s2r2).batchSize(1).into(out))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("pretraining: training.batchSize: found 1, expected a whole number from 2 to 1000000");
            assertThatThrownBy(() -> described(s2r2).set("training.batchsize", 4).into(out))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("unknown key training.batchsize");
            assertThatThrownBy(() -> described(s2r2).objective(new NtXent(0.5)).set("objective.temperature", -1).into(out))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("pretraining: objective.temperature: found -1, expected a number from 1.0E-4 to 10");
            assertThat(out).doesNotExist();
        }
    }

    /** A loss that no module binds. */
    private static final class Apart implements LossFunction {
        @Override
        public String name() {
            return "apart";
        }

        @Override
        public Tensor loss(Tensor embeddings, ViewLayout layout) {
            return embeddings.matmul(embeddings.transpose()).mean();
        }
    }

    /** A rule that no module binds. */
    public record Plain(double scale) implements Optimizer {
        @Override
        public String name() {
            return "plain";
        }

        @Override
        public void update(UpdatePart part) {
            part.weights().addScaled(part.gradient(), -scale * part.learningRate());
        }
    }

    @Test
    void partsThatNoFileCanNameAreUsedAsTheyAre() {
        try (S2r2 s2r2 = S2r2.open("djl", ONE_THREAD); NDManager manager = Engine.getInstance().newBaseManager()) {
            SequentialBlock block = new SequentialBlock()
                    .add(Conv2d.builder().setFilters(4).setKernelShape(new Shape(3, 3)).build())
                    .add(Activation.reluBlock())
                    .add(ai.djl.nn.pooling.Pool.globalAvgPool2dBlock())
                    .add(Blocks.batchFlattenBlock(4));
            block.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 16, 16));
            Run run = described(s2r2)
                    .encoder(DjlBlock.backbone("mine", block, 4).project(3))
                    .objective(new Apart())
                    .optimizer(new Plain(2), 0.01)
                    .into(folder.resolve("own"));
            assertThat(config("own").toString()).contains("backbone=mine", "name=apart", "name=plain", "scale=2");
            assertThat(run.evaluate(Knn.k(5)).value("knn", "top1")).isBetween(0.0, 1.0);
            assertThatThrownBy(() -> s2r2.run(folder.resolve("own")).evaluate(Knn.k(5)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("objective.name: found 'apart', expected one of barlow-twins");
        }
    }

    @Test
    void aListenerIsToldOfTheBeginningAndTheEndWhateverHappens() {
        List<String> told = new ArrayList<>();
        class Told implements TrainingListener {
            @Override
            public void begin(Path run, long stepsDone) {
                told.add("begin " + run.getFileName() + " " + stepsDone);
            }

            @Override
            public void on(TrainingEvent event) {
                if (event instanceof TrainingEvent.EpochDone done && done.epoch() == 1) {
                    throw new IllegalStateException("on purpose");
                }
            }

            @Override
            public void end() {
                told.add("end");
                throw new IllegalStateException("at the end");
            }
        }
        try (S2r2 s2r2 = S2r2.open("djl", ONE_THREAD)) {
            assertThatThrownBy(() -> described(s2r2).listener(new Told()).listener(new Told()).into(folder.resolve("told")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("on purpose")
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
            assertThat(told).containsExactly("begin told 0", "begin told 0", "end", "end");
        }
    }

    @Test
    void keysAreNotLostWhateverTheOrderInWhichTheyAreSaid() {
        try (S2r2 s2r2 = S2r2.open("djl", ONE_THREAD)) {
            described(s2r2)
                    .set("schedule", Map.of("warmupEpochs", 1))
                    .set("schedule.lastLearningRate", 0.001)
                    .set("training", Map.of("epochs", 1))
                    .batchSize(6)
                    .into(folder.resolve("keys"));
            assertThat(config("keys").toString())
                    .contains("warmupEpochs=1", "lastLearningRate=0.001", "epochs=1", "batchSize=6");
            Path missing = folder.resolve("missing.safetensors");
            assertThatThrownBy(() -> s2r2.pretrain(Images.shapes(24).with("size", 16))
                            .set("encoder.weights", missing.toString())
                            .encoder(ResNets.cifar(8, 4, 2).project(4))
                            .views(Views.of(2, 16))
                            .epochs(1)
                            .batchSize(4)
                            .into(folder.resolve("weights")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("missing.safetensors");
        }
    }

    @Test
    void aSumOfALossThatNobodyBindsIsUsedAsItIs() {
        WeightedSum sum = new WeightedSum(
                List.of(new WeightedSum.Term(1, SmoothAp.of(0.05)), new WeightedSum.Term(0.5, new Apart())));
        try (S2r2 s2r2 = S2r2.open("djl", ONE_THREAD)) {
            Run run = described(s2r2).objective(sum).epochs(1).into(folder.resolve("sum"));
            assertThat(run.folder().resolve("config.yaml")).content().contains("name: sum", "name: apart");
        }
    }
}
