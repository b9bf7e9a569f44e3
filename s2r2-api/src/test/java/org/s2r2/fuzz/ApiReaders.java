package org.s2r2.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.s2r2.checkpoint.Checkpoint;
import org.s2r2.checkpoint.Safetensors;
import org.s2r2.checkpoint.SafetensorsFile;
import org.s2r2.npy.Npy;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.torchscript.ScriptedModule;

/** The readers of this module. */
enum ApiReaders implements FuzzedReader {
    SAFETENSORS("weights.safetensors") {
        @Override
        public void read(Path file) throws IOException {
            try {
                Safetensors.read(file);
            } catch (InvalidInputException e) {
                // Other types than it takes, or nothing that can be read.
                try (SafetensorsFile arrays = SafetensorsFile.open(file)) {
                    for (String name : arrays.names()) {
                        arrays.read(name);
                    }
                }
            }
        }
    },
    NPY("matrix.npy") {
        private static final List<Consumer<Path>> READINGS = List.of(
                Npy::readMatrix, Npy::readMatrixAsDoubles, Npy::readLabels, Npy::readLabelSets, Npy::shape);

        @Override
        public void read(Path file) {
            InvalidInputException refusal = null;
            int refusals = 0;
            for (Consumer<Path> reading : READINGS) {
                try {
                    reading.accept(file);
                } catch (InvalidInputException e) {
                    refusal = e;
                    refusals++;
                }
            }
            // The last reading takes any array.
            if (refusals >= READINGS.size() - 1) {
                throw refusal;
            }
        }
    },
    TORCHSCRIPT("model.pt") {
        @Override
        public void read(Path file) {
            ScriptedModule module = ScriptedModule.read(file);
            module.parameters();
            module.weights();
        }
    },
    STATE("state.json") {
        @Override
        public void prepare(Path folder) throws IOException {
            Safetensors.write(folder.resolve("weights.safetensors"), Map.of());
            Safetensors.write(folder.resolve("optimiser.safetensors"), Map.of());
        }

        @Override
        public void read(Path file) throws IOException {
            Checkpoint.load(file.getParent());
        }
    };

    private final String fileName;

    ApiReaders(String fileName) {
        this.fileName = fileName;
    }

    @Override
    public String fileName() {
        return fileName;
    }
}
