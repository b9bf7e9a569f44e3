package org.s2r2.djl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.s2r2.encoder.Parameter;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.torchscript.ScriptedModule;
import org.s2r2.torchscript.ScriptedModule.Slot;
import org.s2r2.torchscript.StoredTensor;

/**
 * Adds two methods to the class of a scripted module, in the code of its archive. DJL gives no access to the buffers of
 * a module, nor a way to let its weights be arrays of ours; code that runs within the module has both.
 */
final class BindingCode {

    /** Takes a list of arrays, in the order of {@link ScriptedModule#tensors}: weights are used, buffers copied. */
    static final String BIND = "s2r2_bind";

    /** Copies the buffers into a list of arrays of the same order. */
    static final String COLLECT = "s2r2_collect";

    /** libtorch's numbers of its types. */
    private static final int INT64 = 4;

    private static final int FLOAT32 = 6;

    private final ScriptedModule module;
    private final StringBuilder code = new StringBuilder();
    private final Map<List<String>, String> modules = new LinkedHashMap<>();

    private BindingCode(ScriptedModule module) {
        this.module = module;
    }

    /** The archive of a module that has the methods. */
    static byte[] archive(ScriptedModule module) {
        BindingCode binding = new BindingCode(module);
        binding.writeBind();
        binding.writeCollect();
        return binding.archive();
    }

    private void begin(String method) {
        modules.clear();
        modules.put(List.of(), "self");
        code.append(String.format(Locale.ROOT, "  def %s(self: %s,%n    values: List[Tensor]) -> Tensor:%n",
                method, module.type()));
    }

    private void line(String format, Object... values) {
        code.append("    ").append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private void writeBind() {
        begin(BIND);
        List<StoredTensor> tensors = module.tensors();
        for (int i = 0; i < tensors.size(); i++) {
            if (buffer(tensors.get(i))) {
                line("t%d = torch.to(values[%d], %d, False, True)", i, i, tensors.get(i).whole() ? INT64 : FLOAT32);
            } else {
                line("t%d = values[%d]", i, i);
            }
        }
        for (Slot slot : module.slots()) {
            line("%s = t%d", attribute(slot), slot.tensor());
        }
        line("return values[0]");
    }

    private void writeCollect() {
        begin(COLLECT);
        for (Slot slot : module.slots()) {
            int index = slot.tensor();
            if (buffer(module.tensors().get(index))) {
                // An attribute may be declared as a tensor or none.
                line("b%d = annotate(Optional[Tensor], %s)", index, attribute(slot));
                line("if torch.__isnot__(b%d, None):", index);
                line("  c%d = torch.copy_(values[%d], unchecked_cast(Tensor, b%d))", index, index, index);
                line("else:");
                line("  pass");
            }
        }
        line("return values[0]");
    }

    private static boolean buffer(StoredTensor tensor) {
        return tensor.parameter().role() == Parameter.Role.BUFFER;
    }

    private String attribute(Slot slot) {
        List<String> path = slot.path();
        int last = path.size() - 1;
        return variable(path.subList(0, last)) + "." + path.get(last);
    }

    /** The variable that holds a module, by lines that go down to it where there is none yet. */
    private String variable(List<String> path) {
        String known = modules.get(path);
        if (known != null) {
            return known;
        }
        int last = path.size() - 1;
        String above = variable(path.subList(0, last));
        String variable = "m" + modules.size();
        // Modules of a Sequential have numbers for names.
        line("%s = getattr(%s, \"%s\")", variable, above, path.get(last));
        modules.put(List.copyOf(path), variable);
        return variable;
    }

    private byte[] archive() {
        int dot = module.type().lastIndexOf('.');
        String file = module.root() + "code/" + module.type().substring(0, dot).replace('.', '/') + ".py";
        Map<String, byte[]> entries = new LinkedHashMap<>(module.entries());
        byte[] source = entries.get(file);
        String extended = source == null
                ? null
                : extended(new String(source, StandardCharsets.UTF_8), module.type().substring(dot + 1));
        if (extended == null) {
            throw new InvalidInputException(module + ": has no code of its class " + module.type()
                    + ", expected a module saved by torch.jit.script(module).save(file)");
        }
        entries.put(file, extended.getBytes(StandardCharsets.UTF_8));
        OnePixelConvolutions.replaceIn(entries, module.root() + "code/");
        return zip(entries);
    }

    /** The source with the methods at the end of a class; null where it has no such class. */
    private String extended(String source, String name) {
        List<String> lines = new ArrayList<>(source.lines().toList());
        int header = lines.indexOf("class " + name + "(Module):");
        if (header < 0) {
            return null;
        }
        int end = header + 1;
        while (end < lines.size() && (lines.get(end).isEmpty() || lines.get(end).startsWith(" "))) {
            end++;
        }
        lines.addAll(end, code.toString().lines().toList());
        return String.join("\n", lines) + "\n";
    }

    static byte[] zip(Map<String, byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, byte[]> file : entries.entrySet()) {
                CRC32 checksum = new CRC32();
                checksum.update(file.getValue());
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setSize(file.getValue().length);
                entry.setCrc(checksum.getValue());
                zip.putNextEntry(entry);
                zip.write(file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("bytes are written to memory", e);
        }
        return bytes.toByteArray();
    }
}
