package org.s2r2.dl4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.s2r2.backend.BackendFactory.Device;
import org.s2r2.settings.InvalidInputException;

/**
 * Which of ND4J's native builds is on the class path, for the CPU or for CUDA, and whether it runs here. ND4J itself
 * falls back to the CPU without a word where it has both; this does not.
 */
final class NativeBuild {

    private static final String CPU_BACKEND = "org.nd4j.linalg.cpu.nativecpu.CpuBackend";
    private static final String CUDA_BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";
    private static final String VERSION = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";

    private NativeBuild() {}

    /**
     * Loads the engine.
     *
     * @return its name and version
     * @throws InvalidInputException if it does not compute on this device; the message says what is missing
     */
    static String require(Device device) {
        require(device, onClassPath(CPU_BACKEND), onClassPath(CUDA_BACKEND), Nd4jBackend::load);
        boolean onCpu = Nd4j.getEnvironment().isCPU();
        if (onCpu != (device == Device.CPU)) {
            throw new InvalidInputException("device: found " + (device == Device.CPU ? "cpu" : "gpu")
                    + ", but ND4J computes on the " + (onCpu ? "CPU" : "GPU") + "; its property "
                    + "org.nd4j.linalg.defaultbackend or the order of the class path decides that");
        }
        return "ND4J " + version();
    }

    /**
     * @param cpu whether the build for the CPU is on the class path
     * @param cuda whether the build for CUDA is
     * @param load loads the engine, or fails
     */
    static void require(Device device, boolean cpu, boolean cuda, Callable<?> load) {
        if (device == Device.GPU && !cuda) {
            throw new InvalidInputException("device: found gpu, but this build of S2R2 has ND4J for the CPU; build it"
                    + " with -Pcuda, for an NVIDIA GPU with its driver, CUDA 11.6 and cuDNN 8, or choose cpu");
        }
        if (device == Device.CPU && !cpu) {
            throw new InvalidInputException("device: found cpu, but this build of S2R2 has ND4J for "
                    + (cuda ? "CUDA; choose gpu, or build it without -Pcuda" : "no device at all; add nd4j-native"));
        }
        try {
            load.call();
        } catch (Exception | LinkageError e) {
            throw new InvalidInputException(device == Device.GPU
                    ? "device: found gpu, but ND4J for CUDA does not start: " + e + "; it needs an NVIDIA GPU with its"
                            + " driver (libcuda), CUDA 11.6 and cuDNN 8 on the library path; or choose cpu, in a build"
                            + " without -Pcuda"
                    : "device: found cpu, but ND4J's native library does not start: " + e + "; it was built for another"
                            + " system or processor, and the build's property nd4j.classifier chooses another", e);
        }
    }

    private static boolean onClassPath(String name) {
        return NativeBuild.class.getClassLoader().getResource(name.replace('.', '/') + ".class") != null;
    }

    private static String version() {
        try (InputStream in = Nd4j.class.getResourceAsStream(VERSION)) {
            if (in == null) {
                return "of unknown version";
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(VERSION + " cannot be read", e);
        }
    }
}
