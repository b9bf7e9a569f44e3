package org.s2r2.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.s2r2.file.InputFile;
import org.s2r2.file.WholeFile;
import org.s2r2.settings.InvalidInputException;

/** Pictures as a file with a JSON object on each line. */
final class PictureList {

    private static final int MOST_BYTES = 1 << 30;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();
    private static final ObjectReader READER = JSON.readerFor(IndexedPicture.class);
    private static final ObjectWriter WRITER = JSON.writerFor(IndexedPicture.class);

    private PictureList() {}

    static void write(Path file, List<IndexedPicture> pictures) throws IOException {
        WholeFile.write(file, out -> {
            for (IndexedPicture picture : pictures) {
                out.write(WRITER.writeValueAsBytes(picture));
                out.write('\n');
            }
        });
    }

    /** @throws InvalidInputException if the file is no such list; the message names it and the line */
    static List<IndexedPicture> read(Path file) {
        String text = InputFile.text(file, MOST_BYTES, "the pictures of an index");
        List<IndexedPicture> pictures = new ArrayList<>();
        try {
            for (int from = 0; from < text.length(); ) {
                int end = text.indexOf('\n', from);
                end = end < 0 ? text.length() : end;
                IndexedPicture picture = READER.readValue(text.substring(from, end));
                if (picture == null) {
                    throw new InvalidInputException(
                            file + ": line " + (pictures.size() + 1) + " is no picture of an index: found null");
                }
                pictures.add(picture);
                from = end + 1;
            }
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(file + ": line " + (pictures.size() + 1) + " is no picture of an index: "
                    + e.getOriginalMessage().lines().findFirst().orElse("not JSON"), e);
        }
        return pictures;
    }

}
