package org.s2r2.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log here which epochs a worker elsewhere has done, from the metrics file that it writes. */
final class EpochLog implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(EpochLog.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST_BYTES = 1 << 20;

    private final Path metrics;
    private long read;
    private int said;

    EpochLog(Path metrics) {
        this.metrics = metrics;
    }

    /** Looks at what was added. */
    @Override
    public void run() {
        if (!Files.exists(metrics)) {
            return;
        }
        try (RandomAccessFile file = new RandomAccessFile(metrics.toFile(), "r")) {
            // A run that goes on from a checkpoint cuts off the lines behind it.
            read = Math.min(read, file.length());
            while (file.length() > read) {
                byte[] bytes = new byte[(int) Math.min(MOST_BYTES, file.length() - read)];
                file.seek(read);
                file.readFully(bytes);
                String text = new String(bytes, StandardCharsets.ISO_8859_1);
                int whole = text.lastIndexOf('\n') + 1;
                text.substring(0, whole).lines().forEach(this::say);
                read += whole;
                if (whole == 0) {
                    return;
                }
            }
        } catch (IOException e) {
            LOG.debug("{}: cannot be read now", metrics, e);
        }
    }

    private void say(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            int epoch = node.path("epoch").asInt();
            if (node.path("event").asText().equals("epoch") && epoch > said) {
                said = epoch;
                LOG.info("epoch {}: loss {}", epoch, node.path("loss").asText());
            }
        } catch (JsonProcessingException e) {
            LOG.debug("{}: a line that is no JSON", metrics, e);
        }
    }
}
