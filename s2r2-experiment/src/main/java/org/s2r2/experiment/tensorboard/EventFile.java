package org.s2r2.experiment.tensorboard;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.s2r2.experiment.protobuf.Message;
import org.s2r2.file.Digits;

/**
 * A file of events as TensorBoard reads them. Every event is a record of
 * <a href="https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details">TFRecord</a>: its length,
 * a checksum of the length, the event and a checksum of the event. The event is a message of
 * <a href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/event.proto">event.proto</a> with
 * summaries of
 * <a href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/summary.proto">summary.proto</a>
 * in the <a href="https://protobuf.dev/programming-guides/encoding/">encoding of protocol buffers</a>.
 *
 * <p>TensorBoard reads the files of a folder by the order of their names, and drops what earlier files have of the step
 * where a session starts and of those behind it.
 */
final class EventFile implements Closeable {

    private static final String PREFIX = "events.out.tfevents.";
    private static final String SUFFIX = ".s2r2";
    private static final Pattern NAME = Pattern.compile(Pattern.quote(PREFIX) + "[0-9]{10}" + Pattern.quote(SUFFIX));

    private final Path path;
    private final FileChannel channel;

    private EventFile(Path path) throws IOException {
        this.path = path;
        this.channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /**
     * A new file behind those that a folder has, which says that a session starts.
     *
     * @param folder made where it is not there
     * @param firstStep the first step of the session
     */
    static EventFile open(Path folder, long firstStep) throws IOException {
        Files.createDirectories(folder);
        EventFile file = new EventFile(
                folder.resolve(PREFIX + String.format(Locale.ROOT, "%010d", stamp(names(folder))) + SUFFIX));
        try {
            file.write(0, message -> message.text(3, "brain.Event:2"));
            file.write(firstStep, message -> message.message(7, session -> session.varint(1, 1)));
            return file;
        } catch (IOException e) {
            file.channel.close();
            throw e;
        }
    }

    /**
     * The names of the files that a folder has. Those with digits of another script, which earlier versions wrote in
     * some locales, are renamed: TensorBoard would read them behind the new one.
     */
    private static List<String> names(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        List<String> names = new ArrayList<>();
        for (Path file : files) {
            String name = Digits.ascii(file.getFileName().toString());
            if (NAME.matcher(name).matches()) {
                Path plain = folder.resolve(name);
                if (!Files.exists(plain)) {
                    Files.move(file, plain);
                }
                names.add(name);
            }
        }
        return names;
    }

    /** The seconds since 1970, or more where there is a file with as many: names are in the order of writing. */
    private static long stamp(List<String> names) {
        long newest = names.stream()
                .mapToLong(name -> Long.parseLong(name.substring(PREFIX.length(), name.length() - SUFFIX.length())))
                .max()
                .orElse(0);
        return Math.max(newest + 1, System.currentTimeMillis() / 1000);
    }

    Path path() {
        return path;
    }

    /** Writes numbers of one step, each under its tag. */
    void scalars(long step, Map<String, Double> values) throws IOException {
        write(step, event -> event.message(5, summary -> values.forEach((tag, number) -> summary.message(1, value -> {
            value.text(1, tag);
            value.number(2, number.floatValue());
        }))));
    }

    /** @param what adds what happened to the time and the step */
    private void write(long step, Consumer<Message> what) throws IOException {
        Message event = new Message();
        event.number(1, System.currentTimeMillis() / 1e3);
        event.varint(2, step);
        what.accept(event);
        byte[] data = event.bytes();
        ByteBuffer length = littleEndian(Long.BYTES).putLong(data.length).flip();
        ByteBuffer record = littleEndian(Long.BYTES + Integer.BYTES + data.length + Integer.BYTES)
                .put(length.duplicate())
                .putInt(maskedChecksum(length.array()))
                .put(data)
                .putInt(maskedChecksum(data))
                .flip();
        while (record.hasRemaining()) {
            channel.write(record);
        }
    }

    /** CRC-32C, rotated right by 15 bits, plus a constant: checksums of data that hold checksums would be weak. */
    private static int maskedChecksum(byte[] data) {
        CRC32C checksum = new CRC32C();
        checksum.update(data);
        return Integer.rotateRight((int) checksum.getValue(), 15) + 0xa282ead8;
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
