package org.s2r2.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/**
 * A value of Smooth-AP computed by a public reference implementation in float64; see golden/README.md in the test
 * resources. Rows are image-major.
 *
 * @param name the file's name
 * @param embeddings [rows, dim], row-major, unit rows
 * @param gradient [rows, dim], row-major
 */
public record GoldenCase(
        String name,
        int images,
        int views,
        int dim,
        double temperature,
        QueryMode query,
        double[] embeddings,
        double loss,
        double[] gradient) {

    private static final int CASES = 41;

    /** All cases of Smooth-AP. */
    public static List<GoldenCase> list() {
        ObjectMapper mapper = new ObjectMapper();
        List<GoldenCase> cases = new ArrayList<>();
        for (int number = 0; number < CASES; number++) {
            String name = String.format(Locale.ROOT, "%02d-smooth-ap.json", number);
            // The numbers between belong to other objectives.
            try (InputStream in = GoldenCase.class.getResourceAsStream("/golden/" + name)) {
                if (in != null) {
                    cases.add(of(name, mapper.readTree(in)));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(name, e);
            }
        }
        return List.copyOf(cases);
    }

    public int rows() {
        return images * views;
    }

    public ViewLayout layout() {
        return ViewLayout.imageMajor(images, views);
    }

    public SmoothAp objective() {
        return new SmoothAp(temperature, query);
    }

    private static GoldenCase of(String name, JsonNode json) {
        return new GoldenCase(
                name,
                json.get("images").intValue(),
                json.get("views").intValue(),
                json.get("dim").intValue(),
                json.get("temperature").doubleValue(),
                QueryMode.valueOf(json.get("query").textValue().toUpperCase(Locale.ROOT)),
                flat(json.get("embeddings")),
                json.get("loss").doubleValue(),
                flat(json.get("gradient")));
    }

    private static double[] flat(JsonNode matrix) {
        return StreamSupport.stream(matrix.spliterator(), false)
                .flatMapToDouble(row -> StreamSupport.stream(row.spliterator(), false).mapToDouble(JsonNode::doubleValue))
                .toArray();
    }

    @Override
    public String toString() {
        return name;
    }
}
