package org.s2r2.torchscript;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.s2r2.encoder.ForeignModule;
import org.s2r2.encoder.Parameter;
import org.s2r2.file.InputFile;
import org.s2r2.file.Sha256;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/**
 * A module that {@code torch.jit.script(module).save(file)} wrote: a <a
 * href="https://github.com/pytorch/pytorch/blob/main/torch/csrc/jit/docs/serialization.md">zip archive</a> with the
 * code of its classes and the values of its tensors. It is read as data and not run; what its code does is for the
 * engine to find out.
 */
public final class ScriptedModule implements ForeignModule {

    private static final String EXPECTED = "a module saved by torch.jit.script(module).save(file)";
    private static final String DATA = "data.pkl";
    /** Values are stored as they are, and code is compressed: an honest archive hardly grows. */
    private static final long MOST_GROWTH = 16;
    private static final long LEAST_ALLOWANCE = 1 << 20;

    private final Path file;
    private final String sha256;
    private final String type;
    private final String root;
    private final Map<String, byte[]> entries;
    private final List<Slot> slots;
    private final List<StoredTensor> tensors;

    /**
     * Where a module has one of its tensors. Modules that share a tensor have a slot each.
     *
     * @param path the attributes that lead to it, the last one its own
     * @param tensor which one of {@link #tensors}
     */
    public record Slot(List<String> path, int tensor) {}

    private ScriptedModule(Path file, String sha256, String root, Map<String, byte[]> entries, ModuleTree tree) {
        this.file = file;
        this.sha256 = sha256;
        this.root = root;
        this.entries = entries;
        this.type = tree.type();
        this.slots = List.copyOf(tree.slots());
        this.tensors = List.copyOf(tree.tensors());
    }

    /**
     * Reads a module.
     *
     * @throws InvalidInputException if there is no such file, or no such module in it, or one with tensors of other
     *     types than float32, and int64 that float32 can hold; the message names the file
     */
    public static ScriptedModule read(Path file) {
        byte[] content = InputFile.bytes(file, Integer.MAX_VALUE - 8, EXPECTED);
        String sha256 = Sha256.of(content);
        try {
            Map<String, byte[]> entries = entries(file,
                    Math.min(Integer.MAX_VALUE - 8, MOST_GROWTH * Math.max(LEAST_ALLOWANCE, content.length)));
            String root = entries.keySet().stream()
                    .filter(name -> name.endsWith("/" + DATA) && name.indexOf('/') == name.length() - DATA.length() - 1)
                    .map(name -> name.substring(0, name.indexOf('/') + 1))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("it has no " + DATA));
            ModuleTree tree = ModuleTree.of(
                    Pickle.read(Objects.requireNonNull(entries.get(root + DATA))), storage -> entries.get(root + "data/" + storage));
            return new ScriptedModule(file, sha256, root, entries, tree);
        } catch (IllegalArgumentException | IOException e) {
            throw new InvalidInputException(file + ": " + e.getMessage() + ", expected " + EXPECTED, e);
        }
    }

    private static Map<String, byte[]> entries(Path file, long most) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            long total = 0;
            for (ZipEntry entry : Collections.list(zip.entries())) {
                total += Math.max(0, entry.getSize());
                if (total > most) {
                    throw new IllegalArgumentException(
                            "it holds more than the " + most + " bytes that an archive of its size may hold");
                }
                try (InputStream content = zip.getInputStream(entry)) {
                    entries.put(entry.getName(), content.readNBytes((int) entry.getSize()));
                }
            }
        }
        return entries;
    }

    @Override
    public String kind() {
        return "torchscript";
    }

    /** Where it was read from. */
    public Path file() {
        return file;
    }

    /** The SHA-256 of the file, in hexadecimal. */
    public String sha256() {
        return sha256;
    }

    /** The qualified name of its class in TorchScript, such as {@code __torch__.Net}. */
    public String type() {
        return type;
    }

    /** The names and contents of the archive's files, in their order. */
    public Map<String, byte[]> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /** The name of the folder that the archive's files are in, with a slash. */
    public String root() {
        return root;
    }

    /** Where the tensors are. */
    public List<Slot> slots() {
        return slots;
    }

    /** All tensors, each once. */
    public List<StoredTensor> tensors() {
        return tensors;
    }

    /** The tensors as an encoder has them, under the names that {@code state_dict()} has in Python. */
    @Override
    public List<Parameter> parameters() {
        return tensors.stream().map(StoredTensor::parameter).toList();
    }

    /** The values of all {@link #parameters}. */
    @Override
    public Map<String, HostArray> weights() {
        Map<String, HostArray> weights = new LinkedHashMap<>();
        tensors.forEach(tensor -> weights.put(tensor.parameter().name(), tensor.values()));
        return weights;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
